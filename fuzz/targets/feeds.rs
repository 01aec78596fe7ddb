//! `cargo +nightly fuzz run feeds`: see `testkit/src/hostile.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| renhe_fuzz::run("feeds", bytes));
