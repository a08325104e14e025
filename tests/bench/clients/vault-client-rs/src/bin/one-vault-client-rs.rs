//! A program that makes one call, for its size.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let vault = vault_client_rs::VaultClient::new("http://127.0.0.1:8200", "s.3yQTZJ")?;
    println!("{}", vault.sys().list_mounts().await?.len());
    Ok(())
}
