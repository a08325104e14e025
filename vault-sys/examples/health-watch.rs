//! Watches the servers of a cluster, and says what changes.
//!
//! `cargo run -p vault-sys --example health-watch -- https://vault-1:8200 https://vault-2:8200`
//!
//! All settings but the address are those of the command-line tools. Without addresses, the server
//! of `BAO_ADDR` or `VAULT_ADDR` is asked for the servers of its cluster, which takes a token.

use std::{
    env, fmt,
    num::NonZeroU64,
    process::ExitCode,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result};
use clap::Parser;
use tokio::{
    signal,
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};
use vault_sys::{Client, Environment, Error, State, Timestamp};

/// Watches the servers of a cluster, and says what changes, until Ctrl-C.
///
/// The cluster is healthy if all servers can be reached, one is active, and all others are ready to
/// be. Exit status: 0 if it was healthy at the end, 3 if it was not, 1 if it could not be watched.
#[derive(Parser)]
struct Arguments {
    /// Look once, say what every server is, and end
    #[arg(long)]
    once: bool,
    /// Seconds from one look to the next
    #[arg(long, value_name = "SECONDS", default_value = "5")]
    interval: NonZeroU64,
    /// Servers of one cluster, if not those that `BAO_ADDR` or `VAULT_ADDR` knows
    #[arg(value_name = "ADDRESS")]
    addresses: Vec<String>,
}

struct Server {
    address: String,
    client: Client,
    seen: Option<Seen>,
}

/// What a server is, or that it did not say.
#[derive(Clone, PartialEq, Eq)]
enum Seen {
    Answered { state: State, version: String },
    Silent(String),
}

// Printing and polling take turns: one thread is enough.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let pause = Duration::from_secs(arguments.interval.get());
    let addresses = match arguments.addresses {
        addresses if addresses.is_empty() => ask().await?,
        addresses => addresses,
    };
    let servers = addresses.into_iter().map(|address| Server::new(address, pause));
    let mut servers = servers.collect::<Result<Vec<_>>>()?;

    let mut ticks = interval(pause);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut healthy = false;
    loop {
        tokio::select! {
            // Also in the middle of a look, of which nothing has to be kept.
            ended = signal::ctrl_c() => {
                ended?;
                break;
            }
            () = async {
                ticks.tick().await;
                look(&mut servers).await;
            } => healthy = is_healthy(&servers),
        }
        if arguments.once {
            break;
        }
    }
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

/// The servers that the active one knows.
async fn ask() -> Result<Vec<String>> {
    let nodes = Client::from_env()?.leader().nodes().await;
    let nodes = nodes.context("no addresses were given, and the server does not tell them")?.nodes;
    Ok(nodes.into_iter().map(|node| node.api_address).collect())
}

/// Looks at all servers at once, and says what is not as it was.
async fn look(servers: &mut [Server]) {
    let mut looks = JoinSet::new();
    for (index, server) in servers.iter().enumerate() {
        let client = server.client.clone();
        looks.spawn(async move { (index, client.health().read().await) });
    }
    while let Some(look) = looks.join_next().await {
        let (index, health) = look.expect("no look panics, nor is it cancelled");
        let seen = match health {
            // Sealed and the like are answers, too.
            Ok(health) => Seen::Answered { state: health.state(), version: health.version },
            Err(error) => Seen::Silent(chain(&error)),
        };
        let server = &mut servers[index];
        if server.seen.as_ref() != Some(&seen) {
            println!("{} {} {seen}", now(), server.address);
            server.seen = Some(seen);
        }
    }
}

fn is_healthy(servers: &[Server]) -> bool {
    let states = servers.iter().map(|server| match server.seen {
        Some(Seen::Answered { state, .. }) => Some(state),
        _ => None,
    });
    let ready = [State::Active, State::Standby, State::PerformanceStandby].map(Some);
    states.clone().all(|state| ready.contains(&state))
        && states.filter(|state| *state == Some(State::Active)).count() == 1
}

impl Server {
    fn new(address: String, pause: Duration) -> Result<Self> {
        // As the environment says, but for this server: an agent's address goes before all others.
        let agent = address.clone();
        let environment = Environment::from_lookup(move |name| match name {
            "BAO_AGENT_ADDR" => Some(agent.clone().into()),
            _ => env::var_os(name),
        });
        // The next look comes soon enough. It needs no token, so none is sent.
        let builder = Client::builder_from(&environment)?.retries(0).timeout(pause);
        let client = builder.build().with_context(|| address.clone())?.with_token("");
        Ok(Self { address, client, seen: None })
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered { state, version } => write!(f, "{state:?}, version {version}"),
            Self::Silent(why) => write!(f, "does not answer: {why}"),
        }
    }
}

/// An error and all that led to it.
fn chain(error: &Error) -> String {
    let errors = std::iter::successors(Some(error as &dyn std::error::Error), |it| it.source());
    errors.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// In UTC, without parts of a second.
fn now() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = UNIX_EPOCH + Duration::from_secs(now.as_secs());
    Timestamp::try_from(now).map_or_else(|error| error.to_string(), |now| now.to_string())
}
