//! The cast of the tests, over the real program.
//!
//! A [`Desk`] is a `sportello-server` that runs as a child on a free port, over a
//! data directory of its own: it can be killed, stopped, started again and put on
//! a full disk. At it stand [`Patron`]s (Ada waits, Dino waits behind her) and
//! [`Librarian`]s (Bo staffs, Cleo supervises), who speak the words of
//! `sportello-wire` over real sockets.
//!
//! **The rule.** Nobody sleeps: a test waits for what it expects, with a time-out
//! that prints what was heard instead. Nobody leaves with something unheard: a
//! client that is dropped with messages nobody asked for fails its test.
//!
//! It does not know the server's insides: what it can see, a user can see.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

pub mod authority;
mod booking;
mod call_backs;
mod cases;
mod client;
mod desk;
mod ids;
mod koha;
mod librarian;
mod loans;
mod mail_server;
mod patron;
pub mod post_office;
mod program;
mod push_service;
mod radicale;
pub mod raw;
mod tls;
mod web;

pub use booking::BookingNo;
pub use cases::{case_in, hand_off};
pub use client::{Client, PATIENCE, Side, Socket, connect};
pub use desk::{Account, Desk, HANDLE, LIBRARY, Settings};
pub use ids::{new_leg, new_message, new_seat};
pub use koha::{KOHA_CLIENT, KOHA_PASSWORD, KOHA_SECRET, KOHA_USER, Koha, KohaMood};
pub use librarian::{Librarian, SeatSide, SeatView, Session, mail_at};
pub use mail_server::{Accepted, MailServer, Mood};
pub use patron::{PageView, Patron, PatronSide};
pub use program::Program;
pub use push_service::{Answers, PushService, Pushed, subscription};
pub use radicale::{PASSWORD, Radicale};
pub use tls::Certificate;
pub use tokio_tungstenite::tungstenite::Message as Frame;
pub use web::{Answer, Question};
