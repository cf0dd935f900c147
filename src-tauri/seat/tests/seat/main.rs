//! The seat between a desk server, an engine and a window, all three played.

mod away;
mod calls;
mod desk;
mod support;
mod threads;
