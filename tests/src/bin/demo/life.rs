//! The life of a server, from its start to its end. All that goes to it goes through `vault-sys`.

use std::time::Duration;

use vault_sys::{Client, init::Initialized, mounts::MountSettings};
use vault_sys_tests::{
    RabbitMq, RaftServer, block_on,
    endpoints::{Connect, Credentials, WriteRole},
    server_binary,
};

use crate::{Done, say, step};

const POLICY: &str = r#"
path "rabbitmq/creds/app" {
  capabilities = ["read"]
}
"#;

pub(crate) fn run() -> Done {
    step("find a server");
    let binary = server_binary()?;
    say(&format!("{}", binary.display()));

    step("start it with raft storage, and the other side of a secrets engine");
    let server = RaftServer::builder().try_start()?;
    let rabbit = RabbitMq::start();
    say(&format!("{} and {}", server.address(), rabbit.address()));

    block_on(life(server.address(), &rabbit))?;

    step("end it");
    drop(server);
    say("the server is gone, and its folder");
    Ok(())
}

/// The life of a server, from its initialisation on.
async fn life(address: &str, rabbit: &RabbitMq) -> Done {
    let vault = Client::new(address)?;
    let vault = unseal(&vault).await?;
    mount(&vault, rabbit).await?;
    let leases = obtain(&vault).await?;
    renew(&vault, &leases[0]).await?;
    revoke(&vault, &leases, rabbit).await?;

    step("clean up and seal");
    vault.mounts().disable("rabbitmq").await?;
    vault.policy().delete("app").await?;
    vault.seal().seal().await?;
    say(&format!("sealed: {}", vault.seal().status().await?.sealed));
    Ok(())
}

async fn unseal(vault: &Client) -> Done<Client> {
    step("ask how it is");
    let health = vault.health().read().await?;
    let (version, initialized) = (health.version, health.initialized);
    say(&format!("version {version}, initialised: {initialized}, sealed: {}", health.sealed));

    step("initialise it with 5 key shares, 3 of which unseal");
    let new: Initialized = vault.init().initialize(5, 3).await?;
    say(&format!("{} shares, and a root token: {:?}", new.keys.len(), new.root_token));

    step("unseal it");
    for key in &new.keys[..3] {
        let status = vault.seal().unseal(key.clone()).await?;
        let (progress, threshold) = (status.progress, status.threshold);
        say(&format!("sealed: {}, {progress} of {threshold} shares", status.sealed));
    }
    // The only node of a cluster still has to elect itself.
    while vault.health().read().await?.standby {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    say("it is the active node of its cluster");
    Ok(vault.with_token(new.root_token))
}

async fn mount(vault: &Client, rabbit: &RabbitMq) -> Done {
    step("mount an engine that gives leases");
    let settings = MountSettings::new()
        .default_lease_ttl(Duration::from_secs(3600))
        .max_lease_ttl(Duration::from_secs(86400));
    vault.mounts().enable("rabbitmq", "rabbitmq").config(settings).await?;
    let connect = Connect {
        mount: "rabbitmq".into(),
        uri: rabbit.address().into(),
        username: rabbit.username().into(),
        password: rabbit.password().into(),
    };
    vault.call(connect).await?;
    vault.call(WriteRole { mount: "rabbitmq".into(), role: "app".into() }).await?;
    for (path, mount) in vault.mounts().list().await? {
        say(&format!("{path:<12} {}", mount.type_));
    }

    step("write a policy");
    vault.policy().write("app", POLICY).await?;
    let policies = vault.policy().list().await?;
    say(&policies.join(", "));
    Ok(())
}

async fn obtain(vault: &Client) -> Done<Vec<String>> {
    step("obtain leases");
    let mut leases = Vec::new();
    for _ in 0..4 {
        let request = Credentials { mount: "rabbitmq".into(), role: "app".into() };
        let secret = vault.call(request).await?;
        let (id, password) = (secret.lease_id, secret.data.password);
        say(&format!("{id} for {} s, password {password:?}", secret.lease_duration));
        leases.push(id);
    }

    step("list them");
    let names = vault.leases().list("rabbitmq/creds/app").await?;
    say(&names.join(", "));

    step("read one");
    let lease = vault.leases().read(&leases[0]).await?;
    let expires = lease.expire_time.map_or_else(|| "never".into(), |time| time.to_string());
    say(&format!("{:?} left, until {expires}, renewable: {}", lease.ttl, lease.renewable));
    Ok(leases)
}

async fn renew(vault: &Client, lease: &str) -> Done {
    step("renew it for half an hour, then for far too long");
    let renewed = vault.leases().renew(lease).increment(Duration::from_secs(1800)).await?;
    say(&format!("granted {:?}", renewed.lease_duration));
    let year = Duration::from_secs(365 * 86400);
    let renewed = vault.leases().renew(lease).increment(year).detailed().await?;
    say(&format!("granted {:?}", renewed.value.lease_duration));
    say(&format!("the server warns: {}", renewed.warnings.join("; ")));
    Ok(())
}

async fn revoke(vault: &Client, leases: &[String], rabbit: &RabbitMq) -> Done {
    step("revoke two by ID");
    for lease in &leases[..2] {
        vault.leases().revoke(lease).sync(true).await?;
    }
    say(&format!("{} users left on the other side", rabbit.users().len()));

    step("ask for one that is gone");
    match vault.leases().read(&leases[0]).await {
        Err(error) => say(&format!("as it should be: {error}")),
        Ok(lease) => return Err(format!("{} is still there", lease.id).into()),
    }

    step("revoke the rest by prefix");
    vault.leases().revoke_prefix("rabbitmq/creds").sync(true).await?;
    let left = vault.leases().list("rabbitmq/creds/app").await?;
    say(&format!("{} leases, {} users left", left.len(), rabbit.users().len()));
    Ok(())
}
