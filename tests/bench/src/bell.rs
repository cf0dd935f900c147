//! From the seat's ring to the sound of it: how long it takes from the moment in which
//! the bell is ordered until its first sample is at the output for ringing.
//!
//! The output is synthetic: what a sound server and a sound card take besides is theirs.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use sportello_media::{Outfit, Ringer, SyntheticDevices};

use crate::figures::{Report, median};

const PATIENCE: Duration = Duration::from_secs(5);
const GLANCE: Duration = Duration::from_micros(50);

/// How the bench is started.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How often it rings.
    #[arg(long, default_value_t = 50)]
    rings: usize,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// Rings, and prints how long it took to be heard.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut delays = Vec::new();
    for _ in 0..arguments.rings.max(1) {
        delays.push(ring_to_sound()?.as_secs_f64() * 1e3);
    }
    let worst = delays.iter().copied().fold(0.0, f64::max);
    let mut report = Report::of("bell");
    report.add(
        "ring to sound, median".into(),
        "ms",
        median(delays.iter().copied()),
        ("goal", 50.0),
    )?;
    report.add("ring to sound, worst".into(), "ms", worst, ("goal", 250.0))?;
    println!("{report}");
    arguments
        .json
        .as_deref()
        .map_or(Ok(()), |file| report.write(file))
}

fn ring_to_sound() -> anyhow::Result<Duration> {
    let devices = SyntheticDevices::new();
    let outfit = Arc::new(Outfit::new(Arc::new(devices.clone())));
    let ordered = Instant::now();
    let _bell = Ringer::start(outfit)?;
    while devices.rung().samples == 0 {
        ensure!(ordered.elapsed() < PATIENCE, "the bell is not heard");
        std::thread::sleep(GLANCE);
    }
    Ok(ordered.elapsed())
}
