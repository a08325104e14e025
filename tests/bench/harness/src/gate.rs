//! What continuous integration looks at: figures that do not depend on how fast a machine is.
//!
//! Instructions are held against those of the program written by hand, counted in the same minute:
//! what compiler, libc and processor make of both cancels.

use std::process::ExitCode;

use bench_harness::{
    Program, Result, Server, build, crates, folder, has_valgrind, instructions, root,
};

/// What a figure may be above its bound, which is what was measured when it was set.
const ROOM: f64 = 1.05;

fn main() -> ExitCode {
    match gate() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn gate() -> Result<bool> {
    let file = folder().join("bounds.json");
    let text = std::fs::read_to_string(&file).map_err(|error| format!("bounds.json: {error}"))?;
    let bounds: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("bounds.json: {error}"))?;
    let bound = |name: &str| bounds[name].as_f64().ok_or(format!("bounds.json has no {name}"));

    let count = crates(&root(), "vault-sys")?;
    let most = bound("crates")?;
    #[expect(clippy::cast_precision_loss, reason = "it is about 100")]
    let few = count as f64 <= most;
    println!("{count} distinct crates in the default build; {most} at most");

    if !has_valgrind() {
        println!("INSTRUCTIONS WERE NOT LOOKED AT: there is no valgrind");
        return Ok(few);
    }
    // Without TLS, which takes minutes to build and has no part in this.
    build(&["--no-default-features", "-p", "client-reqwest", "-p", "client-vault-sys"])?;
    build(&["-p", "bench-server"])?;
    let mut server = Server::start()?;
    let mut count = |package| {
        let count = instructions(&Program::new(package, package)?, &mut server, "lease")?;
        count.ok_or("no such call".to_owned())
    };
    let (ours, by_hand) = (count("client-vault-sys")?, count("client-reqwest")?);
    let (ratio, bound) = (ours / by_hand, bound("instructions_of_by_hand")?);
    let most = bound * ROOM;
    println!(
        "{ours:.0} instructions for reading a lease, {ratio:.3} of the {by_hand:.0} of reqwest by \
         hand; {most:.3} at most"
    );
    if ratio < bound / ROOM {
        println!("that is so much less than {bound} that bounds.json should say so");
    }
    Ok(few && ratio <= most)
}
