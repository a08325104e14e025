#![no_main]

libfuzzer_sys::fuzz_target!(|values: (&str, &str)| vault_sys_fuzz::path(values.0, values.1));
