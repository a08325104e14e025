//! Counts the leases of a server, by where they come from.
//!
//! `cargo run -p vault-sys --example lease-inventory -- --prefix database`
//!
//! The server and the token are those of the command-line tools: `BAO_ADDR` and `BAO_TOKEN`, or
//! `VAULT_ADDR` and `VAULT_TOKEN`. The token needs `sudo` on `sys/leases/lookup/*`.

use std::{
    collections::{BTreeMap, VecDeque},
    io::{self, IsTerminal as _},
    num::NonZeroUsize,
    time::Duration,
};

use anyhow::Result;
use clap::Parser;
use comfy_table::{CellAlignment, Table, presets};
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use tokio::task::JoinSet;
use vault_sys::{Client, Error, leases::Lease};

/// Counts the leases of the server, by where they come from.
///
/// Looks at every lease, which is one request each, and changes nothing.
#[derive(Parser)]
struct Arguments {
    /// Look only below this prefix, such as `database/creds`
    #[arg(long)]
    prefix: Option<String>,
    /// How many requests may be under way at once
    #[arg(long, default_value = "16")]
    concurrency: NonZeroUsize,
}

/// Something to ask the server for.
enum Request {
    List(String),
    Read { prefix: String, name: String },
}

/// What came of it.
enum Found {
    /// The names below a prefix; those that end in `/` have names below them in turn.
    Names {
        prefix: String,
        names: Vec<String>,
    },
    Lease {
        prefix: String,
        lease: Lease,
    },
    /// A lease that was listed, and ended before it was looked at.
    Gone,
}

/// The leases of one prefix.
#[derive(Default)]
struct Row {
    leases: usize,
    renewable: usize,
    endless: usize,
    soonest: Option<Duration>,
    longest: Option<Duration>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let vault = Client::from_env()?;
    // Shows on a terminal only, and on stderr: what is piped elsewhere is the table alone.
    let style = "{spinner} {pos} of {len} leases, {elapsed}";
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(style)?);

    let prefix = arguments.prefix.unwrap_or_default();
    let rows = walk(&vault, prefix, arguments.concurrency, &bar).await;
    bar.finish_and_clear();
    println!("{}", table(&rows?));
    Ok(())
}

/// Looks at all leases below a prefix.
async fn walk(
    vault: &Client,
    prefix: String,
    concurrency: NonZeroUsize,
    bar: &ProgressBar,
) -> Result<BTreeMap<String, Row>, Error> {
    let mut rows = BTreeMap::<String, Row>::new();
    let mut waiting = VecDeque::from([Request::List(prefix)]);
    let mut running = JoinSet::new();
    loop {
        while running.len() < concurrency.get()
            && let Some(request) = waiting.pop_front()
        {
            // Clones of a client share its connections.
            running.spawn(send(vault.clone(), request));
        }
        // Nothing runs and nothing waits: that was all.
        let Some(found) = running.join_next().await else { return Ok(rows) };
        // Leaving early drops the set, which ends what is still running.
        match found.expect("no request panics, nor is it cancelled")? {
            Found::Names { prefix, names } => {
                for name in names {
                    waiting.push_back(if name.ends_with('/') {
                        Request::List(format!("{prefix}{name}"))
                    } else {
                        bar.inc_length(1);
                        Request::Read { prefix: prefix.clone(), name }
                    });
                }
            }
            Found::Lease { prefix, lease } => {
                rows.entry(prefix).or_default().add(&lease);
                bar.inc(1);
            }
            Found::Gone => bar.inc(1),
        }
    }
}

async fn send(vault: Client, request: Request) -> Result<Found, Error> {
    match request {
        Request::List(prefix) if prefix.is_empty() => {
            Ok(Found::Names { prefix, names: vault.leases().list_root().await? })
        }
        Request::List(mut prefix) => {
            let names = vault.leases().list(&prefix).await?;
            if !prefix.ends_with('/') {
                prefix.push('/');
            }
            Ok(Found::Names { prefix, names })
        }
        Request::Read { prefix, name } => {
            match vault.leases().read(format!("{prefix}{name}")).await {
                Ok(lease) => Ok(Found::Lease { prefix, lease }),
                // The server has no status of its own for a lease that is not there.
                Err(error) if error.errors() == ["invalid lease"] => Ok(Found::Gone),
                Err(error) => Err(error),
            }
        }
    }
}

impl Row {
    fn add(&mut self, lease: &Lease) {
        let mut one = Self { leases: 1, renewable: lease.renewable.into(), ..Self::default() };
        if lease.expire_time.is_some() {
            (one.soonest, one.longest) = (Some(lease.ttl), Some(lease.ttl));
        } else {
            one.endless = 1;
        }
        self.merge(&one);
    }

    fn merge(&mut self, other: &Self) {
        self.leases += other.leases;
        self.renewable += other.renewable;
        self.endless += other.endless;
        self.soonest = [self.soonest, other.soonest].into_iter().flatten().min();
        self.longest = self.longest.max(other.longest);
    }

    fn cells(&self, prefix: &str) -> [String; 5] {
        let time = |time: Option<Duration>| match time {
            Some(time) => format!("{:#}", HumanDuration(time)),
            None => "never".into(),
        };
        let longest = if self.endless > 0 { None } else { self.longest };
        let counts = [self.leases.to_string(), self.renewable.to_string()];
        let [leases, renewable] = counts;
        [prefix.into(), leases, renewable, time(self.soonest), time(longest)]
    }
}

fn table(rows: &BTreeMap<String, Row>) -> Table {
    let mut table = Table::new();
    // Lines are for people; without them, `awk` and `sort` can read it.
    let lines =
        if io::stdout().is_terminal() { presets::UTF8_FULL_CONDENSED } else { presets::NOTHING };
    table.load_style(lines);
    table.set_header(["prefix", "leases", "renewable", "soonest", "longest"]);
    let mut total = Row::default();
    for (prefix, row) in rows {
        total.merge(row);
        table.add_row(row.cells(prefix));
    }
    if total.leases == 0 {
        table.add_row(["total", "0", "0", "", ""]);
    } else {
        table.add_row(total.cells("total"));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
