//! Small calls: instructions, allocations, CPU time and memory.

use std::process::Command;

use bench_harness::{
    Program, Result, Server, allocations, build, folder, has_valgrind, instructions, output,
    programs,
};

use crate::{
    part::{Bars, Part, round},
    rounds::{median, middle, rounds},
};

/// What the programs call them, and what they are.
const CALLS: [(&str, &str); 4] = [
    ("lease", "read a lease"),
    ("mounts", "list mounts"),
    ("keys", "list 1,000 keys"),
    ("policy", "write a policy"),
];
const BY_HAND: &str = "reqwest by hand";
const BLOCKING_BY_HAND: &str = "reqwest by hand, blocking";
const OURS: &str = "vault-sys";
const OUR_BLOCKING: &str = "vault-sys, blocking";
const ROUNDS: usize = 5;
/// The programs, in the order of tables: what they are called there, and their packages.
const CLIENTS: [(&str, &str); 8] = [
    ("hyper, the floor", "client-hyper"),
    (BY_HAND, "client-reqwest"),
    (OURS, "client-vault-sys"),
    ("vaultrs", "client-vaultrs"),
    ("vault-client-rs", "client-vault-client-rs"),
    ("openbao", "client-openbao"),
    (BLOCKING_BY_HAND, "client-reqwest-blocking"),
    (OUR_BLOCKING, "client-vault-sys-blocking"),
];

/// Figures by call, then by program.
type Figures = Vec<Vec<Option<f64>>>;

pub(crate) fn measure() -> Result<Part> {
    if !has_valgrind() {
        return Err("calls are measured with valgrind, which is not there".into());
    }
    build(&["-p", "bench-server"])?;
    for client in CLIENTS {
        // By itself, so that it has the features of no other program.
        build(&["-p", client.1])?;
    }
    let programs = clients()?;
    let mut server = Server::start()?;
    let mut part = Part::new(
        "Calls",
        "Instructions and allocations are counted by valgrind, as the difference of a short and a \
         long run over one connection, so that start-up cancels; CPU time, of 5 rounds in which every \
         program has its turn, is the median of the rounds' ratios. What comes from TLS is not in \
         there. The floor is one connection of hyper's, of whose replies nothing is read. The \
         program by hand reads what vault-sys does but for timestamps, which it leaves as texts."
            .into(),
    );
    let counted = count(&programs, &mut server, instructions)?;
    table(&mut part, "Instructions a call", &programs, &counted, None);
    let allocated = count(&programs, &mut server, allocations)?;
    table(&mut part, "Allocations a call", &programs, &allocated, None);
    time(&mut part, &programs, &mut server)?;
    targets(&mut part, &programs, &counted);
    part.bars = bars(&programs, &counted);
    Ok(part)
}

fn clients() -> Result<Vec<Program>> {
    let programs = CLIENTS.iter().map(|(name, package)| Program::new(name, package));
    let mut programs = programs.collect::<Result<Vec<_>>>()?;
    match hvac() {
        Ok(program) => programs.push(program),
        Err(problem) => eprintln!("hvac is left out: {problem}"),
    }
    Ok(programs)
}

/// hvac, fetched by pip into a folder beside the programs.
fn hvac() -> Result<Program> {
    let folder_of_its_own = programs()?.join("hvac");
    let python = folder_of_its_own.join("bin/python");
    if !python.exists() {
        output(Command::new("python3").args(["-m", "venv"]).arg(&folder_of_its_own))?;
    }
    let mut pip = Command::new(&python);
    output(pip.args(["-m", "pip", "install", "--quiet", "hvac==2.4.0"]))?;
    Ok(Program::script("hvac (Python)", python, folder().join("hvac/client.py")))
}

fn count(
    programs: &[Program],
    server: &mut Server,
    count: fn(&Program, &mut Server, &str) -> Result<Option<f64>>,
) -> Result<Figures> {
    CALLS
        .iter()
        .map(|(call, _)| {
            programs
                .iter()
                .map(|program| {
                    // Counting an interpreter takes minutes, and tells of nothing else.
                    if program.is_script() { Ok(None) } else { count(program, server, call) }
                })
                .collect()
        })
        .collect()
}

fn index(programs: &[Program], name: &str) -> usize {
    programs.iter().position(|program| program.name == name).unwrap_or_default()
}

/// A row for each program: figures, and what they are of those by hand.
fn table(
    part: &mut Part,
    title: &str,
    programs: &[Program],
    figures: &Figures,
    ratios: Option<&Figures>,
) {
    let head: Vec<_> = std::iter::once("").chain(CALLS.iter().map(|(_, name)| *name)).collect();
    let by_hand = index(programs, BY_HAND);
    let row = |(place, program): (usize, &Program)| {
        let cell = |(call, of_call): (usize, &Vec<Option<f64>>)| {
            let figure = of_call[place];
            let ratio = match ratios {
                Some(ratios) => ratios[call][place],
                None => figure.zip(of_call[by_hand]).map(|(figure, base)| figure / base),
            };
            match figure.zip(ratio) {
                Some((figure, ratio)) => format!("{} ({ratio:.2} ×)", round(figure)),
                None => "–".to_owned(),
            }
        };
        let cells = figures.iter().enumerate().map(cell);
        std::iter::once(program.name.to_owned()).chain(cells).collect::<Vec<_>>()
    };
    let rows: Vec<_> = programs.iter().enumerate().map(row).collect();
    let rows = rows.into_iter().filter(|row| row[1..].iter().any(|cell| cell != "–")).collect();
    part.table(title, &head, rows);
}

fn time(part: &mut Part, programs: &[Program], server: &mut Server) -> Result<()> {
    let times = |program: &Program| if program.is_script() { 100 } else { 1000 };
    let by_hand = index(programs, BY_HAND);
    let (mut micros, mut ratios, mut peaks) = (Figures::new(), Figures::new(), Figures::new());
    for (call, _) in CALLS {
        let found = rounds(programs, server, call, times, ROUNDS)?;
        // Nanoseconds a call, as scripts make fewer of them.
        let scale = |place: usize| {
            #[expect(clippy::cast_precision_loss, reason = "it is 1000 at most")]
            let times = times(&programs[place]) as f64;
            move |usage: &bench_harness::Usage| usage.cpu / times
        };
        let base = found[by_hand].clone().unwrap_or_default();
        let each = || found.iter().enumerate();
        micros.push(
            each()
                .map(|(place, usages)| {
                    Some(median(usages.as_ref()?, |usage| scale(place)(usage) / 1000.0))
                })
                .collect(),
        );
        let of_base = |(place, usages): (usize, &Option<Vec<bench_harness::Usage>>)| {
            let factor = scale(place);
            let ours: Vec<f64> = usages.as_ref()?.iter().map(factor).collect();
            let theirs = base.iter().map(scale(by_hand));
            Some(middle(ours.iter().zip(theirs).map(|(a, b)| a / b).collect()))
        };
        ratios.push(each().map(of_base).collect());
        peaks.push(
            each()
                .map(|(_, usages)| Some(median(usages.as_ref()?, |usage| usage.peak / 1024.0)))
                .collect(),
        );
    }
    table(part, "CPU time a call, in µs", programs, &micros, Some(&ratios));
    table(part, "Peak memory of the program, in MiB", programs, &peaks, None);
    Ok(())
}

fn targets(part: &mut Part, programs: &[Program], counted: &Figures) {
    let peers = ["vaultrs", "vault-client-rs", "openbao"].map(|name| index(programs, name));
    let place = |name| index(programs, name);
    let (ours, by_hand) = (place(OURS), place(BY_HAND));
    let (blocking, blocking_by_hand) = (place(OUR_BLOCKING), place(BLOCKING_BY_HAND));
    for ((_, name), of_call) in CALLS.iter().zip(counted) {
        let of = |one: usize, other: usize| {
            of_call[one].zip(of_call[other]).map_or(f64::NAN, |(one, other)| one / other)
        };
        part.ratio(&format!("instructions to {name}, of reqwest by hand"), 1.02, of(ours, by_hand));
        let least = peers.iter().filter_map(|peer| of_call[*peer]).fold(f64::INFINITY, f64::min);
        let of_least = of_call[ours].map_or(f64::NAN, |ours| ours / least);
        part.ratio(&format!("instructions to {name}, of the leanest peer"), 1.0, of_least);
        part.ratio(
            &format!("instructions to {name}, blocking, of reqwest's blocking client"),
            1.1,
            of(blocking, blocking_by_hand),
        );
    }
}

fn bars(programs: &[Program], counted: &Figures) -> Vec<Bars> {
    let by_hand = index(programs, BY_HAND);
    let of_call = |(call, of_call): (&(&str, &str), &Vec<Option<f64>>)| {
        let bars = programs.iter().zip(of_call).filter_map(|(program, figure)| {
            Some((program.name.to_owned(), (*figure)? / of_call[by_hand]?))
        });
        Bars { title: call.1.to_owned(), bars: bars.collect() }
    };
    CALLS.iter().zip(counted).map(of_call).collect()
}
