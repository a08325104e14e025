//! The examples of `vault-sys`, each against servers that are as it needs them.

use std::{fs, path::Path, time::Duration};

use vault_sys::blocking::Client;
use vault_sys_tests::{
    DevServer, Example, RabbitMq, RaftServer, Running,
    stage::{Stage, obtain_leases},
};

use crate::{Done, say, step};

/// What there is: name, and what is shown with it.
pub(crate) const ALL: [(&str, &str); 6] = [
    ("health-watch", "watches three servers, one of which goes and comes back"),
    ("lease-inventory", "counts 3000 leases"),
    ("provision", "mounts engines and writes policies of a plan, twice"),
    ("rekey", "replaces key shares, with verification"),
    ("snapshot", "saves all data, and brings back what was lost"),
    ("unseal", "unseals a server with shares from files"),
];

const LIMIT: Duration = Duration::from_secs(60);

pub(crate) fn run(name: &str) -> Done {
    if !ALL.iter().any(|(known, _)| *known == name) {
        let known = ALL.map(|(known, _)| known).join(", ");
        return Err(format!("no example is called `{name}`; there are {known}").into());
    }
    step("build it");
    let example = Example::build(name)?;
    match name {
        "health-watch" => health_watch(&example),
        "lease-inventory" => lease_inventory(&example),
        "provision" => provision(&example),
        "rekey" => rekey(&example),
        "snapshot" => snapshot(&example),
        _ => unseal(&example),
    }
}

/// An example, and where it is to run.
struct Play<'a> {
    example: &'a Example,
    address: &'a str,
    token: &'a str,
    folder: &'a Path,
}

impl<'a> Play<'a> {
    fn on(stage: &'a Stage, example: &'a Example) -> Self {
        Self { example, address: stage.address(), token: stage.token(), folder: stage.folder() }
    }

    /// Runs it and shows the command, as a user would type it.
    fn run(&self, arguments: &[&str]) -> Done {
        self.ends_with(0, arguments)
    }

    fn ends_with(&self, code: i32, arguments: &[&str]) -> Done {
        println!("\n  $ {} {}", self.example.name(), arguments.join(" "));
        let mut command = self.example.command(self.address, self.token);
        let status = command.args(arguments).current_dir(self.folder).status()?;
        if status.code() != Some(code) {
            return Err(format!("it ended with {status}").into());
        }
        Ok(())
    }
}

fn health_watch(example: &Example) -> Done {
    step("start three servers that are one cluster");
    let mut stage = Stage::cluster(3)?;
    Play::on(&stage, example).run(&["--once"])?;

    step("watch them, and end one of them");
    let mut command = example.command(stage.address(), stage.token());
    let mut watch = Running::start(command.args(["--interval", "1"]))?;
    for _ in stage.servers() {
        say(&watch.line_with("version", LIMIT)?);
    }
    stage.servers()[2].kill();
    say(&watch.line_with("does not answer", LIMIT)?);

    step("start it again, and unseal it");
    stage.servers()[2].restart();
    say(&watch.line_with("Sealed", LIMIT)?);
    stage.unseal(2)?;
    say(&watch.line_with("Standby", LIMIT)?);
    let status = watch.interrupt(LIMIT)?;
    say(&format!("ended, as with Ctrl-C: {status}"));
    Ok(())
}

fn lease_inventory(example: &Example) -> Done {
    step("start a server, and obtain 3000 leases");
    let (server, rabbit) = (DevServer::try_start()?, RabbitMq::start());
    let vault = Client::new(server.address())?.with_token(server.token());
    obtain_leases(&vault, &rabbit, "rabbitmq", 2500, 500)?;
    let folder = server.folder();
    let play = Play { example, address: server.address(), token: server.token(), folder };
    play.run(&[])?;
    play.run(&["--prefix", "rabbitmq"])
}

fn provision(example: &Example) -> Done {
    step("start a server, and unseal it");
    let stage = Stage::unsealed(&RaftServer::builder())?;
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vault-sys/examples/provision");
    for file in fs::read_dir(files)? {
        let file = file?;
        fs::copy(file.path(), stage.folder().join(file.file_name()))?;
    }
    let play = Play::on(&stage, example);
    play.run(&["--dry-run", "plan.json"])?;
    play.run(&["plan.json"])?;
    play.run(&["plan.json"])?;

    step("change something by hand");
    stage.client()?.mounts().tune("team/web/kv").description("else").send()?;
    play.run(&["plan.json"])
}

fn rekey(example: &Example) -> Done {
    step("start a server whose listener lets rekey, and unseal it");
    let stage = Stage::unsealed(&RaftServer::builder().unauthed_rekey(true))?;
    let play = Play::on(&stage, example);
    play.run(&[
        "--shares",
        "3",
        "--threshold",
        "2",
        "--out",
        "new",
        "share-4",
        "share-1",
        "share-3",
    ])?;

    step("seal it, and unseal it with the new shares");
    let vault = stage.client()?;
    vault.seal().seal().send()?;
    let shares = ["new/share-3", "new/share-1"].map(|name| stage.folder().join(name));
    let shares = [fs::read_to_string(&shares[0])?, fs::read_to_string(&shares[1])?];
    let status = vault.seal().unseal_with(shares.iter().map(|share| share.trim()))?;
    say(&format!("sealed: {}", status.sealed));
    Ok(())
}

fn snapshot(example: &Example) -> Done {
    step("start a server with a policy, and unseal it");
    let stage = Stage::unsealed(&RaftServer::builder())?;
    let vault = stage.client()?;
    let rules = r#"path "secret/*" { capabilities = ["read"] }"#;
    vault.policies().acl().write("kept", rules).send()?;
    let play = Play::on(&stage, example);
    play.run(&["save", "monday.snap"])?;

    step("delete the policy");
    vault.policies().acl().delete("kept").send()?;
    play.run(&["restore", "monday.snap"])?;
    stage.wait_for("the policy", |vault| Ok(vault.policies().acl().read("kept").send().is_ok()))?;
    say("the policy is there again");
    Ok(())
}

fn unseal(example: &Example) -> Done {
    step("start a server that is initialised and sealed");
    let stage = Stage::sealed(&RaftServer::builder())?;
    let play = Play::on(&stage, example);
    play.ends_with(1, &["share-5"])?;
    play.run(&["share-2", "share-5", "share-1"])?;
    play.run(&["share-3"])
}
