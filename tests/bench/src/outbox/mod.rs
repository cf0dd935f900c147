//! What it costs to send what has piled up: ten thousand letters, and ten thousand
//! pushes, to doubles on loopback. Beside it CPython's smtplib, which hands the same
//! letter to the same double as often, by as many connections at a time.
//!
//! **The rule.** What counts is what arrived: a run that loses one or doubles one
//! measures nothing.

mod doubles;
mod server;

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use sportello_core::Channel;
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use self::doubles::{Double, Speaks};
use self::server::Server;
use crate::figures::Report;
use crate::usage;

/// How the bench is started.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// So many letters, and so many pushes.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    many: u32,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// The server's program; the one beside this one unless told otherwise.
    #[arg(long)]
    server: Option<PathBuf>,
}

/// How often memory is looked at, and whether all has arrived.
const LOOK: Duration = Duration::from_millis(50);
/// After so long without an arrival a run has failed.
const STUCK: Duration = Duration::from_secs(60);
const PEER: &str = "smtplib";
/// Sends the letter of a file so many times, by four connections at a time, each with
/// one letter, as a server does whose letters come one by one.
const SMTPLIB: &str = r"
import smtplib, sys, threading
port, many, letter = int(sys.argv[1]), int(sys.argv[2]), open(sys.argv[3], 'rb').read()
def send(count):
    for _ in range(count):
        with smtplib.SMTP('127.0.0.1', port) as server:
            server.sendmail('desk@example.org', ['ada@example.org'], letter)
shares = [many // 4 + (1 if one < many % 4 else 0) for one in range(4)]
threads = [threading.Thread(target=send, args=(share,)) for share in shares]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
";
const MEANING: &str = "Each letter has a connection of its own, here and at the peer; nothing is \
    encrypted. Ours are taken from the database, written anew each with a link of its own, and \
    how each came out is committed; the peer hands over one finished letter. Memory is the most \
    that the whole process held, the server's with its library.";

/// What a run took.
#[derive(Clone, Copy, Debug)]
struct Measured {
    per_second: f64,
    /// Seconds of processor time for a thousand.
    processor: f64,
    /// The most, in megabytes.
    memory: f64,
}

/// Measures, prints the table and writes the JSON.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let load = usage::load();
    let letters = Double::open(Speaks::Smtp).await?;
    let ours = send(&arguments, Channel::Mail, &letters).await?;
    let letter = letters.first().context("no letter came")?;
    let theirs = smtplib(&arguments, &letter).await.context(PEER)?;
    let pushes = Double::open(Speaks::Http).await?;
    let pushed = send(&arguments, Channel::Push, &pushes).await?;
    let mut report = Report::of("outbox");
    let rates = (ours.per_second, theirs.per_second);
    report.add("letters a second".into(), "", rates.0, (PEER, rates.1))?;
    let times = (ours.processor, theirs.processor);
    report.add(
        "processor time a thousand".into(),
        "s",
        times.0,
        (PEER, times.1),
    )?;
    report.add("memory".into(), "MB", ours.memory, (PEER, theirs.memory))?;
    report.note(format!(
        "Pushes, sealed and signed, which have no peer here: {:.0} a second, {:.2} s of processor \
         time a thousand, at most {:.1} MB.",
        pushed.per_second, pushed.processor, pushed.memory
    ));
    report.note(MEANING);
    report.note(how(&arguments, load));
    print!("{report}");
    match &arguments.json {
        Some(file) => report.write(file),
        None => Ok(()),
    }
}

/// Sends what has piled up on a channel.
async fn send(
    arguments: &Arguments,
    channel: Channel,
    double: &Double,
) -> anyhow::Result<Measured> {
    let (program, many) = (arguments.server.as_deref(), arguments.many);
    let server = Server::start(program, channel, many, double.address()).await?;
    let measured = watch(server.pid(), many, double).await?;
    server.all_are_sent(many).await?;
    Ok(measured)
}

async fn smtplib(arguments: &Arguments, letter: &[u8]) -> anyhow::Result<Measured> {
    let double = Double::open(Speaks::Smtp).await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("letter.eml");
    std::fs::write(&file, letter)?;
    let mut peer = Command::new("python3")
        .args(["-c", SMTPLIB])
        .arg(double.address().port().to_string())
        .arg(arguments.many.to_string())
        .arg(&file)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let pid = peer.id().context("it has ended")?;
    let measured = watch(pid, arguments.many, &double).await?;
    ensure!(peer.wait().await?.success(), "it failed");
    Ok(measured)
}

/// Looks on while a program sends, from the first arrival to the last.
async fn watch(pid: u32, many: u32, double: &Double) -> anyhow::Result<Measured> {
    let (mut memory, mut processor) = (0.0_f64, Duration::ZERO);
    let (mut known, mut since) = (0, Instant::now());
    loop {
        let arrived = double.arrived();
        ensure!(arrived <= many, "{arrived} arrived of {many}");
        // A peer ends with its last letter.
        memory = memory.max(usage::memory(pid).unwrap_or_default());
        processor = processor.max(usage::processor_time(pid).unwrap_or_default());
        if arrived == many {
            break;
        }
        if arrived > known {
            (known, since) = (arrived, Instant::now());
        }
        ensure!(since.elapsed() < STUCK, "{arrived} arrived of {many}");
        sleep(LOOK).await;
    }
    let took = double.took().context("too few arrived")?;
    Ok(Measured {
        per_second: f64::from(many - 1) / took.as_secs_f64(),
        processor: processor.as_secs_f64() * 1_000.0 / f64::from(many),
        memory,
    })
}

fn how(arguments: &Arguments, before: f64) -> String {
    let profile = if cfg!(debug_assertions) {
        "the development profile: no measurement"
    } else {
        "the release profile"
    };
    format!(
        "{} of each, on loopback; the bench was built in {profile}. Load average {before:.1} at \
         the beginning, {:.1} at the end.",
        arguments.many,
        usage::load(),
    )
}
