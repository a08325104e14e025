//! Docs, which are attributes among tokens.

use std::borrow::Cow;

/// What a literal of text stands for.
pub(super) fn value(literal: &str) -> Cow<'_, str> {
    if let Some(raw) = literal.strip_prefix('r') {
        let marks = raw.bytes().take_while(|byte| *byte == b'#').count() + 1;
        return raw.get(marks..raw.len().saturating_sub(marks)).unwrap_or_default().into();
    }
    let text = literal.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let text = text.unwrap_or(literal);
    if !text.contains('\\') {
        return text.into();
    }
    let (mut out, mut chars) = (String::new(), text.chars());
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { escaped(&mut chars).unwrap_or(c) } else { c });
    }
    out.into()
}

fn escaped(chars: &mut std::str::Chars<'_>) -> Option<char> {
    Some(match chars.next()? {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        'u' => {
            let code = chars.by_ref().skip(1).take_while(|c| *c != '}');
            u32::from_str_radix(&code.collect::<String>(), 16).ok().and_then(char::from_u32)?
        }
        itself => itself,
    })
}
