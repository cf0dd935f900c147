//! What a video call costs the librarian: the time until the first picture, the
//! processor and the memory, beside Chromium in the same place.
//!
//! One desk server inside this program; one patron, a real browser on the real page;
//! and two librarians who take turns, so that a busy minute of the computer falls on
//! both: the seat as a program of its own, and the same seat with a browser as its
//! engine. Both send the same test picture at the same size, and the patron's
//! picture is the same for both.
//!
//! A call in which pictures did not flow both ways measures nothing: it ends the
//! bench with a sentence.

mod clip;
mod desk;
mod engine;
mod patron;
mod peer;
mod seat;
mod telling;

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use sportello_media::HandOver;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{sleep, timeout};

use self::desk::Desk;
use self::patron::{Carried, Patron};
use self::peer::Peer;
use self::seat::SeatProgram;
use crate::browser::Browser;
use crate::usage;

/// How the bench is started.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Two short calls instead of five: a look, not a measurement.
    #[arg(long)]
    quick: bool,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// A picture's size; all run at thirty pictures a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Size {
    width: u32,
    height: u32,
}

impl fmt::Display for Size {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}×{}@30", self.width, self.height)
    }
}

const SIZES: [Size; 2] = [
    Size {
        width: 640,
        height: 480,
    },
    Size {
        width: 1_280,
        height: 720,
    },
];
/// Four fifths of thirty: fewer pictures a second are another call than the measured.
const LEAST_FRAMES: f64 = 24.0;

/// How often and how long.
#[derive(Clone, Copy, Debug)]
struct Plan {
    calls: usize,
    /// From the first pictures to the measurement, at least.
    warm_up: Duration,
    /// How much longer to wait until the pictures have their full size both ways: a
    /// browser begins small and grows with the bit rate.
    patience: Duration,
    /// The measurement.
    window: Duration,
    /// Calls of a seat that decodes for its window, told in a note.
    decoding: usize,
    /// The whole bench ends within this time, with figures or without.
    most: Duration,
}

impl Plan {
    fn of(arguments: &Arguments) -> Self {
        let millis = Duration::from_millis;
        if arguments.quick {
            return Self {
                calls: 2,
                warm_up: millis(500),
                patience: Duration::ZERO,
                window: millis(1_200),
                decoding: 0,
                most: millis(39_000),
            };
        }
        Self {
            calls: 5,
            warm_up: millis(3_000),
            patience: millis(12_000),
            window: millis(6_000),
            decoding: 2,
            most: millis(1_200_000),
        }
    }
}

/// Somebody who answers at the desk.
trait Librarian: Sized {
    /// The process whose use, with that of its descendants, is measured.
    fn pid(&self) -> Option<u32>;
    /// May be rung from here on.
    async fn come(&mut self) -> anyhow::Result<()>;
    /// Is not rung from here on.
    async fn leave(&mut self) -> anyhow::Result<()>;
    /// Accepts the contact that rings; when, in milliseconds since 1970.
    async fn accept(&mut self) -> anyhow::Result<f64>;
    /// When the patron's first picture came, in milliseconds since 1970.
    async fn first_picture(&mut self) -> anyhow::Result<f64>;
    /// The patron's pictures so far.
    async fn pictures(&mut self) -> anyhow::Result<Counted>;
    /// Ends the contact.
    async fn hang_up(&mut self) -> anyhow::Result<()>;
    /// Goes home.
    async fn end(self) -> anyhow::Result<()>;
}

/// A number of pictures and when it was so, in milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
struct Counted {
    at: f64,
    frames: u64,
}

/// What was measured in a call.
#[derive(Clone, Debug)]
struct Call {
    /// Milliseconds from accepting to the first picture.
    patron_sees: f64,
    librarian_sees: f64,
    /// Per cent of one core.
    cpu: f64,
    /// Megabytes.
    memory: f64,
    to_patron: Flow,
    to_librarian: Flow,
}

/// What flowed in one direction.
#[derive(Clone, Debug)]
struct Flow {
    frames_per_second: f64,
    kbps: f64,
    width: u32,
    height: u32,
    codec: String,
    /// What kept the patron's browser from sending more, in its own words.
    limited: String,
}

/// The calls of one size.
#[derive(Debug)]
struct Calls {
    size: Size,
    seat: Vec<Call>,
    peer: Vec<Call>,
    /// The seat again, with a window that can't decode.
    decoding: Vec<Call>,
}

/// Measures, prints the table and writes the JSON.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let plan = Plan::of(&arguments);
    let load = usage::load();
    // Whatever was started ends when the measurement is dropped.
    let calls = tokio::select! {
        calls = timeout(plan.most, measure(plan)) => {
            calls.context("the computer is too busy to measure in time")??
        }
        () = told_to_end() => anyhow::bail!("ended before the figures were complete"),
    };
    let report = telling::report(&calls, plan, (load, usage::load()))?;
    print!("{report}");
    match &arguments.json {
        Some(file) => report.write(file),
        None => Ok(()),
    }
}

async fn told_to_end() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

async fn measure(plan: Plan) -> anyhow::Result<Vec<Calls>> {
    let (desk, patrons) = tokio::try_join!(Desk::open(), patron::browser())?;
    let room = Room {
        // A copy: memory that it shared with this program would count by half.
        program: desk.folder().join("librarian"),
        desk,
        patrons,
    };
    std::fs::copy(std::env::current_exe()?, &room.program).context("can't copy this program")?;
    let mut all = Vec::new();
    for size in SIZES {
        all.push(measure_size(plan, size, &room).await?);
    }
    drop(room.patrons);
    room.desk.close().await?;
    Ok(all)
}

/// What all calls share.
struct Room {
    desk: Desk,
    program: PathBuf,
    patrons: Browser,
}

async fn measure_size(plan: Plan, size: Size, room: &Room) -> anyhow::Result<Calls> {
    let seat = SeatProgram::start(&room.program, &room.desk, size, HandOver::Encoded);
    let (mut seat, mut peer) = tokio::try_join!(seat, Peer::start(&room.desk, size))?;
    let mut calls = Calls {
        size,
        seat: Vec::new(),
        peer: Vec::new(),
        decoding: Vec::new(),
    };
    for number in 1..=plan.calls {
        let which = |who| format!("call {number} of {who} at {size}");
        let call = measure_call(plan, size, room, &mut seat).await;
        calls.seat.push(call.with_context(|| which("the seat"))?);
        let call = measure_call(plan, size, room, &mut peer).await;
        calls.peer.push(call.with_context(|| which("the peer"))?);
    }
    seat.end().await?;
    peer.end().await?;
    if plan.decoding > 0 {
        let seat = SeatProgram::start(&room.program, &room.desk, size, HandOver::Decoded);
        let mut seat = seat.await?;
        for _ in 0..plan.decoding {
            let call = measure_call(plan, size, room, &mut seat).await?;
            calls.decoding.push(call);
        }
        seat.end().await?;
    }
    Ok(calls)
}

async fn measure_call(
    plan: Plan,
    size: Size,
    room: &Room,
    librarian: &mut impl Librarian,
) -> anyhow::Result<Call> {
    librarian.come().await?;
    let patron = Patron::arrive(&room.patrons, &room.desk.link(), size).await?;
    patron.call().await?;
    let accepted = librarian.accept().await?;
    let librarian_sees = librarian.first_picture().await? - accepted;
    let patron_sees = patron.first_picture().await? - accepted;
    settle(plan, size, &patron).await?;
    let window = watch(plan.window, &patron, librarian).await?;
    librarian.hang_up().await?;
    librarian.leave().await?;
    patron.go().await?;
    let call = Call {
        patron_sees,
        librarian_sees,
        ..window
    };
    tracing::info!(?call, "measured");
    check(&call)?;
    Ok(call)
}

/// Waits until bit rates and sizes are as they stay, if they can.
async fn settle(plan: Plan, size: Size, patron: &Patron) -> anyhow::Result<()> {
    sleep(plan.warm_up).await;
    let since = Instant::now();
    while since.elapsed() < plan.patience {
        let numbers = patron.numbers().await?;
        if numbers.received.width == size.width && numbers.sent.width == size.width {
            break;
        }
        sleep(Duration::from_millis(250)).await;
    }
    Ok(())
}

/// Measures a call that runs.
async fn watch(
    window: Duration,
    patron: &Patron,
    librarian: &mut impl Librarian,
) -> anyhow::Result<Call> {
    let pid = librarian.pid().context("the librarian has ended")?;
    let carried = patron.numbers().await?;
    let counted = librarian.pictures().await?;
    let (used, since) = (usage::processor_time(pid)?, Instant::now());
    sleep(window).await;
    let (used_later, seconds) = (usage::processor_time(pid)?, since.elapsed().as_secs_f64());
    let counted_later = librarian.pictures().await?;
    let carried_later = patron.numbers().await?;
    let patron_seconds = (carried_later.at - carried.at) / 1_000.0;
    let mut to_librarian = flow(&carried.sent, &carried_later.sent, patron_seconds);
    // What arrived counts, not what was sent.
    let frames = counted_later.frames.saturating_sub(counted.frames) as f64;
    to_librarian.frames_per_second = frames * 1_000.0 / (counted_later.at - counted.at);
    Ok(Call {
        patron_sees: f64::NAN,
        librarian_sees: f64::NAN,
        cpu: used_later.saturating_sub(used).as_secs_f64() / seconds * 100.0,
        memory: usage::memory(pid)?,
        to_patron: flow(&carried.received, &carried_later.received, patron_seconds),
        to_librarian,
    })
}

fn flow(before: &Carried, after: &Carried, seconds: f64) -> Flow {
    let each_second = |before: u64, after: u64| after.saturating_sub(before) as f64 / seconds;
    Flow {
        frames_per_second: each_second(before.frames, after.frames),
        kbps: each_second(before.bytes, after.bytes) * 8.0 / 1_000.0,
        width: after.width,
        height: after.height,
        codec: after.codec.clone(),
        limited: after.limited.clone(),
    }
}

/// That pictures flowed both ways.
fn check(call: &Call) -> anyhow::Result<()> {
    for (whom, flow) in [
        ("the patron", &call.to_patron),
        ("the librarian", &call.to_librarian),
    ] {
        ensure!(
            flow.frames_per_second >= LEAST_FRAMES,
            "only {:.1} pictures a second reached {whom}, fewer than {LEAST_FRAMES}: \
             this is not the call that was to be measured (is the computer busy?)",
            flow.frames_per_second
        );
        ensure!(
            flow.codec == "video/VP8",
            "the pictures for {whom} came as “{}”, not as VP8",
            flow.codec
        );
    }
    Ok(())
}
