//! Makes the bindings of `built/`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    vault_sys_codegen::plugin::Plugin::new().build("built")
}
