use super::*;
use std::cell::Cell;
use tempfile::TempDir;

const GOOD: &str = "server";
/// `printf server | sha256sum`
const GOOD_HASH: &str = "b3eacd33433b31b5252351032c9b3e7a2e7aa7738d5decdf0dd6c62680853c06";

struct Setup {
    cache: Cache,
    fetched: Cell<u32>,
    _folder: TempDir,
}

impl Setup {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temp folder");
        Self {
            cache: Cache::new(folder.path().join("cache")),
            fetched: Cell::new(0),
            _folder: folder,
        }
    }

    fn get(&self, content: &str) -> Result<PathBuf, BinaryError> {
        self.cache.get_or_install(GOOD_HASH, |scratch| {
            self.fetched.set(self.fetched.get() + 1);
            let path = scratch.join("bao");
            fs::write(&path, content).expect("a file in the scratch folder");
            Ok(path)
        })
    }

    fn files(&self) -> Vec<String> {
        let files = fs::read_dir(self.cache.folder()).expect("the cache's folder");
        let mut names: Vec<_> = files
            .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

#[test]
fn the_binary_is_fetched_once_and_can_be_run() {
    let setup = Setup::new();
    let first = setup.get(GOOD).expect("the right content");
    let second = setup.get("never asked for").expect("what is there");
    assert_eq!(first, second);
    assert_eq!(setup.fetched.get(), 1);
    let mode = first.metadata().expect("the binary").permissions().mode();
    assert_eq!(mode & 0o111, 0o111);
    assert_eq!(setup.files(), ["bao", "bao.verified", "lock"]);
}

#[test]
fn a_wrong_hash_is_an_error_and_leaves_nothing() {
    let setup = Setup::new();
    let error = setup.get("something else").expect_err("the wrong content");
    assert!(matches!(error, BinaryError::Hash { .. }), "{error}");
    assert!(error.to_string().contains(GOOD_HASH), "{error}");
    assert_eq!(setup.files(), ["lock"]);
    setup.get(GOOD).expect("a good one after a bad one");
}

#[test]
fn a_binary_that_changed_is_fetched_again() {
    let setup = Setup::new();
    let path = setup.get(GOOD).expect("the right content");
    fs::write(&path, "tampered with").expect("the binary");
    setup.get(GOOD).expect("a fresh one");
    assert_eq!(setup.fetched.get(), 2);
    assert_eq!(fs::read_to_string(path).expect("the binary"), GOOD);
}

#[test]
fn a_good_binary_without_a_stamp_is_kept() {
    let setup = Setup::new();
    setup.get(GOOD).expect("the right content");
    fs::remove_file(setup.cache.stamp()).expect("the stamp");
    setup.get(GOOD).expect("what is there");
    assert_eq!(setup.fetched.get(), 1);
    assert!(setup.cache.is_verified(GOOD_HASH));
}

#[test]
fn a_stamp_for_another_version_does_not_count() {
    let setup = Setup::new();
    setup.get(GOOD).expect("the right content");
    assert!(!setup.cache.is_verified(&"0".repeat(64)));
}

#[test]
fn what_a_killed_process_left_is_removed() {
    let setup = Setup::new();
    let left = setup.cache.folder().join("fetch-left");
    fs::create_dir_all(left.join("wheels")).expect("a folder");
    setup.get(GOOD).expect("the right content");
    assert!(!left.exists());
}

#[test]
fn a_failed_fetch_is_passed_on() {
    let setup = Setup::new();
    let error = setup
        .cache
        .get_or_install(GOOD_HASH, |_| Err(BinaryError::Platform))
        .expect_err("the fetch failed");
    assert!(matches!(error, BinaryError::Platform), "{error}");
    assert_eq!(setup.files(), ["lock"]);
}
