//! A program that makes one call, for its size.

use vaultrs::client::{VaultClient, VaultClientSettingsBuilder};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut settings = VaultClientSettingsBuilder::default();
    let settings = settings.address("http://127.0.0.1:8200").token("s.3yQTZJ").build()?;
    println!("{}", vaultrs::sys::mount::list(&VaultClient::new(settings)?).await?.len());
    Ok(())
}
