//! What the machine promises: told as stories with a small cast, and checked on
//! chance sequences against a naive model and the rules that must hold.

mod absence;
mod blocking;
mod call_backs;
mod calling_out;
mod calls;
mod cast;
mod chance;
mod disk;
mod hours;
mod house;
mod inputs;
mod model;
mod persons;
mod places;
mod restarts;
mod ringing;
mod several_chats;
mod stills;
mod strategies;
mod threads;
mod tiers;
mod transfers;
mod wrapping_up;
