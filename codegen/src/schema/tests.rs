//! The schema against the parser, in both directions.

use std::path::Path;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::{
    parse,
    problem::{Problems, Report},
    source::{Source, read_folder},
    yaml,
};

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(&super::schema()).unwrap();
    assert!(jsonschema::draft7::meta::is_valid(&schema));
    jsonschema::draft7::new(&schema).unwrap()
}

/// A file as an editor sees it, if it is YAML.
fn read(source: &Source) -> Option<Value> {
    let mut problems = Problems::default();
    let mut report = Report { file: &source.path, problems: &mut problems };
    let node = yaml::read(std::str::from_utf8(&source.text).ok()?, &mut report)?;
    problems.is_empty().then(|| node.to_json())
}

/// The same as YAML, which JSON is.
fn source(value: &Value) -> Source {
    Source { path: "spec/full.yaml".into(), text: value.to_string().into() }
}

/// Whether the parser finds nothing wrong.
fn has_shape(source: &Source) -> bool {
    let mut problems = Problems::default();
    parse::group(source, &mut problems);
    problems.is_empty()
}

#[test]
fn every_file_of_the_spec_fits() {
    let validator = validator();
    let sources = read_folder(Path::new("../spec")).unwrap();
    assert!(sources.len() > 100);
    for source in &sources {
        let value = read(source).unwrap();
        let told: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(told.is_empty(), "{}: {told:?}", source.path);
    }
}

#[test]
fn broken_files_whose_shape_is_wrong_do_not_fit() {
    let validator = validator();
    let mut caught = Vec::new();
    for folder in ["tests/bad", "tests/drawn"] {
        for source in read_folder(Path::new(folder)).unwrap() {
            let Some(value) = read(&source) else { continue };
            let mut problems = Problems::default();
            parse::group(&source, &mut problems);
            let is_shape = problems.as_slice().iter().any(|one| !is_beyond_a_schema(&one.message));
            let fits = validator.is_valid(&value);
            assert!(!(fits && is_shape), "{} fits: {problems}", source.path);
            if !fits {
                caught.push(source.path);
            }
        }
    }
    for name in ["key_misspelt", "type_misspelt", "reply_misspelt", "version_wrong", "http_wrong"] {
        assert!(caught.contains(&format!("drawn/{name}.yaml")), "{name}: {caught:?}");
    }
    assert!(caught.len() > 30, "{caught:?}");
}

/// What the parser tells and no schema of this kind can: how wide a text is, and names of files.
fn is_beyond_a_schema(message: &str) -> bool {
    ["a line of the doc has", "the doc has a tab", "the name of the file", "bytes; a spec file"]
        .iter()
        .any(|part| message.starts_with(part))
}

/// A spec with each key in it.
fn full() -> Value {
    let source = read_folder(Path::new("tests/schema")).unwrap();
    let value = read(&source[0]).unwrap();
    crate::check(&[self::source(&value)]).unwrap_or_else(|problems| panic!("{problems}"));
    value
}

/// The places of all that is in a value, as JSON pointers.
fn places(value: &Value, place: &str, places: &mut Vec<String>) {
    places.push(place.to_owned());
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let key = key.replace('~', "~0").replace('/', "~1");
                self::places(value, &format!("{place}/{key}"), places);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                self::places(value, &format!("{place}/{index}"), places);
            }
        }
        _ => {}
    }
}

/// Everything can be replaced by something of another kind, lose a key or get one too many. What the
/// parser then takes has to fit, and what it refuses must not.
#[test]
fn parser_and_schema_refuse_the_same_shapes() {
    let (validator, full) = (validator(), full());
    let mut all = Vec::new();
    places(&full, "", &mut all);
    let others = [
        json!("some text"),
        json!(""),
        json!(7),
        json!(true),
        json!(null),
        json!([]),
        json!(["a"]),
        json!({}),
        json!({ "a": "b" }),
    ];
    let (mut tried, mut refused, mut wrong) = (0, 0, Vec::new());
    for place in &all {
        let mut variants: Vec<_> = others
            .iter()
            .map(|other| {
                let mut variant = full.clone();
                *variant.pointer_mut(place).unwrap() = other.clone();
                variant
            })
            .collect();
        if let Some(Value::Object(entries)) = full.pointer(place) {
            let keys = entries.keys().cloned();
            variants.extend(keys.map(|key| {
                let mut variant = full.clone();
                variant.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(&key);
                variant
            }));
            let mut variant = full.clone();
            variant.pointer_mut(place).unwrap()["no_such_key"] = json!("a");
            variants.push(variant);
        }
        for variant in variants {
            let source = source(&variant);
            let (shape, fits) = (has_shape(&source), validator.is_valid(&variant));
            tried += 1;
            refused += usize::from(!fits);
            let now = variant.pointer(place);
            if !fits && shape && crate::check(&[source]).is_ok() {
                wrong.push(format!("only the schema refuses {now:?} at {place}"));
            }
            if fits && !shape {
                wrong.push(format!("only the parser refuses {now:?} at {place}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 1000 && refused > 500, "{refused} of {tried}");
}
