//! What the book promises: told as stories with a small cast, and checked on chance
//! rules against a naive model.

mod attempts;
mod cast;
mod chance;
mod changes;
mod clock;
mod given;
mod holds;
mod house;
mod model;
mod reminders;
mod strategies;
mod times;
mod troubles;
mod turns;
mod views;
