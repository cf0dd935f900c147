//! The seat between a desk server, an engine and a window, all three played.

mod accounts;
mod away;
mod calls;
mod desk;
mod devices;
mod several_chats;
mod support;
mod threads;
