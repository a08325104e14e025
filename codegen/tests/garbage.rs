//! Whatever a file holds that is no spec, it ends in problems that name lines of it, and soon.

mod random;

use std::time::{Duration, Instant};

use vault_sys_codegen::{Problems, Source, generate};

use self::random::Random;

/// The most that a spec file may hold.
const LARGEST: usize = 128 * 1024;

/// What YAML is made of.
const MARKS: &str = "[]{}:,-?&*!|>'\"%@#\n\t ab";

/// Begins a group, and an operation in it.
const GROUP: &str = "doc: a\nsince: 1.0.0\n";
const OPERATION: &str = "doc: a\nsince: 1.0.0\noperations:\n  a:\n    doc: a\n    reply: none\n";

fn refused(name: &str, text: impl Into<Vec<u8>>) -> Problems {
    let text = text.into();
    let lines = 1..=String::from_utf8_lossy(&text).lines().count().max(1);
    let start = Instant::now();
    let sources = [Source { path: "noise.yaml".into(), text }];
    let problems = generate(&sources).expect_err(name);
    let drawn = problems.render(&sources, true);
    assert!(drawn.len() < 500_000, "{name}: {}", drawn.len());
    // Mostly it is milliseconds. What grows with the square of the size would be minutes.
    assert!(start.elapsed() < Duration::from_secs(60), "{name} took {:?}", start.elapsed());
    assert!(!problems.is_empty(), "{name}");
    for problem in problems.as_slice() {
        assert!(lines.contains(&problem.place.line), "{name}: {problem}");
        assert!(problem.place.column > 0, "{name}: {problem}");
        assert!(problem.message.len() < 10_000, "{name}: {problem}");
    }
    problems
}

fn too_large(name: &str, text: impl Into<Vec<u8>>) {
    let problems = refused(name, text);
    let told = problems.to_string();
    assert!(told.contains("so split it") && problems.as_slice().len() == 1, "{name}: {told}");
}

/// As much of it as a file may hold.
fn fill(unit: &str) -> String {
    unit.repeat(LARGEST / unit.len())
}

/// Something for each number, behind what stands before: as many as a file may hold.
fn many(before: impl Into<String>, part: impl Fn(usize) -> String) -> String {
    let mut text = before.into();
    for part in (0..).map(part) {
        if text.len() + part.len() > LARGEST {
            break;
        }
        text += &part;
    }
    text
}

fn repeated(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |text, number| text + &part(number))
}

fn random_text(random: &mut Random, characters: &str, count: usize) -> String {
    let characters: Vec<_> = characters.chars().collect();
    (0..count).map(|_| characters[random.below(characters.len())]).collect()
}

fn random_bytes(random: &mut Random, count: usize) -> Vec<u8> {
    (0..count).map(|_| u8::try_from(random.below(256)).unwrap()).collect()
}

fn printable() -> String {
    (' '..='~').collect()
}

#[test]
fn ten_megabytes_are_refused() {
    const SIZE: usize = 10_000_000;
    let mut random = Random::new(1);
    too_large("bytes", random_bytes(&mut random, SIZE));
    too_large("printable", random_text(&mut random, &printable(), SIZE));
    too_large("brackets", "[".repeat(SIZE));
    let operation = "  read: { doc: Reads., http: GET a, reply: none }\n";
    too_large("valid", format!("{GROUP}operations:\n{}", operation.repeat(SIZE / operation.len())));
    too_large("keys", repeated(1_000_000, |number| format!("k{number}:\n")));
}

#[test]
fn noise_is_refused() {
    let mut random = Random::new(2);
    for round in 0..4 {
        refused(&format!("bytes {round}"), random_bytes(&mut random, LARGEST));
        refused(&format!("text {round}"), random_text(&mut random, &printable(), LARGEST));
        refused(&format!("marks {round}"), random_text(&mut random, MARKS, LARGEST));
    }
    // Short enough that some of it is YAML.
    for round in 0..400 {
        refused(&format!("a few marks {round}"), random_text(&mut random, MARKS, 1 + round % 20));
    }
}

#[test]
fn depth_is_refused() {
    for unit in ["[", "{", "- ", "? ", "[{", "{a: ", "a: [", "[a, ", "&a ", "!a ", "* ", "\"", "'"]
    {
        refused(unit, fill(unit));
    }
    refused("closed", "[".repeat(LARGEST / 2) + &"]".repeat(LARGEST / 2));
    refused("maps", many("", |depth| " ".repeat(depth) + "a:\n"));
    refused("lists", many("", |depth| " ".repeat(depth) + "-\n"));
}

#[test]
fn length_is_refused() {
    for unit in
        ["a", "é", " ", "\n", "\r", "\t", "a: b\r\n", "# a\n", "---\n", "...\n", ",", ":", "%"]
    {
        refused(unit, fill(unit));
    }
    for (before, unit) in [("doc: ", "a"), ("doc: \"", "a"), ("doc: |\n", "  a\n"), ("- ", "- a\n")]
    {
        refused(before, before.to_owned() + &unit.repeat((LARGEST - 10) / unit.len()));
    }
    refused("key", "a".repeat(LARGEST - 10) + ": b");
    refused("keys", many("", |number| format!("k{number}:\n")));
    refused("same keys", fill("doc:\n"));
    refused(
        "near keys",
        many("", |number| format!("operation{}{number}:\n", "s".repeat(number % 9))),
    );
}

#[test]
fn types_beyond_reason_are_refused() {
    let types = format!("{GROUP}types:\n");
    let holding = |number, what: &str| {
        format!("  A{number}: {{ doc: a, fields: {{ a: {{ type: {what}, doc: a }} }} }}\n")
    };
    refused("chain", many(&types, |number| holding(number, &format!("A{}", number + 1))));
    refused("ring", many(&types, |number| holding(number, &format!("A{}", (number + 1) % 1000))));
    refused("unknown", many(&types, |number| holding(number, &format!("B{number}"))));
    let deep = "list<".repeat(10_000) + "string" + &">".repeat(10_000);
    refused("deep", types.clone() + &holding(0, &deep));
    let fields = format!("{types}  A:\n    doc: a\n    fields:\n");
    refused("fields", many(&fields, |number| format!("      a{number}: {{ type: b, doc: a }}\n")));
    let underscores = |number| format!("      {}a: {{ type: bool, doc: a }}\n", "_".repeat(number));
    refused("same fields", many(&fields, underscores));
    let values = format!("{types}  A:\n    doc: a\n    values:\n");
    refused("values", many(&values, |number| format!("      a-{number}:\n")));
}

#[test]
fn operations_beyond_reason_are_refused() {
    let operations = format!("{GROUP}operations:\n");
    let operation = |number| format!("  a{number}: {{ doc: a, http: GET a, reply: none }}\n");
    refused("operations", many(operations, operation));
    let call = "(".repeat(50_000) + "a" + &")".repeat(50_000);
    let call = format!("{GROUP}helpers: [{{ doc: a, hvac: a, call: {call} }}]\n");
    refused("call", call);
    let http = format!("{OPERATION}    http: GET a");
    refused("segments", many(&http, |_| "/a".into()));
    refused("placeholders", many(&http, |number| format!("/{{a{number}}}")));
    let both = repeated(3000, |number| format!("/{{a{number}}}"));
    let argument = |number| format!("      b{number}: {{ type: string, doc: a }}\n");
    refused("misplaced", many(format!("{http}{both}\n    path:\n"), argument));
    refused("arguments", many(format!("{http}\n    query:\n"), argument));
    let args = format!("{http}\n    examples:\n      - args:\n");
    refused("args", many(args, |number| format!("          b{number}: c\n")));
    let examples = format!("{http}\n    examples:\n");
    refused("examples", many(examples, |number| format!("      - args: {{ b{number}: c }}\n")));
    let answers = format!("{http}\n    answers:\n");
    refused("answers", many(answers, |number| format!("      - {number}\n")));
}
