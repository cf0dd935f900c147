//! The desk, as those who stand at it meet it: one file a behaviour, over the real
//! program.

mod administration;
mod arriving;
mod chatting;
mod crashing;
mod crowds;
mod disk;
mod encryption;
mod hostile;
mod noise;
mod opening;
mod pages;
mod ringing;
mod sessions;
mod settings;
mod signalling;
mod signing_in;
mod slowness;
mod stopping;
mod trying_out;

/// The real program, built by cargo for these tests.
const PROGRAM: &str = env!("CARGO_BIN_EXE_sportello-server");
