#![no_main]

libfuzzer_sys::fuzz_target!(|reply: (u16, &[u8])| vault_sys_fuzz::reply(reply.0, reply.1));
