//! A hostile server changes a type in each reply that exists only once: nothing may be lost.

use vault_sys::{
    Endpoint, EndpointExt as _, ErrorKind, ExposeSecret as _, generate_recovery_token,
    generate_root, generate_root_token, init, rekey, rotate, wrapping,
};

/// What each of them holds, and of no type that any of them promises.
const CHANGED: &str = r#"{"keys":{"0":"hvs.share"},"data":["hvs.share"],"nonce":7,"wrap_info":1}"#;

fn is_kept<E: Endpoint>() {
    let name = E::OPERATION.name;
    assert!(E::OPERATION.once, "{name} is not marked");
    let Err(error) = E::from_http(&http::Response::new(CHANGED)) else {
        panic!("{name} reads whatever comes");
    };
    assert_eq!(error.kind(), ErrorKind::Reply, "{name}");
    assert!(!format!("{error} {error:?}").contains("hvs.share"), "{name}");
    let body = error.into_body().unwrap_or_else(|| panic!("{name} lost its reply"));
    assert_eq!(body.expose_secret(), CHANGED.as_bytes(), "{name}");
}

#[test]
fn what_exists_once_is_kept_whatever_the_server_changed() {
    is_kept::<init::Initialize>();
    is_kept::<rekey::Update>();
    is_kept::<rekey::recovery::Update>();
    is_kept::<rotate::root::Update>();
    is_kept::<rotate::recovery::Start>();
    is_kept::<rotate::recovery::Update>();
    is_kept::<generate_root::Start>();
    is_kept::<generate_root::Update>();
    is_kept::<generate_root_token::Start>();
    is_kept::<generate_root_token::Update>();
    is_kept::<generate_recovery_token::Start>();
    is_kept::<generate_recovery_token::Update>();
    is_kept::<wrapping::Wrap>();
    is_kept::<wrapping::Rewrap>();
}

/// The reply of the last one can be anything, so only what is no JSON cannot be read.
#[test]
fn what_was_wrapped_is_kept_too() {
    let cut = r#"{"data":{"password":"hvs.share"#;
    let error = wrapping::Unwrap::from_http(&http::Response::new(cut)).unwrap_err();
    assert_eq!(error.into_body().unwrap().expose_secret(), cut.as_bytes());
}
