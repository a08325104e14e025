//! A program that makes one call, for its size.

#[tokio::main(flavor = "current_thread")]
async fn main() -> client_reqwest::Result<()> {
    let vault = client_reqwest::Vault::new("http://127.0.0.1:8200", "s.3yQTZJ")?;
    println!("{}", vault.mounts().await?.len());
    Ok(())
}
