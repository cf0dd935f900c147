//! What the machine promises: told as stories with a small cast, and checked on
//! chance sequences against a naive model.

mod absence;
mod calls;
mod cast;
mod chance;
mod chat;
mod model;
mod ringing;
