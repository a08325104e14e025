//! What is drawn for who made a mistake: each file in `drawn/` has it beside it.

mod accept;

use std::collections::BTreeMap;

use vault_sys_codegen::{Problems, Source, generate, read_folder};

fn wrong(source: &Source) -> Problems {
    generate(std::slice::from_ref(source)).expect_err(&source.path)
}

#[test]
fn each_mistake_is_drawn_with_its_place_and_what_would_be_right() {
    let folder = accept::folder("drawn");
    let mut drawn = BTreeMap::new();
    for source in read_folder(&folder).unwrap() {
        let name = source.path.trim_start_matches("drawn/").trim_end_matches(".yaml").to_owned();
        let text = wrong(&source).render(std::slice::from_ref(&source), false);
        assert!(!text.contains('\u{1b}'), "{name}");
        drawn.insert(format!("{name}.txt"), format!("{text}\n"));
    }
    assert!(drawn.len() > 30);
    accept::compare(&folder, "txt", &drawn);
}

/// A spec with two mistakes, one of them in the first line.
const WRONG: &str = "dco: Leases.\nsince: { vault: 1.0.0 }\nlinks: {}\n";

#[test]
fn colours_are_drawn_only_if_asked_for() {
    let source = Source { path: "spec/a.yaml".into(), text: WRONG.into() };
    let problems = wrong(&source);
    let (plain, coloured) = (
        problems.render(std::slice::from_ref(&source), false),
        problems.render(std::slice::from_ref(&source), true),
    );
    assert!(coloured.contains("\u{1b}["));
    let mut bare = coloured.split('\u{1b}').map(|part| match part.strip_prefix('[') {
        Some(escape) => escape.split_once('m').unwrap().1,
        None => part,
    });
    assert_eq!(bare.by_ref().collect::<String>(), plain);
}

#[test]
fn the_way_lines_end_and_a_mark_at_the_beginning_change_nothing_but_the_text() {
    let plain = Source { path: "spec/a.yaml".into(), text: WRONG.into() };
    let drawn = wrong(&plain).render(std::slice::from_ref(&plain), false);
    assert!(drawn.contains("1 | dco: Leases."), "{drawn}");
    assert!(drawn.contains("  | ^^^ did you mean `doc`?"), "{drawn}");
    for text in [WRONG.replace('\n', "\r\n"), format!("\u{feff}{WRONG}")] {
        let other = Source { path: "spec/a.yaml".into(), text: text.into() };
        assert_eq!(wrong(&other).render(std::slice::from_ref(&other), false), drawn);
    }
}

#[test]
fn of_thousands_of_problems_the_first_hundred_are_drawn() {
    let keys: Vec<_> = (0..5000).map(|number| format!("key_{number}: a")).collect();
    let source = Source { path: "spec/a.yaml".into(), text: keys.join("\n").into() };
    let problems = wrong(&source);
    assert!(problems.as_slice().len() >= 5000);
    let drawn = problems.render(std::slice::from_ref(&source), false);
    assert_eq!(drawn.matches("error: ").count(), 100);
    let last = drawn.lines().last().unwrap();
    assert_eq!(last, "5002 problems in the spec, of which these are the first 100");
}

#[test]
fn a_problem_of_a_file_that_is_not_at_hand_is_drawn_without_its_line() {
    let source = Source { path: "spec/a.yaml".into(), text: WRONG.into() };
    let drawn = wrong(&source).render(&[], false);
    assert!(drawn.contains("--> spec/a.yaml:1:1"), "{drawn}");
    assert!(drawn.contains("did you mean `doc`?") && !drawn.contains("Leases"), "{drawn}");
}

#[test]
fn each_line_that_is_drawn_is_short_however_long_the_line_of_the_file() {
    for source in read_folder(&accept::folder("drawn")).unwrap() {
        let drawn = wrong(&source).render(std::slice::from_ref(&source), false);
        for line in drawn.lines() {
            assert!(line.chars().count() <= 160, "{}: {line}", source.path);
        }
    }
}
