//! Whatever mail comes in is a mail within its bounds, or none.

#![no_main]

#[path = "../mail.rs"]
mod mail;

libfuzzer_sys::fuzz_target!(|noise: &[u8]| mail::judge(noise));
