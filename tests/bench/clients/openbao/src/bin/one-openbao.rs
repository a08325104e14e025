//! A program that makes one call, for its size.

use openbao::{Client, OpenBaoConfig, SecretString};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = OpenBaoConfig::new("http://127.0.0.1:8200")?.allow_localhost_http()?;
    let vault = Client::from_config(config)?.try_with_token(SecretString::from("s.3yQTZJ"))?;
    println!("{}", vault.sys().list_mounts().await?.len());
    Ok(())
}
