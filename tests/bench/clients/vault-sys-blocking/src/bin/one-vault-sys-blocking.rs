//! A program that makes one call, for its size.

fn main() -> Result<(), vault_sys::Error> {
    let vault = vault_sys::blocking::Client::new("http://127.0.0.1:8200")?.with_token("s.3yQTZJ");
    println!("{}", vault.mounts().list().send()?.len());
    Ok(())
}
