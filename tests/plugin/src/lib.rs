//! Bindings for engines that `vault-sys` does not cover, called through its clients:
//!
//! ```no_run
//! use vault_sys::Client;
//! use vault_sys_plugin::{built, committed::prelude::*};
//!
//! # async fn example(vault: Client) -> Result<(), vault_sys::Error> {
//! let secret = vault.kv().read("team/kv", "web").version(3).await?;
//! println!("{:?}", secret.metadata);
//!
//! // The same without a trait.
//! built::transit::Handle::new(&vault).rotate("transit", "web").await?;
//! # Ok(())
//! # }
//! ```

/// What was made of `spec/`, and lies beside this file.
#[path = "generated/mod.rs"]
pub mod committed;

/// What the build script made.
pub mod built {
    include!(concat!(env!("OUT_DIR"), "/bindings/mod.rs"));
}
