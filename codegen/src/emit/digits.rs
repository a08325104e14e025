//! Numbers as people would write them, with their digits in groups of three.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// A whole number.
pub(super) fn whole(number: u64) -> TokenStream {
    let digits = number.to_string();
    literal(&if is_long(&digits) { grouped(&digits) } else { digits })
}

/// A fraction, with its sign.
pub(super) fn fraction(number: f64) -> TokenStream {
    let digits = Literal::f64_unsuffixed(number.abs()).to_string();
    let (before, after) = digits.split_once('.').unwrap_or((&digits, "0"));
    let digits = if is_long(before) || is_long(after) {
        // Behind the point it is the last group that may be short.
        let after: Vec<_> = after.as_bytes().chunks(3).map(String::from_utf8_lossy).collect();
        format!("{}.{}", grouped(before), after.join("_"))
    } else {
        format!("{before}.{after}")
    };
    let sign = number.is_sign_negative().then(|| quote!(-));
    let number = literal(&digits);
    quote!(#sign #number)
}

/// Up to five digits can be read as they are.
fn is_long(digits: &str) -> bool {
    digits.len() > 5
}

fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    out
}

fn literal(digits: &str) -> TokenStream {
    let literal = digits.parse::<Literal>();
    literal.map_or_else(|_| quote!(#digits), |literal| quote!(#literal))
}

#[cfg(test)]
mod tests {
    use super::{fraction, whole};

    #[test]
    fn long_numbers_have_their_digits_in_groups() {
        for (number, text) in [(0, "0"), (12345, "12345"), (123_456, "123_456")] {
            assert_eq!(whole(number).to_string(), text);
        }
        for (number, text) in [
            (1.0, "1.0"),
            (-0.5, "- 0.5"),
            (12345.12345, "12345.12345"),
            (123_456.75, "123_456.75"),
            (1_234.123_456_7, "1_234.123_456_7"),
            (1e21, "1_000_000_000_000_000_000_000.0"),
        ] {
            assert_eq!(fraction(number).to_string(), text);
        }
    }
}
