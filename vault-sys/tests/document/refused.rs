//! What cannot be read, and what is said of it.

use vault_sys::document::Policy;

fn error(text: &str) -> String {
    match Policy::parse(text) {
        Ok(policy) => panic!("this was read:\n{text}\nas:\n{policy}"),
        Err(error) => error.to_string(),
    }
}

/// The error for a rule of this text, which begins at the second line.
fn of_rule(text: &str) -> String {
    error(&format!("path \"p\" {{\n{text}\n}}"))
}

#[test]
fn errors_say_where_and_what_would_be_right() {
    for (text, expected) in [
        (
            "  capabilites = []",
            "line 2, column 17: path `p`: key `capabilites`: is unknown here; known are the fields \
             of `Rule`, and `policy`",
        ),
        (
            "capabilities = \"read\"",
            "line 2, column 16: path `p`: key `capabilities`: has to be a list, such as \
             `[\"a\", \"b\"]`",
        ),
        (
            "capabilities = [\"é\", 1]",
            "line 2, column 22: path `p`: key `capabilities`: has to be a text",
        ),
        (
            "policy = \"all\"",
            "line 2, column 10: path `p`: key `policy`: has to be `deny`, `read`, `write` or \
             `sudo`",
        ),
        (
            "control_group {\nfactor \"f\" {\nidentity {\nnames = []\n}\n}\n}",
            "line 5, column 9: path `p`: key `control_group`: key `factor`: factor `f`: \
             key `identity`: key `names`: is unknown here; known are `group_names`, `group_ids` \
             and `approvals`",
        ),
    ] {
        assert_eq!(of_rule(text), expected);
    }
    let unknown = "line 1, column 8: key `rule`: is unknown here; known are `path` and `name`";
    assert_eq!(error("rule = 1"), unknown);
    let json =
        "path `a\\n`: key `x`: is unknown here; known are the fields of `Rule`, and `policy`";
    assert_eq!(error(r#"{"path": {"a\n": {"x": 1}}}"#), json);
    let error = Policy::parse("\n  path \"p\" {").unwrap_err();
    assert_eq!((error.line(), error.column()), (Some(2), Some(13)));
    let error = Policy::parse("{\n\"path\": }").unwrap_err();
    assert_eq!((error.line(), error.column()), (Some(2), Some(9)), "{error}");
    assert!(error.to_string().ends_with("this is no JSON: expected value"), "{error}");
}

#[test]
fn values_are_not_quoted() {
    for text in [
        "min_wrapping_ttl = \"hush\"",
        "expiration = \"hush\"",
        "comment = [\"hush\"]",
        "pagination_limit = \"hush\"",
        "allowed_parameters = { x = \"hush\" }",
        "comment = \"hush",
        "comment = hush",
    ] {
        assert!(!of_rule(text).contains("hush"), "{}", of_rule(text));
    }
}

#[test]
fn nothing_is_read_twice_or_left_out() {
    for (text, expected) in [
        ("denied_parameters = { x = [], y = [], x = [1] }", "unique object key"),
        ("denied_parameters = {\nx = []\nx = [] # , \n}", "unique object key"),
        ("denied_parameters = { x = [], \"x\" = [1] }", "key `x`: is here for the second time"),
        ("denied_parameters = { x = [{ y = 1, y = 2 }] }", "unique object key"),
        ("denied_parameters {\n}\ndenied_parameters {\n}", "is here for the second time"),
        ("control_group {\nttl = 1\n}\ncontrol_group = {}", "is here for the second time"),
        ("comment = \"\"\ncomment = \"\"", "unique attribute key"),
    ] {
        assert!(of_rule(text).contains(expected), "{}", of_rule(text));
    }
    assert!(error(r#"{"path":{"a":{"policy":"read","policy":"deny"}}}"#).contains("second time"));
    let group = r#"{"path":{"a":{"control_group":{"ttl":1,"ttl":2}}}}"#;
    assert!(error(group).contains("second time"));
    assert!(error("name = \"a\"\nname \"b\" {\n}").contains("second time"));
    assert!(error("path \"a\" \"b\" {\n}").contains("key `b`: is unknown"));
    assert!(error("path {\ncapabilities = []\n}").contains("path `capabilities`"));
}

/// Where HCL 2 would see something else than the servers do.
#[test]
fn what_the_servers_would_read_differently() {
    for (text, expected) in [
        ("comment = \"$${x}\"", r"\u0024{"),
        ("comment = \"%%{x}\"", r"\u0025{"),
        ("comment = \"a$${x}${y}\"", r"\u0024{"),
        ("comment = \"%{if x}y%{endif}\"", r"\u0025{"),
        ("comment = \"${\"}\"}\"", r"\u0024{"),
        ("comment = \"${{}}\"", r"\u0024{"),
        ("comment = [<<E\na\nE, <<E\nb\nE\n]", "first line that is its name"),
        ("comment = <<E\n${\"\nE\n\"}\nE\n", "first line that is its name"),
        ("pagination_limit = 010", "without zeros before it"),
        ("pagination_limit = 0x10", "this is no HCL, or none that can be read"),
        ("pagination_limit = 9223372036854775808", "64 bits"),
        ("pagination_limit = 1 + 1", "not one to be computed"),
        ("comment = (\"x\")", "not one to be computed"),
        ("comment = x", "not one to be computed"),
        ("min_wrapping_ttl = -1", "not negative"),
        ("min_wrapping_ttl = \"-1h\"", "not negative"),
        ("min_wrapping_ttl = \"+1\"", "not negative"),
        ("min_wrapping_ttl = 1.5", "not negative"),
        ("min_wrapping_ttl = 99999999999999999999", "64 bits"),
        ("min_wrapping_ttl = \"99999999999999999d\"", "not negative"),
    ] {
        assert!(of_rule(text).contains(expected), "{}", of_rule(text));
    }
    assert!(error("path \"$${x}\" {\n}").contains(r"\u0024{"));
}

#[test]
fn deep_texts_are_refused() {
    for (open, close) in
        [("[", "]"), ("{ x = ", "}"), ("{ x = [", "]}"), ("(", ")"), ("\"${", "}\"")]
    {
        let (open, close) = (open.repeat(100_000), close.repeat(100_000));
        of_rule(&format!("allowed_parameters = {open}1{close}"));
    }
    error(&format!("{{\"path\":{}", "[".repeat(100_000)));
}
