//! Holds the spec against servers: their documents of themselves, and what they really answer.

use std::{process::ExitCode, time::Duration};

use serde_json::Value;
use vault_sys_codegen::{
    catalogue::{Catalogue, catalogue},
    read_folder,
};
use vault_sys_tests::{DevServer, RaftServer};
use xtask::{
    known::{Known, Source},
    screen::draw,
};

mod document;
mod drive;
mod fixtures;
mod import;
mod openapi;
mod parameters;
mod shape;

use self::drive::Server;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let root = xtask::root();
    // The spec may be unfinished then.
    if let ["import", arguments @ ..] = arguments.as_slice() {
        return import::run(&root, arguments);
    }
    let sources = read_folder(&root.join("spec")).map_err(|error| format!("spec: {error}"))?;
    let catalogue = catalogue(&sources).map_err(|problems| draw(&problems, &sources))?;
    let known = Known::read(&root)?;
    match arguments.as_slice() {
        [] => own_servers(&catalogue, &known),
        ["--server", address] => {
            let token = std::env::var("VAULT_TOKEN").unwrap_or_default();
            other_server(&catalogue, &known, &Server::new(address, &token)?)
        }
        ["--document", file] => {
            let findings = document::compare(&catalogue, &[document_at(file)?])?;
            tell(&known.unknown(Source::Document, &findings))
        }
        _ => Err("cargo xtask drift [--server ADDR | --document FILE]".into()),
    }
}

/// Starts one server of each kind, and looks at all that the spec says of them.
fn own_servers(catalogue: &Catalogue, known: &Known) -> Result<(), String> {
    let dev = DevServer::try_start().map_err(|error| error.to_string())?;
    let raft = RaftServer::builder()
        .raw_storage(true)
        .unauthed_rekey(true)
        .unsafe_api_audit(true)
        .try_start()
        .map_err(|error| error.to_string())?;
    let (raft_client, share) = fixtures::initialise(Server::new(raft.address(), "")?)?;
    let servers = [
        fixtures::fill(Server::new(dev.address(), dev.token())?, None)?,
        fixtures::fill(raft_client, Some(&share))?,
    ];
    let documents: Result<Vec<_>, _> = servers.iter().map(|one| document_of(&one.server)).collect();
    let in_documents = document::compare(catalogue, &documents?)?;
    let driven = drive::all(catalogue, &servers);
    println!(
        "{} operations called, {} reply fields looked at; known: {} of the documents, {} of the replies",
        driven.called,
        driven.fields,
        known.count(Source::Document),
        known.count(Source::Replies),
    );
    let mut wrong = known.compare(Source::Document, &in_documents);
    wrong.extend(known.compare(Source::Replies, &driven.findings));
    tell(&wrong)
}

/// Looks at a server of somebody else's, where nothing is set up and nothing changed.
fn other_server(catalogue: &Catalogue, known: &Known, server: &Server) -> Result<(), String> {
    let in_document = document::compare(catalogue, &[document_of(server)?])?;
    let driven = drive::without_arguments(catalogue, server);
    println!("{} operations called, {} reply fields looked at", driven.called, driven.fields);
    let mut wrong = known.unknown(Source::Document, &in_document);
    wrong.extend(known.unknown(Source::Replies, &driven.findings));
    tell(&wrong)
}

fn document_of(server: &Server) -> Result<Value, String> {
    let (status, document) = server.send("GET", "sys/internal/specs/openapi", None)?;
    if status == 200 { Ok(document) } else { Err(format!("the document: {status} {document}")) }
}

fn document_at(file: &str) -> Result<Value, String> {
    let text = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    serde_json::from_slice(&text).map_err(|error| format!("{file}: {error}"))
}

fn tell(wrong: &[String]) -> Result<(), String> {
    if wrong.is_empty() {
        println!("nothing disagrees that is not known");
        return Ok(());
    }
    let count = wrong.len();
    Err(format!(
        "{}\n{count} disagreements; what is right goes into spec/known.tsv",
        wrong.join("\n")
    ))
}

/// How long a server may take for an answer.
const TIMEOUT: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    /// A spec that a document of the tests agrees with.
    pub(crate) const SPEC: &str = "
doc: Things.
since: { vault: 1.0.0, openbao: 2.0.0 }
operations:
  read:
    doc: Reads one.
    http: GET sys/things/{name}
    path: { name: { type: string, doc: Its name. } }
    reply: data Thing
    examples:
      - args: { name: a }
        sends: { path: sys/things/a }
        gets: { body: { data: { size: 1, names: [] } } }
  list:
    doc: Lists what is below one.
    http: LIST sys/things/{name}
    path: { name: { type: string, doc: Its name. } }
    reply: keys
    examples:
      - args: { name: a }
        sends: { path: 'sys/things/a?list=true' }
        gets: { body: { data: { keys: [] } } }
  write:
    doc: Writes one.
    http: POST sys/things/{name}
    path: { name: { type: string, doc: Its name. } }
    body:
      size: { type: i64?, doc: Its size. }
      age: { type: i64?, since: { vault: 1.2.0 }, doc: Its age. }
    reply: none
    examples: [{ args: { name: a }, sends: { path: sys/things/a } }]
types:
  Thing:
    doc: A thing.
    fields:
      size: { type: i64, doc: Its size. }
      names: { type: list<string>, doc: Its names. }
      kind: { type: Kind?, doc: Its kind. }
      inner: { type: map<string>?, doc: What is in it. }
  Kind:
    doc: A kind.
    values: { new: Not old. }
";

    pub(crate) fn catalogue_of(spec: &str) -> Catalogue {
        let source = vault_sys_codegen::Source {
            path: "spec/things.yaml".into(),
            text: spec.trim_start().into(),
        };
        catalogue(&[source]).unwrap_or_else(|problems| panic!("{problems}"))
    }
}
