use serde_json::json;

use super::*;
use crate::tests::SPEC;

fn document() -> Value {
    json!({
        "info": { "version": "2.7.2" },
        "paths": {
            "/sys/things/{name}": {
                "get": {
                    "parameters": [{ "name": "list", "in": "query", "required": true }]
                },
                "post": {}
            },
            "/sys/things/{name}/renew": {
                "x-vault-sudo": true,
                "description": "All about renewing.",
                "post": {
                    "summary": "Renews the thing.",
                    "deprecated": true,
                    "requestBody": { "content": { "application/json": { "schema": {
                        "required": ["kind"],
                        "properties": {
                            "kind": { "type": "string", "description": "What kind it is." },
                            "increment": { "type": "integer", "format": "seconds" },
                            "max_ttl": { "type": "string" },
                            "url_name": { "type": "string" },
                            "token": { "type": "string" }
                        }
                    } } } },
                    "responses": { "200": { "content": { "application/json": {
                        "schema": { "$ref": "#/components/schemas/Renewed" }
                    } } } }
                },
                "delete": { "responses": { "204": {} } }
            },
            "/sys/things/{name}/{url_name}": {
                "get": { "parameters": [
                    { "name": "list", "in": "query", "required": true }
                ], "responses": { "200": { "content": { "application/json": {
                    "schema": { "properties": { "keys": { "type": "array", "items": { "type": "string" } } } }
                } } } } }
            },
            "/sys/others/{path}": { "get": { "summary": "Reads another." } }
        },
        "components": { "schemas": { "Renewed": { "properties": {
            "until": { "type": "string", "format": "date-time" },
            "metadata": { "type": "object", "format": "kvpairs" },
            "names": { "type": "array", "items": { "type": "string" } }
        } } } }
    })
}

fn known(lines: &[&str]) -> Known {
    Known::parse(&format!("source\tfinding\twhy\n{}", lines.join("\n"))).unwrap()
}

fn imported(known: &Known, name: Option<&str>, patterns: &[&str]) -> Result<Imported, String> {
    let spec = Source { path: "spec/things.yaml".into(), text: SPEC.trim_start().into() };
    import(&document(), &[spec], known, name, patterns)
}

fn text(imported: &Imported) -> &str {
    std::str::from_utf8(&imported.changed[0].text).unwrap()
}

#[test]
fn an_entry_says_what_the_document_says_but_no_sentence_of_it() {
    let imported = imported(&known(&[]), None, &["POST sys/things/{x}/renew"]).unwrap();
    let text = text(&imported);
    let expected = "
  renew:
    # TODO: in `data`, or at the top (`body`)? Every field is taken for one that is always there
    doc: TODO
    http: POST sys/things/{name}/renew
    sudo: true
    since: { openbao: 2.7.2 } # TODO: seen there; since when, and in Vault?
    deprecated: { openbao: { since: 2.7.2, why: TODO } }
    path:
      name:
        type: string
        doc: Its name.
    body:
      increment:
        type: duration?
        doc: TODO
      kind:
        type: string
        doc: TODO
      max_ttl:
        # TODO: text in the document, as durations often are
        type: duration?
        doc: TODO
      token:
        # TODO: a secret by its name; is it one?
        type: secret?
        doc: TODO
      url_name:
        # TODO: part of another path; the document gives fields to paths that do not take them
        type: string?
        doc: TODO
    reply: data RenewReply
    examples:
      # TODO: made up; write down what a server answers
      - args: { name: a, increment: 30m, kind: a, max_ttl: 30m, token: a, url_name: a }
        sends:
          path: sys/things/a/renew
          body: { increment: 1800, kind: a, max_ttl: 1800, token: a, url_name: a }
        gets:
          body:
            data: { metadata: { a: b }, names: [a], until: 2026-01-02T03:04:05Z }

types:
";
    assert!(text.contains(expected), "{text}");
    assert!(text.contains("      until:\n        type: timestamp\n        doc: TODO\n"), "{text}");
    assert!(!text.contains("Renews the thing"), "{text}");
    let told =
        "spec/things.yaml: things.renew\n    Renews the thing.\n    kind: What kind it is.\n";
    assert!(imported.told.starts_with(told), "{}", imported.told);
}

#[test]
fn what_is_known_of_the_document_is_minded() {
    let route = "document\tPOST sys/things/{name}/renew:";
    let known = known(&[
        &format!(
            "{route} body `max_ttl` is `string` in the document and a whole number in the spec\tit is so"
        ),
        &format!("{route} body `url_name` is not in the spec\tof another path"),
        &format!("{route} query `force` is not in the document\tseen"),
        &format!("{route} reply `names` is not in the spec\tnever comes"),
    ]);
    let imported = imported(&known, None, &["sys/things/*/renew"]).unwrap();
    let text = text(&imported);
    for there in [
        "      max_ttl:\n        # TODO: `string` in the document; spec/known.tsv: it is so\n        type: i64?\n",
        "    query:\n      force:\n        # TODO: not in the document; spec/known.tsv: seen\n        type: string?\n",
        "          path: sys/things/a/renew?force=a\n",
    ] {
        assert!(text.contains(there), "{there} in {text}");
    }
    assert!(!text.contains("url_name") && !text.contains("names:\n        #"), "{text}");
    assert!(
        imported.told.contains("    left out: body `url_name`: of another path\n"),
        "{}",
        imported.told
    );
    // Both methods of the path, in one file.
    assert!(text.contains("\n  delete_renew:\n") && imported.changed.len() == 1, "{text}");
}

#[test]
fn paths_that_are_there_already_or_nowhere_are_told() {
    let told = |patterns: &[&str]| imported(&known(&[]), None, patterns).unwrap_err();
    assert_eq!(
        told(&["sys/thing/{name}/renew"]),
        "`sys/thing/{name}/renew` is not in the document; did you mean `sys/things/{name}/renew`?"
    );
    assert_eq!(
        told(&["/sys/things/{any}"]),
        "the spec has `/sys/things/{any}` already: things.list at spec/things.yaml:13, things.write at spec/things.yaml:22"
    );
    assert!(told(&["GET sys/things/{name}/renew"]).contains("is not in the document"));
    let two = imported(&known(&[]), Some("a.b"), &["sys/things/..."]).unwrap_err();
    assert!(two.starts_with("`--as` names one operation"), "{two}");
    assert!(imported(&known(&[]), Some("ab"), &["sys/others/..."]).is_err());
}

#[test]
fn listing_is_a_method_of_its_own() {
    let imported = imported(&known(&[]), None, &["sys/things/{a}/{b}"]).unwrap();
    let text = text(&imported);
    assert!(text.contains("    http: LIST sys/things/{name}/{url_name}\n"), "{text}");
    assert!(text.contains("    reply: keys\n") && text.contains("a/a?list=true\n"), "{text}");
}

#[test]
fn a_group_that_is_not_there_is_made() {
    let told = imported(&known(&[]), None, &["sys/others/..."]).unwrap();
    assert_eq!(told.changed[0].path, "spec/others.yaml");
    assert!(text(&told).contains("http: GET sys/others/{*path}\n"), "{}", text(&told));
    let told = imported(&known(&[]), Some("others.find"), &["sys/others/..."]).unwrap();
    assert!(text(&told).contains("\n  find:\n"), "{}", text(&told));
}

#[test]
fn what_the_spec_lacks_is_listed() {
    let told = imported(&known(&[]), None, &[]).unwrap();
    assert!(told.changed.is_empty());
    let expected = "\
DELETE sys/things/{name}/renew
GET sys/others/{path}
LIST sys/things/{name}/{url_name}
POST sys/things/{name}/renew
4 operations of the document are not in the spec
";
    assert_eq!(told.told, expected);
}
