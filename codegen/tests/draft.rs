//! What a tool adds to a spec: all else stays, what a person has to say is refused until it is said,
//! and then it generates.

use vault_sys_codegen::{
    Source,
    catalogue::Place,
    check,
    draft::{Draft, Field, Reply},
    generate,
};

const FILE: &str = "\
doc: Things. # with a comment
since: { vault: 1.0.0, openbao: 2.0.0 }

operations:
  read:
    doc: Reads it.
    http: GET sys/things/{name} # all of it
    path: { name: { type: string, doc: Its name. } }
    reply: none
    examples: [{ args: { name: a }, sends: { path: sys/things/a } }]

# Types are below.
types: {}
";

fn source(text: &str) -> Source {
    Source { path: "spec/things.yaml".into(), text: text.into() }
}

fn text(source: &Source) -> &str {
    std::str::from_utf8(&source.text).unwrap()
}

/// What a person would make of it.
fn finished(source: &Source) -> Source {
    let lines = text(source).lines().map(|line| line.split("# TODO:").next().unwrap_or(line));
    let lines: Vec<_> = lines.map(|line| format!("{}\n", line.trim_end())).collect();
    let text = lines.concat().replace("TODO", "Something.");
    Source { path: source.path.clone(), text: text.into() }
}

fn everything() -> Draft {
    let mut draft = Draft::new("things", "tune", "PATCH sys/things/{*path}/{type}/tune");
    let types = [
        "string",
        "secret",
        "bool",
        "i64",
        "u64",
        "f64",
        "duration",
        "timestamp",
        "limit",
        "any",
        "list<string>",
        "list<secret>",
        "list<any>",
        "list<bool>",
        "map<string>",
        "map<any>",
    ];
    for ty in types {
        let name = ty.replace(['<', '>'], "_");
        draft.arguments.push((Place::Body, Field::new(&name, format!("{ty}?"))));
        draft.arguments.push((Place::Body, Field::new(format!("{name}1"), ty)));
        if !matches!(
            ty,
            "secret"
                | "any"
                | "list<any>"
                | "list<secret>"
                | "list<bool>"
                | "map<string>"
                | "map<any>"
        ) {
            draft.arguments.push((Place::Query, Field::new(format!("{name}2"), ty)));
        }
    }
    let received = types.into_iter().filter(|ty| *ty != "limit");
    draft.reply =
        Reply::Data(received.map(|ty| Field::new(ty.replace(['<', '>'], "-"), ty)).collect());
    draft.notes = vec!["something is not known".into()];
    draft.sudo = true;
    draft.openbao = Some("2.7.2".into());
    draft.deprecated = true;
    draft
}

#[test]
fn an_entry_is_added_and_all_else_stays() {
    let draft = Draft::new("things", "write", "POST sys/things/{name}/{*rest}");
    let added = draft.add_to(&[source(FILE)], "spec").unwrap();
    let entry = "
  write:
    doc: TODO
    http: POST sys/things/{name}/{*rest}
    path:
      name:
        type: string
        doc: Its name.
      rest:
        type: string
        doc: TODO
    reply: TODO
    examples:
      # TODO: made up; write down what a server answers
      - args: { name: a, rest: a }
        sends:
          path: sys/things/a/a
        gets: TODO
";
    assert_eq!(text(&added), FILE.replace("\n# Types", &format!("{entry}\n# Types")));
}

#[test]
fn what_is_left_to_say_is_refused_with_its_place() {
    let draft = Draft::new("things", "write", "POST sys/things/{key}/x");
    let added = draft.add_to(&[source(FILE)], "spec").unwrap();
    let told = check(&[added]).unwrap_err().to_string();
    for problem in [
        "spec/things.yaml:13:10: the doc is still TODO; say it in your own words",
        "spec/things.yaml:18:14: the doc is still TODO; ",
        "spec/things.yaml:19:12: `TODO` is no reply; there is `none`",
        "spec/things.yaml:21:7: a comment is still TODO: made up; ",
    ] {
        assert!(told.contains(problem), "{problem} in {told}");
    }
}

#[test]
fn what_all_drafts_can_have_generates_once_it_is_finished() {
    let sources = [source(&FILE.replace("types: {}\n", ""))];
    let added = everything().add_to(&sources, "spec").unwrap();
    check(std::slice::from_ref(&added)).unwrap_err();
    let generated =
        generate(&[finished(&added)]).unwrap_or_else(|why| panic!("{why}\n{}", text(&added)));
    let api = &generated.api["things.rs"];
    assert!(api.contains("pub fn tune(") && api.contains("pub struct TuneReply {"), "{api}");
}

#[test]
fn a_new_group_is_a_new_file() {
    let mut draft = Draft::new("others", "list", "LIST sys/others");
    draft.reply = Reply::Keys;
    let head = "# yaml-language-server: $schema=schema.json\n";
    let first = source(&format!("{head}{FILE}"));
    let added = draft.add_to(&[first], "spec").unwrap();
    assert_eq!(added.path, "spec/others.yaml");
    assert!(text(&added).starts_with(&format!("{head}doc: TODO\nsince: ")), "{}", text(&added));
    draft.openbao = Some("2.7.2".into());
    let added = draft.add_to(&[], "spec").unwrap();
    generate(&[finished(&added)]).unwrap_or_else(|why| panic!("{why}\n{}", text(&added)));
}

#[test]
fn what_is_there_or_wrong_is_refused_and_told() {
    let sources = [source(FILE)];
    for (group, operation, http, told) in [
        ("things", "get", "GET sys/things/{x}", "is `things.read` already, at spec/things.yaml:5"),
        ("others", "get", "GET sys/things/{x}", "is `things.read` already"),
        ("things", "read", "GET sys/x", "`things.read` is there already, at spec/things.yaml:5"),
        ("things", "Read", "GET sys/x", "is there already"),
        ("things", "write", "PUT sys/x", "write `POST`"),
        ("things", "write", "sys/x", "write it as `GET sys/path/{name}`"),
        ("things", "write", "POST /v1/sys/x", "should be `sys/x`"),
        ("th-ings", "write", "POST sys/x", "is no name for a group"),
        ("a.b.c", "write", "POST sys/x", "is no name for a group"),
        ("things", "2fa", "POST sys/x", "is no name for an operation"),
        ("lost.group", "write", "POST sys/x", "there is no group `lost`"),
        ("client", "write", "POST sys/x", "something else that is called `client`"),
    ] {
        let problem = Draft::new(group, operation, http).add_to(&sources, "spec").unwrap_err();
        assert!(problem.contains(told), "{told} in {problem}");
    }
    let broken = [source("operations: [")];
    let problem = Draft::new("things", "a", "GET a").add_to(&broken, "spec").unwrap_err();
    assert!(problem.starts_with("spec/things.yaml: line 1: "), "{problem}");
}

#[test]
fn what_the_group_says_already_is_not_asked_again() {
    let text = FILE.replace("types: {}\n", "").replace(
        "    reply: none",
        "    query:\n      t: { type: u64?, name: threshold, doc: \"How many: at least 1.\" }\n    reply: data Thing",
    );
    let text = text.replace(
        "sends: { path: sys/things/a }",
        "sends: { path: sys/things/a }, gets: { body: { data: { a: b } } }",
    );
    let text = format!(
        "{text}\ntypes:\n  Thing: {{ doc: It., fields: {{ a: {{ type: string, doc: A. }} }} }}\n"
    );
    let mut draft = Draft::new("things", "find", "GET sys/things/{name}/found");
    draft.arguments.push((Place::Query, Field::new("t", "string")));
    draft.reply = Reply::Data(vec![Field::new("a", "string")]);
    let added = draft.add_to(&[source(&text)], "spec").unwrap();
    let entry = "
  find:
    doc: TODO
    http: GET sys/things/{name}/found
    path:
      name:
        type: string
        doc: Its name.
    query:
      t:
        # TODO: as for `read`; is it the same here?
        name: threshold
        type: u64
        doc: |
          How many: at least 1.
    reply: data Thing
    examples:
      # TODO: made up; write down what a server answers
      - args: { name: a, threshold: 1 }
        sends:
          path: sys/things/a/found?t=1
        gets:
          body:
            data: { a: a }
";
    assert!(self::text(&added).contains(entry), "{}", self::text(&added));
    generate(&[finished(&added)]).unwrap_or_else(|why| panic!("{why}\n{}", self::text(&added)));
}
