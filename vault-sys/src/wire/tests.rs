use std::{collections::BTreeMap, time::Duration};

use super::Wire;

#[derive(Debug, PartialEq)]
struct Role {
    kind: String,
    owner: Option<String>,
    ttl: Duration,
    max_ttl: Option<Duration>,
    policies: Vec<String>,
}

crate::wire::object!(Role {
    kind: "type",
    max_ttl: Seconds("max_ttl"),
    owner: "owner",
    policies: NullAsEmpty("policies"),
    ttl: Seconds("ttl"),
});

fn role(json: &str) -> Result<Role, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

fn refusal(json: &str) -> String {
    let error = role(json).unwrap_err();
    error.split(" at line").next().unwrap_or_default().to_owned()
}

#[test]
fn members_come_in_any_order_and_others_are_passed_by() {
    let full = Role {
        kind: "service".into(),
        owner: Some("ann".into()),
        ttl: Duration::from_secs(60),
        max_ttl: Some(Duration::from_secs(3600)),
        policies: vec!["app".into()],
    };
    for json in [
        r#"{"max_ttl": 3600, "owner": "ann", "policies": ["app"], "ttl": "1m0s", "type": "service"}"#,
        r#"{"type": "service", "ttl": 60, "policies": ["app"], "owner": "ann", "max_ttl": "1h"}"#,
        r#"{"ttl": 60, "owner": "ann", "more": {"ttl": 0}, "type": "service", "max_ttl": 3600,
            "typ": 1, "policies": ["app"], "": []}"#,
        r#"{"t\u0074l": 60, "own\u0065r": "ann", "type": "service", "max_ttl": 3600,
            "policies": ["app"]}"#,
    ] {
        assert_eq!(role(json).as_ref(), Ok(&full), "{json}");
        // From something else than text, whose names cannot be borrowed.
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::from_value::<Role>(value).unwrap(), full);
        assert_eq!(serde_json::from_reader::<_, Role>(json.as_bytes()).unwrap(), full);
    }
}

#[test]
fn what_may_be_missing_is_none_and_the_rest_is_asked_for() {
    let least = role(r#"{"policies": null, "ttl": 0, "type": ""}"#).unwrap();
    assert_eq!((least.owner, least.max_ttl, least.policies), (None, None, Vec::new()));
    let null = r#"{"policies": [], "ttl": 0, "type": "", "owner": null, "max_ttl": null}"#;
    let null = role(null).unwrap();
    assert_eq!((null.owner, null.max_ttl), (None, None));
    for (json, missing) in [
        (r#"{"policies": [], "ttl": 0}"#, "type"),
        (r#"{"policies": [], "type": ""}"#, "ttl"),
        (r#"{"ttl": 0, "type": ""}"#, "policies"),
        ("{}", "type"),
    ] {
        assert_eq!(refusal(json), format!("missing field `{missing}`"), "{json}");
    }
}

#[test]
fn none_is_there_twice() {
    let least = r#""policies": null, "ttl": 0, "type": """#;
    for (twice, name) in [
        (r#""type": """#, "type"),
        (r#""owner": null, "owner": "ann""#, "owner"),
        (r#""max_ttl": null, "max_ttl": 0"#, "max_ttl"),
        (r#""policies": null"#, "policies"),
    ] {
        let error = refusal(&format!("{{{least}, {twice}}}"));
        assert_eq!(error, format!("duplicate field `{name}`"), "{twice}");
    }
}

#[test]
fn what_is_no_object_is_refused() {
    for json in ["null", "[\"service\", null, 0, null, []]", "\"service\"", "1"] {
        assert!(refusal(json).ends_with("expected an object"), "{json}: {}", refusal(json));
    }
    let wrong = refusal(r#"{"type": 1, "ttl": 0, "policies": []}"#);
    assert_eq!(wrong, "invalid type: integer `1`, expected a string");
    assert!(refusal(r#"{"type": "", "ttl": null, "policies": []}"#).contains("expected a number"));
}

#[test]
fn a_field_can_take_all_others() {
    struct Destination {
        name: String,
        rest: BTreeMap<String, u64>,
    }

    crate::wire::object!(Destination { name: "name", ..rest });

    let json = r#"{"one": 1, "name": "n", "t\u0077o": 2}"#;
    let Destination { name, rest } = serde_json::from_str(json).unwrap();
    assert_eq!(name, "n");
    assert_eq!(rest, BTreeMap::from([("one".into(), 1), ("two".into(), 2)]));
    let none: Destination = serde_json::from_str(r#"{"name": ""}"#).unwrap();
    assert!(none.rest.is_empty());
}

#[test]
fn durations() {
    let read = |json| serde_json::from_str::<Wire>(json).map(|Wire(duration)| duration);
    for (json, seconds) in [("0", 0), ("-12", 0), ("1800", 1800), ("\"24h0m0s\"", 86400)] {
        assert_eq!(read(json).unwrap(), Duration::from_secs(seconds), "{json}");
    }
    assert_eq!(read("\"392.83145ms\"").unwrap(), Duration::from_nanos(392_831_450));
    assert_eq!(read("\"0s\"").unwrap(), Duration::ZERO);
    assert!(read("\"soon\"").is_err());
    assert!(read("1.5").is_err());
}
