//! What is read, as people and servers write it.

use std::time::Duration;

use serde_json::json;
use vault_sys::document::{Capability, Policy, Rule};

use super::{parse, rule};

#[test]
fn comments_labels_and_layouts() {
    let policy = parse(
        "# one\n// two\n/* three\n */ path \"a/*\" { capabilities = [\"read\"] } # four\r\n\
         path b {\r\n  capabilities = [\n    \"list\", # five\n    \"sudo\",\n  ]\r\n}\n\
         path \"a/*\" {}\n",
    );
    let expected = Policy::new()
        .rule(Rule::new("a/*").capabilities(["read"]))
        .rule(Rule::new("b").capabilities([Capability::List, Capability::Sudo]))
        .rule(Rule::new("a/*"));
    assert_eq!(policy, expected);
}

#[test]
fn blocks_and_objects_are_the_same() {
    for parameters in [
        "allowed_parameters = { \"x\" = [\"a\"], y = [] }",
        "allowed_parameters = {\n x = [\"a\"] // , why\n /* z */ \"y\" = [], # , so\n}",
        "allowed_parameters {\n x = [\"a\"]\n y = []\n}",
    ] {
        let rule = rule(&format!("path \"p\" {{\n{parameters}\n}}"));
        assert_eq!(rule.allowed_parameters["x"], ["a"]);
        assert_eq!(rule.allowed_parameters["y"], json!([]).as_array().unwrap()[..]);
    }
}

#[test]
fn json_with_rules_in_an_object_or_in_a_list() {
    let expected = Policy::new()
        .rule(Rule::new("a").capabilities(["read"]).denied_parameter("x", [json!({ "y": 1.5 })]))
        .rule(Rule::new("a").capabilities(["read", "list"]));
    let (first, second) = (
        r#""a": { "capabilities": ["read"], "denied_parameters": { "x": [{ "y": 1.5 }] } }"#,
        r#""a": { "policy": "read" }"#,
    );
    assert_eq!(parse(&format!(r#" {{ "path": {{ {first}, {second} }} }}"#)), expected);
    assert_eq!(parse(&format!(r#"{{ "path": [{{ {first} }}, {{ {second} }}] }}"#)), expected);
    assert_eq!(parse(&format!(r#"{{"path":{{{first}}},"path":{{{second}}}}}"#)), expected);
    assert_eq!(parse("{}"), Policy::new());
}

#[test]
fn shorthands_are_what_the_servers_make_of_them() {
    use Capability::{Create, Delete, Deny, List, Read, Sudo, Update};
    let read = |text: &str| rule(&format!("path \"p\" {{\n{text}\n}}")).capabilities;
    assert_eq!(read("policy = \"\""), []);
    assert_eq!(read("policy = \"deny\""), [Deny]);
    assert_eq!(read("policy = \"read\""), [Read, List]);
    assert_eq!(read("policy = \"write\""), [Create, Read, Update, Delete, List]);
    assert_eq!(read("policy = \"sudo\""), [Create, Read, Update, Delete, List, Sudo]);
    // Beside capabilities they add to them, and `deny` takes their place.
    assert_eq!(read("policy = \"read\"\ncapabilities = [\"update\"]"), [Update, Read, List]);
    assert_eq!(read("capabilities = [\"update\"]\npolicy = \"deny\""), [Deny]);
}

#[test]
fn durations_counts_and_times_in_every_form() {
    for (written, seconds) in [
        ("90", 90.0),
        ("\"90\"", 90.0),
        ("\"1h30m\"", 5400.0),
        ("\"1.5h\"", 5400.0),
        ("\"2d\"", 172_800.0),
        ("\"250ms\"", 0.25),
        ("\"\"", 0.0),
    ] {
        let rule = rule(&format!("path \"p\" {{ max_wrapping_ttl = {written} }}"));
        assert_eq!(rule.max_wrapping_ttl, Some(Duration::from_secs_f64(seconds)), "{written}");
    }
    for written in ["5", "\"5\""] {
        let rule = rule(&format!("path \"p\" {{ pagination_limit = {written} }}"));
        assert_eq!(rule.pagination_limit, Some(5));
    }
    for written in ["1893456000", "\"1893456000\"", "\"2030-01-01T02:00:00+02:00\""] {
        let rule = rule(&format!("path \"p\" {{ expiration = {written} }}"));
        assert_eq!(rule.expiration.unwrap().to_string(), "2030-01-01T00:00:00Z");
    }
    assert_eq!(rule("path \"p\" { expiration = \"\" }").expiration, None);
}

/// What the server reads in each of these was tried with `allowed_parameters`, on OpenBao 2.7.2.
#[test]
fn texts_are_what_hcl_1_reads_in_them() {
    for (written, text) in [
        (r#""${x}""#, "${x}"),
        (r#""a\n${b}\n""#, "a\n${b}\n"),
        (r#""\u0024{x} \u0025{y}""#, "${x} %{y}"),
        ("<<E\nx\ny\nE\n", "x\ny\n"),
        ("<<E\nE\n", ""),
        ("<<E\r\nx\r\nE\r\n", "x\n"),
        ("<<E\n${a}\\n$${b}\nE\n", "${a}\\n$${b}\n"),
        ("<<E\n  x\n  E\n", "  x\n  "),
        ("<<-E\n    x\n     y\n    E\n", "x\n y\n"),
        ("<<-E\n    x\n  E\n", "  x\n"),
        ("<<-E\n  x\n    E\n", "  x\n"),
        ("<<-E\n    x\n\n    y\n    E\n", "    x\n\n    y\n"),
    ] {
        let read = rule(&format!("path \"p\" {{\ncomment = {written}\n}}"));
        assert_eq!(read.comment.as_deref(), Some(text), "{written}");
    }
}
