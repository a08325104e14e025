//! Calls all that is safe to call, and looks at what comes back.

use serde_json::Value;
use vault_sys_codegen::catalogue::{Catalogue, Kind, Operation, Parameter, Place, Reply};

use crate::{TIMEOUT, fixtures::Filled, shape::Findings};

/// Gives a value for an argument of an operation, if there is one.
type Values<'v> = &'v dyn Fn(&Operation, &str) -> Option<String>;

/// A server and a token for it.
pub(crate) struct Server {
    address: String,
    token: String,
    http: reqwest::blocking::Client,
}

impl Server {
    pub(crate) fn new(address: &str, token: &str) -> Result<Self, String> {
        let http = reqwest::blocking::Client::builder()
            .timeout(TIMEOUT)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| error.to_string())?;
        let address = address.trim_end_matches('/').to_owned();
        Ok(Self { address, token: token.into(), http })
    }

    pub(crate) fn with_token(self, token: &str) -> Self {
        Self { token: token.into(), ..self }
    }

    /// Sends a request; what comes back is `null` if it is not JSON.
    pub(crate) fn send(
        &self,
        method: &str,
        target: &str,
        body: Option<&Value>,
    ) -> Result<(u16, Value), String> {
        let method = method.parse().map_err(|_| format!("`{method}` is no method"))?;
        let mut request = self.http.request(method, format!("{}/v1/{target}", self.address));
        if !self.token.is_empty() {
            request = request.header("X-Vault-Token", &self.token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().map_err(|error| format!("{target}: {error}"))?;
        let status = answer.status().as_u16();
        let bytes = answer.bytes().map_err(|error| format!("{target}: {error}"))?;
        Ok((status, serde_json::from_slice(&bytes).unwrap_or_default()))
    }
}

#[derive(Default)]
pub(crate) struct Driven {
    pub(crate) findings: Vec<String>,
    /// What no server answered.
    refused: Vec<String>,
    pub(crate) called: usize,
    pub(crate) fields: usize,
}

/// Drives every operation that reads, on servers that have something to read.
pub(crate) fn all(catalogue: &Catalogue, servers: &[Filled]) -> Driven {
    let mut driven = Driven::default();
    for operation in readers(catalogue) {
        let targets = servers.iter().map(|one| {
            (&one.server, target(operation, &|operation, name| one.value(operation, name)))
        });
        driven.one(operation, targets, catalogue);
    }
    driven.finish()
}

/// Drives every operation that reads without being told what.
pub(crate) fn without_arguments(catalogue: &Catalogue, server: &Server) -> Driven {
    let mut driven = Driven::default();
    for operation in readers(catalogue) {
        let target = target(operation, &|_, _| None);
        // It is not known what there is to read on somebody else's server.
        if target.is_ok() {
            driven.one(operation, [(server, target)].into_iter(), catalogue);
        }
    }
    // That it has nothing to say may be its owner's choice.
    driven.refused.clear();
    driven.finish()
}

fn readers(catalogue: &Catalogue) -> impl Iterator<Item = &Operation> {
    catalogue.operations.iter().filter(|operation| {
        operation.safe
            && operation.openbao.is_some()
            && matches!(operation.method.as_str(), "GET" | "LIST" | "SCAN")
            && matches!(operation.reply, Reply::Keys | Reply::Data(..) | Reply::Body(..))
    })
}

impl Driven {
    fn one<'s>(
        &mut self,
        operation: &Operation,
        targets: impl Iterator<Item = (&'s Server, Result<String, String>)>,
        catalogue: &Catalogue,
    ) {
        let mut refusals = Vec::new();
        let mut answered = false;
        for (server, target) in targets {
            match target.and_then(|target| server.send("GET", &target, None)) {
                Ok((status, body)) if (200..300).contains(&status) || operation.always_answers => {
                    answered = true;
                    let mut found = Findings::default();
                    look(operation, &body, catalogue, &mut found);
                    self.fields += found.fields;
                    let lines = found.lines.into_iter();
                    self.findings.extend(lines.map(|line| format!("{}: {line}", operation.id)));
                }
                Ok((status, _)) => refusals.push(format!("answered with {status}")),
                Err(problem) => refusals.push(problem),
            }
        }
        if answered {
            self.called += 1;
        } else {
            refusals.dedup();
            self.refused.push(format!("{}: {}", operation.id, refusals.join(", ")));
        }
    }

    fn finish(mut self) -> Self {
        self.findings.append(&mut self.refused);
        self.findings.sort();
        self.findings.dedup();
        self
    }
}

fn look(operation: &Operation, body: &Value, catalogue: &Catalogue, findings: &mut Findings) {
    match &operation.reply {
        Reply::Keys => {
            let keys = Kind::List(Box::new(Kind::String));
            findings.look(&body["data"]["keys"], &keys, "keys", catalogue);
        }
        Reply::Data(_, true) if body.get("data").is_none_or(Value::is_null) => {}
        Reply::Body(_, true) if body.is_null() => {}
        Reply::Data(kind, _) => findings.look(&body["data"], kind, "data", catalogue),
        Reply::Body(kind, _) => findings.look(&bare(body), kind, "body", catalogue),
        Reply::None | Reply::Status | Reply::Raw | Reply::Many(_) => {}
    }
}

/// A body without the envelope that may be around it.
fn bare(body: &Value) -> Value {
    let mut body = body.clone();
    if let Value::Object(members) = &mut body
        && members.contains_key("request_id")
    {
        let envelope = [
            "request_id",
            "lease_id",
            "renewable",
            "lease_duration",
            "data",
            "wrap_info",
            "warnings",
            "auth",
            "mount_type",
        ];
        members.retain(|name, _| !envelope.contains(&name.as_str()));
    }
    body
}

/// Path and query, or what there is no value for.
fn target(operation: &Operation, values: Values<'_>) -> Result<String, String> {
    let mut path = operation.path.clone();
    let mut query = match operation.method.as_str() {
        "LIST" => vec!["list=true".to_owned()],
        "SCAN" => vec!["scan=true".to_owned()],
        _ => Vec::new(),
    };
    let sent = |one: &&Parameter| one.required || one.constant.is_some();
    for parameter in operation.parameters.iter().filter(sent) {
        let name = &parameter.name;
        let value = parameter.constant.clone().or_else(|| values(operation, name));
        let value = value.ok_or_else(|| format!("no value for `{name}`"))?;
        match parameter.place {
            Place::Path => {
                path = path.replace(&format!("{{{name}}}"), &value);
                path = path.replace(&format!("{{*{name}}}"), &value);
            }
            Place::Query => query.push(format!("{name}={value}")),
            Place::Body | Place::WholeBody | Place::Header => {}
        }
    }
    Ok(if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) })
}
