//! `sportello-bench`: what Sportello costs, beside a named peer, and the headless
//! librarian that anyone's script can call against.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

mod bell;
mod browser;
mod call;
mod cases;
mod figures;
mod intake;
mod librarian;
mod line;
mod month;
mod notices;
mod outbox;
mod planes;
mod relay;
mod report;
mod slots;
mod start;
mod usage;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "sportello-bench", version, about)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A librarian without a window, with synthetic camera and microphone.
    Librarian(librarian::Arguments),
    /// What a video call costs the librarian, beside Chromium in the same place.
    Call(call::Arguments),
    /// What it costs to list and to find cases among fifty thousand, beside the same rows
    /// asked by CPython's sqlite3.
    Cases(cases::Arguments),
    /// What a long line costs, beside what is asked of it.
    Line(line::Arguments),
    /// How often the waits told in a simulated month come true, beside the constant
    /// formulas of others.
    Month(month::Arguments),
    /// How long the window takes to open, and its memory, beside the same page in
    /// Chromium.
    Start(start::Arguments),
    /// How long it takes from a ring to its sound.
    Bell(bell::Arguments),
    /// What relayed calls cost, beside coturn.
    Relay(relay::Arguments),
    /// What it costs to read a hundred thousand loans, and to tell thirty thousand notices.
    Notices(notices::Arguments),
    /// What it costs to send ten thousand letters and pushes, beside smtplib.
    Outbox(outbox::Arguments),
    /// What it costs to read a thousand mails into their cases, beside Python's own libraries.
    Intake(intake::Arguments),
    /// What a year's report costs, of 300,000 visits.
    Report(report::Arguments),
    /// What it costs to say what is free in a month, and to book what a thousand want.
    Slots(slots::Arguments),
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    let done = match Arguments::parse().what {
        What::Librarian(arguments) => librarian::run(arguments).await,
        What::Call(arguments) => call::run(arguments).await,
        What::Cases(arguments) => cases::run(arguments).await,
        What::Line(arguments) => line::run(arguments).await,
        What::Month(arguments) => month::run(&arguments),
        What::Start(arguments) => start::run(arguments).await,
        What::Bell(arguments) => bell::run(&arguments),
        What::Relay(arguments) => relay::run(arguments).await,
        What::Notices(arguments) => notices::run(arguments).await,
        What::Outbox(arguments) => outbox::run(arguments).await,
        What::Intake(arguments) => intake::run(arguments).await,
        What::Report(arguments) => report::run(arguments).await,
        What::Slots(arguments) => slots::run(&arguments),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("sportello-bench: {why:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
