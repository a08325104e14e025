//! A program that makes one call, for its size.

fn main() -> client_reqwest_blocking::Result<()> {
    let vault = client_reqwest_blocking::Vault::new("http://127.0.0.1:8200", "s.3yQTZJ")?;
    println!("{}", vault.mounts()?.len());
    Ok(())
}
