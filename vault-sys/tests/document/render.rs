//! How policies are written.

use std::time::Duration;

use serde_json::json;
use vault_sys::document::{ANY_VALUE, Capability, ControlGroup, Factor, Policy, Rule};

/// A rule with everything in it.
pub(crate) fn full() -> Rule {
    Rule::new("secret/data/+/x*")
        .comment("why")
        .capabilities([Capability::Read, Capability::Other("new".into())])
        .required_parameters(["a", "b"])
        .allowed_parameter("*", ANY_VALUE)
        .allowed_parameter("n", [json!(1), json!(-1.5), json!(true), json!(["x", { "y": [] }])])
        .denied_parameter("d", ["x", "y*"])
        .min_wrapping_ttl(Duration::from_secs(90))
        .max_wrapping_ttl(Duration::from_secs(7200))
        .mfa_methods(["m"])
        .pagination_limit(5)
        .list_scan_response_keys_filter_path("{{ .path }}{{ .key }}")
        .expiration("2030-01-01T00:00:00Z".parse().unwrap())
        .control_group(
            ControlGroup::new().ttl(Duration::from_secs(14400)).self_auth_allowed(true).factor(
                Factor::new("ops", 2)
                    .controlled_capabilities([Capability::Read])
                    .group_names(["managers"])
                    .group_ids(["id"]),
            ),
        )
        .subscribe_event_types(["kv*"])
}

#[test]
fn every_field_has_its_place() {
    let expected = r#"name = "all"

path "secret/data/+/x*" {
  comment = "why"
  capabilities = ["read", "new"]
  required_parameters = ["a", "b"]
  allowed_parameters = {
    "*" = []
    "n" = [1, -1.5, true, ["x", {"y" = []}]]
  }
  denied_parameters = {
    "d" = ["x", "y*"]
  }
  min_wrapping_ttl = "90s"
  max_wrapping_ttl = "2h"
  mfa_methods = ["m"]
  pagination_limit = 5
  list_scan_response_keys_filter_path = "{{ .path }}{{ .key }}"
  expiration = "2030-01-01T00:00:00Z"
  control_group {
    ttl = "4h"
    self_auth_allowed = true
    factor "ops" {
      controlled_capabilities = ["read"]
      identity {
        group_names = ["managers"]
        group_ids = ["id"]
        approvals = 2
      }
    }
  }
  subscribe_event_types = ["kv*"]
}
"#;
    let policy = Policy::new().name("all").rule(full());
    assert_eq!(policy.to_hcl(), expected);
    assert_eq!(policy.to_string(), expected);
    assert_eq!(super::parse(expected), policy);
}

#[test]
fn what_could_end_a_text_or_start_a_template_is_escaped() {
    let path = "a\"b\\c\nd\re\tf${g}$${h}%{i}%%{j}{{identity.entity.name}}é\u{1F600}\0\u{E123}$";
    let hcl = Policy::new().rule(Rule::new(path)).to_hcl();
    let expected = concat!(
        r#"path "a\"b\\c\nd\re\tf\u0024{g}$\u0024{h}\u0025{i}%\u0025{j}"#,
        "{{identity.entity.name}}é\u{1F600}",
        r#"\u0000\ue123$" {"#
    );
    assert_eq!(hcl.lines().next(), Some(expected));
    assert_eq!(super::rule(&hcl).path, path);
}

#[test]
fn a_policy_without_rules_is_no_empty_text() {
    assert_eq!(Policy::new().to_hcl(), "# no rules\n");
    assert_eq!(super::parse("# no rules\n"), Policy::new());
}

#[test]
fn durations_keep_fractions_of_a_second() {
    for (nanoseconds, text) in [
        (0, "0s"),
        (1, "1ns"),
        (1_500_000_000, "1500000000ns"),
        (60_000_000_000, "1m"),
        (3_601_000_000_000, "3601s"),
    ] {
        let rule = Rule::new("x").min_wrapping_ttl(Duration::from_nanos(nanoseconds));
        let hcl = Policy::new().rule(rule.clone()).to_hcl();
        assert!(hcl.contains(&format!("min_wrapping_ttl = \"{text}\"\n")), "{hcl}");
        assert_eq!(super::rule(&hcl), rule);
    }
}
