//! Specs as large as one likes, made of copies of the real one.

use std::path::Path;

use vault_sys_codegen::{Source, read_folder};

/// The real spec, and copies of its groups under other names and paths, until there are as many
/// operations as that. The last copy ends where there are enough, or with the group in which there
/// are. Tells how many there are, too.
///
/// # Errors
///
/// When the spec cannot be read.
pub fn synthetic(spec: &Path, wanted: usize) -> std::io::Result<(Vec<Source>, usize)> {
    let originals = families(read_folder(spec)?);
    let mut sources: Vec<Source> = originals.iter().flatten().cloned().collect();
    let mut count = sources.iter().map(operations).sum::<usize>();
    'copies: for number in 1.. {
        for family in &originals {
            if count >= wanted {
                break 'copies;
            }
            count += family.iter().map(operations).sum::<usize>();
            sources.extend(family.iter().map(|source| copy(source, number)));
        }
    }
    Ok((sources, count))
}

/// How many operations the real spec has.
///
/// # Errors
///
/// When the spec cannot be read.
pub fn real(spec: &Path) -> std::io::Result<usize> {
    Ok(read_folder(spec)?.iter().map(operations).sum())
}

/// Groups with the groups within them, which can only be copied together.
fn families(sources: Vec<Source>) -> Vec<Vec<Source>> {
    let outer = |source: &Source| {
        source.path.trim_end_matches(".yaml").split('.').next().unwrap_or_default().to_owned()
    };
    let mut families: Vec<Vec<Source>> = Vec::new();
    let mut sources = sources;
    sources.sort_by_key(outer);
    for source in sources {
        match families.last_mut().filter(|family| outer(&family[0]) == outer(&source)) {
            Some(family) => family.push(source),
            None => families.push(vec![source]),
        }
    }
    families
}

fn operations(source: &Source) -> usize {
    lines(source).filter(|line| line.trim_start().starts_with("http:")).count()
}

fn copy(source: &Source, number: usize) -> Source {
    let (folder, name) = source.path.rsplit_once('/').unwrap_or(("spec", &source.path));
    let mut text = String::new();
    for line in lines(source) {
        let key = line.trim_start();
        if key.starts_with("http:") || key.starts_with("path: sys/") {
            text.push_str(&line.replacen("sys/", &format!("sys/copy{number}/"), 1));
        } else {
            text.push_str(&line);
        }
        text.push('\n');
    }
    Source { path: format!("{folder}/c{number}_{name}"), text: text.into_bytes() }
}

fn lines(source: &Source) -> impl Iterator<Item = String> {
    let text = String::from_utf8_lossy(&source.text).into_owned();
    text.lines().map(str::to_owned).collect::<Vec<_>>().into_iter()
}
