//! Sees to it that a server has the secrets engines and policies that a plan names.
//!
//! `cargo run -p vault-sys --example provision -- vault-sys/examples/provision/plan.json`
//!
//! The server and the token are those of the command-line tools: `BAO_ADDR` and `BAO_TOKEN`, or
//! `VAULT_ADDR` and `VAULT_TOKEN`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use serde::Deserialize;
use vault_sys::{
    Client,
    mounts::{Mount, MountSettings},
};

/// Sees to it that the server has the secrets engines and policies of a plan.
///
/// Makes what is missing, changes what differs, and leaves the rest as it is: the second time,
/// everything is the same. Nothing is ever deleted.
#[derive(Parser)]
struct Arguments {
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
    /// The plan, in JSON
    plan: PathBuf,
}

/// What there should be. A setting that is left out may be anything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    /// Secrets engines, by their paths.
    #[serde(default)]
    mounts: BTreeMap<String, Engine>,
    /// Names of policies, and the files with their rules, beside the plan.
    #[serde(default)]
    policies: BTreeMap<String, PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Engine {
    #[serde(rename = "type")]
    type_: String,
    description: Option<String>,
    /// In seconds.
    default_lease_ttl: Option<u64>,
    /// In seconds.
    max_lease_ttl: Option<u64>,
    #[serde(default)]
    options: BTreeMap<String, String>,
}

/// Something that may have to be done.
struct Step {
    name: String,
    part: Part,
    todo: Todo,
}

enum Part {
    Mount { path: String, engine: Engine },
    Policy { name: String, rules: String },
}

#[derive(Clone, Copy)]
enum Todo {
    Create,
    Change,
    Nothing,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let vault = Client::from_env()?;
    let plan = fs::read(&arguments.plan);
    let plan = plan.with_context(|| format!("cannot read {}", arguments.plan.display()))?;
    let plan: Plan = serde_json::from_slice(&plan).context("that is no plan")?;

    // All of it is looked at before anything is done, so that a plan that cannot be carried out is
    // not carried out by half.
    let folder = arguments.plan.parent().unwrap_or(Path::new(""));
    let steps = compare(&vault, plan, folder).await?;
    for step in steps {
        if arguments.dry_run {
            println!("{:<8} {}", step.todo.plan(), step.name);
        } else {
            step.take(&vault).await.with_context(|| step.name.clone())?;
            println!("{:<8} {}", step.todo.done(), step.name);
        }
    }
    Ok(())
}

async fn compare(vault: &Client, plan: Plan, folder: &Path) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    let there = vault.mounts().list().await?;
    for (path, engine) in plan.mounts {
        // The server ends all paths in a slash.
        let path = format!("{}/", path.trim_end_matches('/'));
        let todo = match there.get(&path) {
            None => Todo::Create,
            Some(mount) => {
                // To make it right would take its data away.
                let (is, wanted) = (&mount.type_, &engine.type_);
                ensure!(is == wanted, "the engine at {path} is a `{is}` and no `{wanted}`");
                if engine.is_met_by(mount) { Todo::Nothing } else { Todo::Change }
            }
        };
        let name = format!("mount {path}");
        steps.push(Step { name, part: Part::Mount { path, engine }, todo });
    }
    for (name, file) in plan.policies {
        let file = folder.join(file);
        let rules = fs::read_to_string(&file);
        let rules = rules.with_context(|| format!("cannot read {}", file.display()))?;
        let todo = match vault.policies().acl().read(&name).await {
            Ok(there) if there.policy.trim() == rules.trim() => Todo::Nothing,
            Ok(_) => Todo::Change,
            Err(error) if error.is_not_found() => Todo::Create,
            Err(error) => return Err(error.into()),
        };
        let part = Part::Policy { name: name.clone(), rules };
        steps.push(Step { name: format!("policy {name}"), part, todo });
    }
    Ok(steps)
}

impl Engine {
    fn is_met_by(&self, mount: &Mount) -> bool {
        let time =
            |wanted: Option<u64>, is: Duration| wanted.is_none_or(|time| seconds(time) == is);
        self.description.as_ref().is_none_or(|wanted| *wanted == mount.description)
            && time(self.default_lease_ttl, mount.config.default_lease_ttl)
            && time(self.max_lease_ttl, mount.config.max_lease_ttl)
            && self.options.iter().all(|(name, value)| mount.options.get(name) == Some(value))
    }
}

impl Step {
    async fn take(&self, vault: &Client) -> Result<(), vault_sys::Error> {
        match (&self.part, self.todo) {
            (_, Todo::Nothing) => Ok(()),
            (Part::Mount { path, engine }, Todo::Create) => {
                let mut config = MountSettings::new();
                config.default_lease_ttl = engine.default_lease_ttl.map(seconds);
                config.max_lease_ttl = engine.max_lease_ttl.map(seconds);
                let mut call = vault.mounts().enable(path, &engine.type_).config(config);
                if let Some(text) = &engine.description {
                    call = call.description(text);
                }
                call.options(&engine.options).await
            }
            (Part::Mount { path, engine }, Todo::Change) => {
                let mut call = vault.mounts().tune(path);
                if let Some(text) = &engine.description {
                    call = call.description(text);
                }
                if let Some(time) = engine.default_lease_ttl {
                    call = call.default_lease_ttl(seconds(time));
                }
                if let Some(time) = engine.max_lease_ttl {
                    call = call.max_lease_ttl(seconds(time));
                }
                if !engine.options.is_empty() {
                    call = call.options(&engine.options);
                }
                call.await
            }
            (Part::Policy { name, rules }, _) => vault.policies().acl().write(name, rules).await,
        }
    }
}

impl Todo {
    fn plan(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Change => "change",
            Self::Nothing => "same",
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Create => "created",
            Self::Change => "changed",
            Self::Nothing => "same",
        }
    }
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}
