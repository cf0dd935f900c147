//! The other end of a call, for tests: a caller that plays the browser, a desk
//! that plays the seat, a network that loses.

pub mod caller;
mod caller_media;
pub mod desk;
mod picture_loss_ear;
mod process;
pub mod relay;

pub use process::eventually;
