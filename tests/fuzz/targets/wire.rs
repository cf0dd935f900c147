//! Whatever comes in is a message or an error.

#![no_main]

#[path = "../judge.rs"]
mod judge;

libfuzzer_sys::fuzz_target!(|noise: &[u8]| judge::judge(noise));
