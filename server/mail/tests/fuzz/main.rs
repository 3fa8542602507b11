//! Replays what the fuzzers found, and feeds each parser with random input made from it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what the tests share fails by panicking, too"
)]

mod targets;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use std::path::Path;
use targets::{ALL, Target};

/// Random inputs for each parser.
const CASES: u32 = 20_000;

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name);
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} is empty", folder.display());
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

#[test]
fn each_target_has_a_corpus_and_a_program() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let mut names: Vec<&str> = ALL.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    for (folder, extension) in [("corpus", ""), ("targets", ".rs")] {
        let mut found: Vec<String> = std::fs::read_dir(fuzz.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .map(|name| name.strip_suffix(extension).unwrap_or(&name).to_owned())
            .collect();
        found.sort();
        assert_eq!(found, names, "{folder}");
    }
}

#[test]
fn nothing_that_the_fuzzers_found_breaks_anything() {
    for (name, target) in ALL {
        for input in corpus(name) {
            target(&input);
        }
    }
}

/// How an input of the corpus is changed.
#[derive(Debug, Clone)]
enum Change {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    /// Copies a piece to another place.
    Copy(Index, usize, Index),
    Cut(Index),
}

fn change() -> impl Strategy<Value = Change> {
    // Octets that mean something to one of the parsers, and others.
    let octet = || prop_oneof![proptest::sample::select(b"\r\n\t <>@:;,.\"\\=?()-[]\0\xc3\xff".to_vec()), any::<u8>()];
    prop_oneof![
        (any::<Index>(), octet()).prop_map(|(at, octet)| Change::Set(at, octet)),
        (any::<Index>(), vec(octet(), 1..6)).prop_map(|(at, octets)| Change::Insert(at, octets)),
        (any::<Index>(), 1_usize..20).prop_map(|(at, len)| Change::Remove(at, len)),
        (any::<Index>(), 1_usize..60, any::<Index>()).prop_map(|(from, len, to)| Change::Copy(from, len, to)),
        any::<Index>().prop_map(Change::Cut),
    ]
}

fn apply(input: &mut Vec<u8>, change: &Change) {
    let place = |at: &Index, input: &[u8]| at.index(input.len() + 1);
    match change {
        Change::Set(at, octet) => {
            let at = place(at, input);
            if let Some(place) = input.get_mut(at) {
                *place = *octet;
            }
        }
        Change::Insert(at, octets) => {
            let at = place(at, input);
            input.splice(at..at, octets.iter().copied());
        }
        Change::Remove(at, len) => {
            let at = place(at, input);
            input.drain(at..(at + len).min(input.len()));
        }
        Change::Copy(from, len, to) => {
            let (from, to) = (place(from, input), place(to, input));
            let piece = input[from..(from + len).min(input.len())].to_vec();
            input.splice(to..to, piece);
        }
        Change::Cut(at) => input.truncate(at.index(input.len() + 1)),
    }
}

/// Three in four cases are changed inputs of the corpus, one in eight is random octets, one in eight random text.
fn random_cases(name: &str) {
    let target: Target = ALL.iter().find(|(known, _)| *known == name).unwrap().1;
    // Long ones take time and find nothing that short ones do not.
    let seeds: Vec<Vec<u8>> = corpus(name).into_iter().filter(|input| input.len() <= 1024).collect();
    let changed = (proptest::sample::select(seeds), vec(change(), 1..6)).prop_map(|(mut input, changes)| {
        for change in &changes {
            apply(&mut input, change);
        }
        input
    });
    let cases = prop_oneof![
        6 => changed,
        1 => vec(any::<u8>(), 0..40),
        1 => "[ -~\\r\\n\\t\u{e9}]{0,40}".prop_map(String::into_bytes),
    ];
    let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
    runner
        .run(&cases, |input| {
            target(&input);
            Ok(())
        })
        .unwrap();
}

macro_rules! random_cases {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            random_cases(stringify!($name));
        }
    )*};
}

/// 20,000 for each target, by its name.
mod random {
    use super::random_cases;

    random_cases! { address arf command_line data dkim dsn header mime reply reply_separation tracking }

    #[test]
    fn every_target_is_among_them() {
        assert_eq!(super::ALL.len(), 11);
    }
}
