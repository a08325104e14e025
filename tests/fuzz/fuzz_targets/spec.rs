#![no_main]

libfuzzer_sys::fuzz_target!(|text: &[u8]| vault_sys_fuzz::spec(text));
