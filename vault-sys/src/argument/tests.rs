use proptest::prelude::*;

use super::*;

fn fits(value: &impl Argument) -> bool {
    let mut out = Vec::new();
    value.write_json(&mut out).unwrap();
    value.room().is_some_and(|room| out.len() <= room)
}

proptest! {
    #[test]
    fn what_is_written_has_the_room_that_it_was_said_to_take(
        short in ".{0,200}",
        long in "[\\x00-\\x7f]{100,300}",
        number in any::<i64>(),
        time in any::<u64>(),
    ) {
        prop_assert!(fits(&short) && fits(&long));
        prop_assert!(fits(&vec![short.clone(), long]) && fits(&Vec::<String>::new()));
        prop_assert!(fits(&SecretString::from(short)) && fits(&number) && fits(&time));
        prop_assert!(fits(&Duration::from_secs(time)) && fits(&Some(true)));
        prop_assert!(fits(&None::<String>));
    }
}
