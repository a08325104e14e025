//! The real spec with a small mistake in it, a few hundred times: either it is told, with a line of
//! the file, or something comes of it that is Rust.

mod random;

use std::path::Path;

use vault_sys_codegen::{Generated, Source, read_folder, unformatted};

use self::random::Random;

const MISTAKES: usize = 500;

#[test]
fn no_mistake_makes_the_generator_panic_or_name_a_line_that_is_not_there() {
    let sources = read_folder(Path::new("../spec")).unwrap();
    assert!(!sources.is_empty());
    let mut random = Random::new(20);
    let mut told = 0;
    for number in 0..MISTAKES {
        let Source { path, text } = &sources[number % sources.len()];
        let text = mistake(&String::from_utf8_lossy(text), &mut random);
        let mistaken = Source { path: path.clone(), text: text.clone().into() };
        let sources = [mistaken];
        let problems = match unformatted(&sources) {
            Err(problems) => problems,
            Ok(generated) => {
                is_rust(&generated);
                continue;
            }
        };
        told += 1;
        assert!(problems.render(&sources, false).contains(path), "{number}\n{text}");
        let lines = 1..=text.lines().count().max(1);
        for problem in problems.as_slice() {
            assert!(problem.file == *path, "{number}: {problem}\n{text}");
            assert!(lines.contains(&problem.place.line), "{number}: {problem}\n{text}");
        }
    }
    // Most mistakes are such that they have to be told; some change what a doc says.
    assert!(told > MISTAKES / 2, "{told} of {MISTAKES} were told");
}

fn is_rust(Generated { api, protocol, samples, .. }: &Generated) {
    for (path, text) in api.iter().chain(protocol).chain(samples) {
        syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
    }
}

fn mistake(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    let (one, other) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(9) {
        0 => drop(lines.remove(one)),
        1 => lines.insert(one, lines[one].clone()),
        2 => lines.swap(one, other),
        3 => lines[one].insert_str(0, &" ".repeat(1 + random.below(4))),
        4 => lines[one] = lines[one].trim_start().chars().collect(),
        5 => lines[one] = swap_words(&lines[one], random),
        6 => lines[one] = replace_word(&lines[one], word(text, random), random),
        7 => lines[one] = insert(&lines[one], random),
        _ => return cut(text, random.below(text.len())),
    }
    lines.join("\n") + "\n"
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

fn swap_words(line: &str, random: &mut Random) -> String {
    let mut words = words(line);
    let (one, other) = (random.below(words.len()), random.below(words.len()));
    words.swap(one, other);
    words.join(" ")
}

fn replace_word(line: &str, by: &str, random: &mut Random) -> String {
    let mut words = words(line);
    let filled: Vec<_> = (0..words.len()).filter(|index| !words[*index].is_empty()).collect();
    if !filled.is_empty() {
        by.clone_into(&mut words[filled[random.below(filled.len())]]);
    }
    words.join(" ")
}

fn word<'t>(text: &'t str, random: &mut Random) -> &'t str {
    let words: Vec<_> = text.split_whitespace().collect();
    words[random.below(words.len())]
}

/// Puts a character that means something to YAML, to the spec or to Rust somewhere in a line.
fn insert(line: &str, random: &mut Random) -> String {
    let odd =
        ['"', '\'', '{', '}', '[', ']', ':', '#', '&', '*', '?', '<', '\t', '\u{0}', 'é', '-'];
    let mut line: Vec<_> = line.chars().collect();
    line.insert(random.below(line.len() + 1), odd[random.below(odd.len())]);
    line.into_iter().collect()
}

fn cut(text: &str, at: usize) -> String {
    let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    text[..at].to_owned()
}
