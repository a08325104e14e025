#![no_main]

libfuzzer_sys::fuzz_target!(|changes: Vec<(usize, u8)>| vault_sys_fuzz::changed_reply(&changes));
