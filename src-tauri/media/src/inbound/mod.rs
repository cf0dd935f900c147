//! From the browser to the window: RTP into pictures and sound.

pub mod assembler;
mod gate;
mod jitter;
pub mod picture;
pub mod sound;
pub mod vp8_payload;
