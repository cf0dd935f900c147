//! Who comes in the month: when, for what, for how long, and how patient.

use super::super::{Chance, TopicId};
use super::roster::Setting;

const DAYS: usize = 26;
pub(super) const HOUR: i64 = 3_600_000;

/// How busy each of the twelve open hours is, beside the mean.
const HOURS: [f64; 12] = [
    0.6, 1.15, 1.7, 1.6, 1.0, 0.6, 0.7, 1.25, 1.5, 1.15, 0.5, 0.25,
];
/// How busy Monday to Saturday are.
const WEEKDAYS: [f64; 6] = [1.25, 1.0, 0.95, 1.0, 0.95, 0.85];

/// What people come for: how often, the mean talk in seconds at the large desk, and
/// its spread as that of a log-normal.
const TOPICS: [(f64, f64, f64); 4] = [
    (0.45, 80.0, 0.6),
    (0.25, 150.0, 0.7),
    (0.20, 110.0, 0.6),
    (0.10, 275.0, 0.8),
];
/// How many don't say what they come for.
const UNSAID: f64 = 0.2;
/// How many leave soon when they have to wait.
const IMPATIENT: f64 = 0.25;

/// One patron of the month; times in milliseconds.
#[derive(Clone, Debug)]
pub(super) struct Patron {
    /// Since the desk opened that day.
    pub(super) arrives: i64,
    pub(super) topic: Option<TopicId>,
    pub(super) talk: i64,
    pub(super) patience: i64,
}

/// The patrons of each day, in the order in which they come.
pub(super) fn days(setting: &Setting, seed: u64) -> Vec<Vec<Patron>> {
    let mut chance = Chance::seeded(seed);
    let moods: Vec<f64> = (0..DAYS)
        .map(|day| WEEKDAYS[day % 6] * log_normal(1.0, 0.12, &mut chance))
        .collect();
    let mut days = vec![Vec::new(); DAYS];
    for _ in 0..setting.contacts {
        let day = drawn(&moods, &mut chance);
        days[day].push(patron(setting, &mut chance));
    }
    for day in &mut days {
        day.sort_by_key(|patron: &Patron| patron.arrives);
    }
    days
}

fn patron(setting: &Setting, chance: &mut Chance) -> Patron {
    let hour = drawn(&HOURS, chance) as i64;
    let shares = TOPICS.map(|(share, ..)| share);
    let topic = drawn(&shares, chance);
    let (_, mean, spread) = TOPICS[topic];
    let patience = if chance.fraction() < IMPATIENT {
        240.0
    } else {
        2_400.0
    };
    Patron {
        arrives: hour * HOUR + chance.below(HOUR as usize) as i64,
        topic: (chance.fraction() >= UNSAID).then(|| named(topic)),
        talk: millis(log_normal(mean * setting.talk, spread, chance)),
        patience: millis(log_normal(patience * setting.talk, 0.8, chance)),
    }
}

fn named(topic: usize) -> TopicId {
    let name = format!("00000000-0000-0000-0000-{topic:012}");
    name.parse().expect("twelve digits end a UUID")
}

/// Which of the shares chance falls on.
fn drawn(shares: &[f64], chance: &mut Chance) -> usize {
    let mut rest = chance.fraction() * shares.iter().sum::<f64>();
    let last = shares.len() - 1;
    let place = shares.iter().position(|share| {
        rest -= share;
        rest < 0.0
    });
    place.unwrap_or(last)
}

/// A log-normal number of the given mean (Box and Muller's normal inside).
fn log_normal(mean: f64, spread: f64, chance: &mut Chance) -> f64 {
    let radius = (-2.0 * (1.0 - chance.fraction()).ln()).sqrt();
    let normal = radius * (std::f64::consts::TAU * chance.fraction()).cos();
    mean * (spread * normal - spread * spread / 2.0).exp()
}

/// An exponential number of the given mean, in milliseconds.
pub(super) fn exponential(seconds: f64, chance: &mut Chance) -> i64 {
    millis(-(1.0 - chance.fraction()).ln() * seconds)
}

fn millis(seconds: f64) -> i64 {
    (seconds * 1_000.0) as i64
}
