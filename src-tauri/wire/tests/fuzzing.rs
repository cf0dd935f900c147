//! Noise that was a message once: every message of the wire, bent at random, is still
//! a message or an error, and never the end of a program.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde::de::DeserializeOwned;
use sportello_wire::patron::{FromPatron, ToPatron};
use sportello_wire::read;
use sportello_wire::seat::{FromSeat, ToSeat};

#[path = "../../../tests/fuzz/judge.rs"]
mod judge;

/// One message a line, each kind of each direction at least once.
const MESSAGES: &str = include_str!("../../../tests/fuzz/messages.jsonl");

/// What JSON readers trip over.
const SPLINTERS: [&str; 16] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "1e999",
    "-0",
    "true",
    "\"type\":",
    "\u{feff}",
];

/// A way to bend a message.
#[derive(Clone, Debug)]
enum Bend {
    Put(Index, u8),
    Take(Index, Index),
    Repeat(Index, Index),
    Flip(Index, u8),
    Splinter(Index, Index),
    Graft(Index, Index, Index),
}

#[test]
fn every_kind_of_message_is_among_the_samples() {
    has_all_kinds::<FromPatron>("FromPatron");
    has_all_kinds::<FromSeat>("FromSeat");
    has_all_kinds::<ToPatron>("ToPatron");
    has_all_kinds::<ToSeat>("ToSeat");
    for line in MESSAGES.lines() {
        let is_message = read::<FromPatron>(line).is_ok()
            || read::<FromSeat>(line).is_ok()
            || read::<ToPatron>(line).is_ok()
            || read::<ToSeat>(line).is_ok();
        assert!(is_message, "no message any more: {line}");
        judge::judge(line.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn a_bent_message_is_a_message_or_an_error(
        which in any::<Index>(),
        bends in vec(bend(), 1..6),
    ) {
        let lines: Vec<_> = MESSAGES.lines().collect();
        let mut bytes = which.get(&lines).as_bytes().to_vec();
        for bend in bends {
            apply(&mut bytes, &bend, &lines);
        }
        judge::judge(&bytes);
    }

    #[test]
    fn noise_is_an_error(noise in vec(any::<u8>(), 0..200)) {
        judge::judge(&noise);
    }
}

#[test]
fn depth_and_length_are_errors_too() {
    for noise in [
        "[".repeat(100_000),
        r#"{"type":"#.repeat(50_000),
        format!(r#"{{"type":"say","x":{}"#, "[".repeat(100_000)),
        format!(r#"{{"type":"{}"}}"#, "x".repeat(1_000_000)),
        format!(
            r#"{{"type":"leave",{}}}"#,
            r#""type":"leave","#.repeat(10_000)
        ),
    ] {
        judge::judge(noise.as_bytes());
        assert!(read::<FromPatron>(&noise).is_err());
    }
}

/// serde names all it knows when it is asked for what it does not know: a new kind
/// of message without a sample fails here.
fn has_all_kinds<T: DeserializeOwned + std::fmt::Debug>(whose: &str) {
    let unknown = read::<T>(r#"{"type":"?"}"#).expect_err("no kind of message");
    let unknown = unknown.to_string();
    let kinds: Vec<_> = unknown.split('`').skip(3).step_by(2).collect();
    assert!(kinds.len() > 3, "{unknown}");
    for kind in kinds {
        let start = format!(r#"{{"type":"{kind}""#);
        let of_kind = MESSAGES.lines().filter(|line| line.starts_with(&start));
        assert!(
            of_kind.clone().any(|line| read::<T>(line).is_ok()),
            "tests/fuzz/messages.jsonl has no {whose} “{kind}” that can be read: {:?}",
            of_kind.map(read::<T>).collect::<Vec<_>>()
        );
    }
}

fn bend() -> impl Strategy<Value = Bend> {
    let place = any::<Index>;
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, byte)| Bend::Put(at, byte)),
        (place(), place()).prop_map(|(at, length)| Bend::Take(at, length)),
        (place(), place()).prop_map(|(at, length)| Bend::Repeat(at, length)),
        (place(), 0..8_u8).prop_map(|(at, bit)| Bend::Flip(at, bit)),
        (place(), place()).prop_map(|(at, which)| Bend::Splinter(at, which)),
        (place(), place(), place()).prop_map(|(at, which, from)| Bend::Graft(at, which, from)),
    ]
}

fn apply(bytes: &mut Vec<u8>, bend: &Bend, lines: &[&str]) {
    if bytes.is_empty() {
        return;
    }
    let size = bytes.len();
    let span = |at: &Index, length: &Index| {
        let start = at.index(size);
        start..(start + length.index(32) + 1).min(size)
    };
    match bend {
        Bend::Put(at, byte) => bytes.insert(at.index(size), *byte),
        Bend::Take(at, length) => drop(bytes.drain(span(at, length))),
        Bend::Repeat(at, length) => {
            let span = span(at, length);
            let again = bytes[span.clone()].to_vec();
            bytes.splice(span.end..span.end, again);
        }
        Bend::Flip(at, bit) => bytes[at.index(size)] ^= 1 << bit,
        Bend::Splinter(at, which) => {
            let at = at.index(size);
            bytes.splice(at..at, which.get(&SPLINTERS).bytes());
        }
        Bend::Graft(at, which, from) => {
            let other = which.get(lines).as_bytes();
            bytes.truncate(at.index(size));
            bytes.extend(&other[from.index(other.len())..]);
        }
    }
}
