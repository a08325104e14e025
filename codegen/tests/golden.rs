//! What comes of the specs in `golden/`, word for word. That it compiles and works is shown where
//! it belongs: the tests of vault-sys have it as a module.

mod accept;

use vault_sys_codegen::{Generated, Source, generate, read_folder};

fn sources() -> Vec<Source> {
    read_folder(&accept::folder("golden")).unwrap()
}

fn generated(sources: &[Source]) -> Generated {
    generate(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_output_is_what_is_committed() {
    let folder = accept::folder("golden");
    let Generated { api, protocol, samples, docs } = generated(&sources());
    accept::compare(&folder.join("api"), "rs", &api);
    accept::compare(&folder.join("protocol"), "rs", &protocol);
    accept::compare(&folder.join("samples"), "rs", &samples);
    accept::compare(&folder.join("docs"), "md", &docs);
}

#[test]
fn neither_another_run_nor_another_order_of_the_files_changes_the_output() {
    let mut sources = sources();
    let first = generated(&sources);
    assert!(generated(&sources) == first, "another run gives something else");
    sources.reverse();
    assert!(generated(&sources) == first, "the reverse order gives something else");
    sources.rotate_left(2);
    assert!(generated(&sources) == first, "another order gives something else");
}
