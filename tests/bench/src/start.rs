//! What the librarian's window costs before anybody calls: the time until it can be
//! used, and its memory at rest, beside Chromium with the same page as an app window.
//!
//! Both are judged by what is on the screen, and by nothing that they say of
//! themselves: a window can be used from the picture on that equals its last one. They
//! take turns on the same display, each with a fresh profile. The first start of each
//! is thrown away: it reads the program from the disk.
//!
//! Wants a display without a window manager: `scripts/window sportello-bench start`.

mod eye;
mod page;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tokio::time::sleep;

use self::eye::Eye;
use self::page::Page;
use crate::figures::{Report, median};
use crate::usage;

/// How the bench is started.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Two starts instead of seven: a look, not a measurement.
    #[arg(long)]
    quick: bool,
    /// The librarian's program; the one beside this program unless told otherwise.
    #[arg(long)]
    program: Option<PathBuf>,
    /// The desk's page as it was built.
    #[arg(long, default_value = "ui/dist/desk")]
    page: PathBuf,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// How long a start is watched; the last picture is the whole one.
const WATCHED: Duration = Duration::from_secs(12);
/// Both windows are as large as this.
const SIZE: (u32, u32) = (1280, 800);

const EQUAL: &str = "Equal work: both show a librarian who is signed in at an empty desk. Chromium \
    is handed the page and the desk by a server of the bench; Sportello starts its own desk \
    server, signs in there with a password and speaks to it over a socket.";
const SEEN: &str = "A window can be used from the first picture on that equals its last one in \
    995 of 1000 points of a grid; the screen is looked at every 25 ms.";
const MEMORY: &str = "Memory is the proportional set size of the program and all its descendants: \
    WebKit's processes here, every process of the browser there.";

/// What one start cost.
#[derive(Clone, Copy, Debug)]
struct Start {
    milliseconds: f64,
    megabytes: f64,
}

/// Measures, and tells.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let starts = if arguments.quick { 2 } else { 7 };
    let beside = std::env::current_exe()?.with_file_name("sportello");
    let program = arguments.program.unwrap_or(beside);
    ensure!(
        program.exists(),
        "there is no {}: build it, with `cargo build --release -p sportello`",
        program.display()
    );
    let page = Page::serve(&arguments.page).await?;
    let eye = Eye::open()?;
    let load = usage::load();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=starts {
        let sportello = measure(&eye, |folder| sportello(&program, folder)).await;
        let chromium = measure(&eye, |folder| chromium(&page.address, folder)).await;
        let (sportello, chromium) = (
            sportello.context("Sportello's window")?,
            chromium.context("Chromium's window")?,
        );
        if round > 0 {
            ours.push(sportello);
            theirs.push(chromium);
        }
    }
    let mut report = Report::of("start");
    let mut add = |name: &str, unit, of: fn(&Start) -> f64| {
        let middle = |all: &[Start]| median(all.iter().map(of));
        report.add(
            name.into(),
            unit,
            middle(&ours),
            ("chromium", middle(&theirs)),
        )
    };
    add("time to usable window", "ms", |start| start.milliseconds)?;
    add("idle memory", "MB", |start| start.megabytes)?;
    report.note(format!(
        "Medians of {starts} starts each, in turn. The load of the computer was {load:.1} before \
         and {:.1} after.",
        usage::load()
    ));
    for note in [EQUAL, SEEN, MEMORY] {
        report.note(note);
    }
    print!("{report}");
    match &arguments.json {
        Some(file) => report.write(file),
        None => Ok(()),
    }
}

async fn measure(
    eye: &Eye,
    start: impl Fn(&Path) -> std::io::Result<Child>,
) -> anyhow::Result<Start> {
    let folder = tempfile::Builder::new()
        .prefix("sportello-start-")
        .tempdir()?;
    let since = Instant::now();
    let window = Running(start(folder.path()).context("it does not start")?);
    let mut pictures = Vec::new();
    while since.elapsed() < WATCHED {
        pictures.push((since.elapsed(), eye.look()?));
        sleep(Duration::from_millis(25)).await;
    }
    let whole = eye::whole_since(&pictures).context("it showed nothing")?;
    ensure!(
        whole + Duration::from_secs(2) < WATCHED,
        "it did not come to rest within {WATCHED:?}"
    );
    Ok(Start {
        milliseconds: whole.as_secs_f64() * 1_000.0,
        megabytes: usage::memory(window.0.id())?,
    })
}

fn sportello(program: &Path, folder: &Path) -> std::io::Result<Child> {
    quiet(program)
        .envs(["DATA", "CACHE", "CONFIG"].map(|what| (format!("XDG_{what}_HOME"), folder)))
        .env("SPORTELLO_DEVICES", "synthetic")
        .spawn()
}

fn chromium(address: &str, folder: &Path) -> std::io::Result<Child> {
    let program = std::env::var_os("SPORTELLO_CHROMIUM");
    let program = program.map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    quiet(&program)
        .arg(format!("--app={address}"))
        .arg(format!("--window-size={},{}", SIZE.0, SIZE.1))
        .arg(format!("--user-data-dir={}", folder.display()))
        .args(["--no-sandbox", "--no-first-run", "--lang=it"])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
        ])
        .args(["--disable-sync", "--password-store=basic"])
        .spawn()
}

fn quiet(program: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env("LANGUAGE", "it")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// A program that ends, with all its processes, when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        for pid in usage::descent(self.0.id()).unwrap_or_default() {
            let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
            let _ = pid.map(|pid| kill_process(pid, Signal::KILL)); // it may have ended by itself
        }
        let _ = self.0.wait();
    }
}
