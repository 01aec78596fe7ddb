//! Every parser that reads what strangers send, with a bounded number of damaged samples. The same functions run without
//! bound in `fuzz/`.

#![allow(clippy::panic, reason = "a test helper may end the test")]

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use testkit::hostile::{Hostile, TARGETS, Target};

/// Inputs for each parser. The sequence of them is always the same: what a run finds, the next run finds.
const CASES: u32 = 150;
/// What means something to some parser.
const MEANT: &[&str] = &[
    "\"",
    "<",
    ">",
    "&",
    "%",
    "\0",
    "\r\n",
    "--XX",
    "=",
    "[[",
    "]]",
    "{",
    "}",
    "，",
    "〔",
    "𬭎",
    "\u{feff}",
    "9999999999",
    "-1",
    "2月30日",
    "PK\u{1}\u{2}",
    "\u{202e}",
];

/// One damage done to a sample.
#[derive(Debug, Clone)]
enum Damage {
    Set(usize, u8),
    Insert(usize, Vec<u8>),
    Cut(usize, usize),
    Repeat(usize, usize),
    End(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let meant = proptest::sample::select(MEANT);
    let noise = proptest::collection::vec(any::<u8>(), 1..9);
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        (any::<usize>(), meant).prop_map(|(at, text)| Damage::Insert(at, text.as_bytes().to_vec())),
        (any::<usize>(), noise).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        (any::<usize>(), 1..40_usize).prop_map(|(at, length)| Damage::Cut(at, length)),
        (any::<usize>(), 1..40_usize).prop_map(|(at, length)| Damage::Repeat(at, length)),
        any::<usize>().prop_map(Damage::End),
    ]
}

fn damaged(sample: &[u8], all: &[Damage]) -> Vec<u8> {
    all.iter().fold(sample.to_vec(), |mut bytes, damage| {
        let place = |at: &usize| at % (bytes.len() + 1);
        match damage {
            Damage::Set(at, byte) => {
                let at = place(at);
                if let Some(old) = bytes.get_mut(at) {
                    *old = *byte;
                }
            }
            Damage::Insert(at, new) => {
                let at = place(at);
                bytes.splice(at..at, new.iter().copied());
            }
            Damage::Cut(at, length) => {
                let at = place(at);
                let end = (at + length).min(bytes.len());
                bytes.drain(at..end);
            }
            Damage::Repeat(at, length) => {
                let at = place(at);
                let end = (at + length).min(bytes.len());
                let part = bytes[at..end].repeat(7);
                bytes.splice(at..at, part);
            }
            Damage::End(at) => bytes.truncate(place(at)),
        }
        bytes
    })
}

fn attack(target: &Target) {
    let hostile = Hostile::default();
    let samples = [target.samples, &[&b""[..]]].concat();
    for sample in &samples {
        (target.run)(&hostile, sample);
    }
    let inputs = (proptest::sample::select(samples), proptest::collection::vec(damage(), 0..6));
    let inputs = inputs.prop_map(|(sample, all)| damaged(sample, &all));
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let result = runner.run(&inputs, |bytes| {
        (target.run)(&hostile, &bytes);
        Ok(())
    });
    result.unwrap_or_else(|found| panic!("{}: {found}", target.name));
}

macro_rules! attacks {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                attack(TARGETS.iter().find(|target| target.name == stringify!($name)).expect("a target"));
            }
        )*
        const ATTACKED: &[&str] = &[$(stringify!($name)),*];
    };
}

attacks! {
    notice table year rules redaction words traditional kinds receipts excel questions forms feeds documents addresses open311
}

#[test]
fn every_target_is_attacked_here_and_has_its_program_in_fuzz() {
    let targets: BTreeSet<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(targets, ATTACKED.iter().copied().collect());
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let manifest = std::fs::read_to_string(fuzz.join("Cargo.toml")).expect("fuzz/Cargo.toml");
    for name in &targets {
        let program = std::fs::read_to_string(fuzz.join(format!("targets/{name}.rs"))).expect("the program");
        assert!(program.contains(&format!("\"{name}\"")), "targets/{name}.rs attacks another parser");
        assert!(manifest.contains(&format!("targets/{name}.rs")), "fuzz/Cargo.toml does not name {name}");
    }
}
