//! `cargo +nightly fuzz run open311`: see `testkit/src/hostile.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| renhe_fuzz::run("open311", bytes));
