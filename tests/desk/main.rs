//! The desk, as those who stand at it meet it: one file a behaviour, over the real
//! program.

mod accounts;
mod administration;
mod answers;
mod arriving;
mod booking;
mod busy_times;
mod caldav;
mod calendar_feed;
mod care;
mod certifying;
mod chatting;
mod consultations_in_the_window;
mod crashing;
mod crowds;
mod disk;
mod encryption;
mod files;
mod hostile;
mod invitations;
mod links;
mod loans;
mod loans_outside;
mod noise;
mod notices_dry_run;
mod notices_in_the_window;
mod opening;
mod outbox;
mod own_data;
mod pages;
mod posting;
mod public_page;
mod pushing;
mod racing;
mod relaying;
mod ringing;
mod sending;
mod sessions;
mod settings;
mod settings_in_the_window;
mod several_chats;
mod signalling;
mod signing_in;
mod slowness;
mod standing_still;
mod stills;
mod stopping;
mod talking;
mod threads;
mod torture;
mod trying_out;
mod visits;
mod wordings;

/// The real program, built by cargo for these tests.
const PROGRAM: &str = env!("CARGO_BIN_EXE_sportello-server");
