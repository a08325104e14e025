//! Writes what the spec says whenever a file of it is saved: `cargo xtask regen --watch`.
//!
//! `watch FOLDER` does it for another folder than the workspace.

use std::{
    env,
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use notify::{Event, EventKind, RecursiveMode, Watcher as _};

/// An editor saves in several steps, and version control many files. Both are done with one when
/// nothing happens for so long.
const QUIET: Duration = Duration::from_millis(100);

/// What never is quiet is looked at all the same.
const LONGEST: Duration = Duration::from_secs(2);

/// Clears a terminal and what it has scrolled away.
const CLEAR: &str = "\u{1b}[H\u{1b}[2J\u{1b}[3J";

type Events = Receiver<notify::Result<Event>>;

fn main() -> ExitCode {
    let root = env::args_os().nth(1).map_or_else(xtask::root, PathBuf::from);
    match watch(&root) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn watch(root: &Path) -> Result<(), String> {
    let spec = root.join("spec");
    let failed = |error: notify::Error| format!("cannot watch {}: {error}", spec.display());
    let (sender, events) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(sender).map_err(failed)?;
    // The folder and not its files: one that is saved by renaming is another file then. It is
    // watched before it is read, so that nothing is missed.
    watcher.watch(&spec, RecursiveMode::NonRecursive).map_err(failed)?;
    loop {
        show(root).map_err(|error| format!("cannot print: {error}"))?;
        wait(&events).map_err(failed)?;
        if !spec.is_dir() {
            return Err(format!("{} is gone", spec.display()));
        }
    }
}

/// Does what `cargo xtask regen` does, in the place of what was shown before.
fn show(root: &Path) -> io::Result<()> {
    let done = xtask::regen::write(root);
    let mut out = io::stdout();
    if out.is_terminal() {
        write!(out, "{CLEAR}")?;
    }
    match done {
        Ok(done) => writeln!(out, "{done}")?,
        Err(problem) => {
            out.flush()?;
            eprintln!("{problem}");
        }
    }
    writeln!(out, "\nwatching spec/; Ctrl-C ends it")?;
    out.flush()
}

/// Waits until something of the spec has changed, and then for quiet.
fn wait(events: &Events) -> notify::Result<()> {
    let gone = || notify::Error::generic("nothing is told of files any more");
    while !matters(&events.recv().map_err(|_| gone())??) {}
    let start = Instant::now();
    let mut until = start + QUIET;
    while let Some(left) = until.checked_duration_since(Instant::now()) {
        match events.recv_timeout(left) {
            Ok(event) => {
                if matters(&event?) {
                    until = (Instant::now() + QUIET).min(start + LONGEST);
                }
            }
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return Err(gone()),
        }
    }
    Ok(())
}

/// Whether the spec may be another one now. Reading it, which we do ourselves, is told as well.
fn matters(event: &Event) -> bool {
    let is_spec = |path: &PathBuf| {
        let of_file = path.extension().is_some_and(|ending| ending == "yaml");
        of_file || path.file_name().is_some_and(|name| name == "spec")
    };
    let is_read = matches!(event.kind, EventKind::Access(_));
    event.need_rescan() || !is_read && event.paths.iter().any(is_spec)
}

#[cfg(test)]
mod tests {
    use notify::{
        Event, EventKind,
        event::{AccessKind, AccessMode, CreateKind, DataChange, Flag, ModifyKind, RemoveKind},
    };

    use super::matters;

    fn event(kind: EventKind, path: &str) -> Event {
        Event::new(kind).add_path(path.into())
    }

    #[test]
    fn what_changes_a_spec_file_matters() {
        let changed = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        for kind in [
            changed,
            EventKind::Create(CreateKind::File),
            EventKind::Remove(RemoveKind::File),
            EventKind::Modify(ModifyKind::Name(notify::event::RenameMode::To)),
        ] {
            assert!(matters(&event(kind, "/a/spec/leases.yaml")), "{kind:?}");
            assert!(!matters(&event(kind, "/a/spec/schema.json")), "{kind:?}");
            assert!(!matters(&event(kind, "/a/spec/.leases.yaml.swp")), "{kind:?}");
        }
        assert!(matters(&event(EventKind::Remove(RemoveKind::Folder), "/a/spec")));
        assert!(matters(&Event::new(EventKind::Other).set_flag(Flag::Rescan)));
    }

    #[test]
    fn reading_the_spec_does_not() {
        for kind in [
            AccessKind::Open(AccessMode::Any),
            AccessKind::Read,
            AccessKind::Close(AccessMode::Write),
        ] {
            assert!(!matters(&event(EventKind::Access(kind), "/a/spec/leases.yaml")), "{kind:?}");
        }
    }
}
