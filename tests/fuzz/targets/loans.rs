//! Whatever file comes in is loans or a trouble.

#![no_main]

#[path = "../loans.rs"]
mod loans;

libfuzzer_sys::fuzz_target!(|noise: &[u8]| loans::judge(noise));
