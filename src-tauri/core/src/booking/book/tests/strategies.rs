//! Rules, days and appointments by chance.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::model::Marks;

/// How many days are looked at.
pub(super) const DAYS: i64 = 4;

/// A rule of somebody's, of which some days differ, counted from the first.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub week: [Marks; 7],
    pub exceptions: BTreeMap<i64, Marks>,
    pub in_person: bool,
    pub by_call: bool,
    pub elsewhere: bool,
}

/// Something that is booked already.
#[derive(Clone, Debug)]
pub(super) struct Other {
    pub giver: usize,
    /// In minutes from the first day.
    pub starts: i64,
    pub minutes: i64,
    pub before: i64,
    pub after: i64,
    pub of_the_same: bool,
    pub state: u8,
}

#[derive(Clone, Debug)]
pub(super) struct Case {
    pub first: NaiveDate,
    pub rules: [Vec<Rule>; 2],
    pub away: [BTreeSet<i64>; 2],
    pub busy: [Vec<(i64, i64)>; 2],
    pub others: Vec<Other>,
    pub place: Option<Rule>,
    pub holidays: bool,
    pub in_person: bool,
    pub minutes: u16,
    pub padding: (u16, u16),
    /// The minute at which it is now, from the first day.
    pub now: i64,
    pub notice: u32,
    pub ahead: u16,
    pub most: Option<u16>,
}

/// The first of some days over ten years; most hold a change of the clock.
fn firsts() -> impl Strategy<Value = NaiveDate> {
    let any_day = (2024..2034i32, 1..=366u32)
        .prop_filter_map("a day", |(year, day)| NaiveDate::from_yo_opt(year, day));
    let change = (
        2024..2034i32,
        prop::sample::select(vec![3, 10]),
        25..=31u32,
        0..3u64,
    );
    let change = change.prop_filter_map("a Sunday", |(year, month, day, before)| {
        use chrono::Datelike;
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        (date.weekday() == chrono::Weekday::Sun).then(|| date - Days::new(before))
    });
    prop_oneof![1 => any_day, 3 => change]
}

/// Times of the day, often near the change or at midnight, where the bugs are.
fn times() -> impl Strategy<Value = i64> {
    prop_oneof![
        3 => 0..=1440i64,
        4 => (0..=96i64).prop_map(|quarter| quarter * 15),
        3 => 60..=240i64,
        1 => prop::sample::select(vec![0, 120, 150, 180, 1440]),
    ]
}

/// Up to three openings that don't overlap; some touch.
fn marks() -> impl Strategy<Value = Marks> {
    let times = prop::collection::vec(times(), 0..=6);
    (times, any::<bool>()).prop_map(|(mut times, touching)| {
        times.sort_unstable();
        times.dedup();
        let step = if touching { 1 } else { 2 };
        let pairs = times.windows(2).step_by(step);
        pairs.map(|pair| (pair[0], pair[1])).collect()
    })
}

fn rules() -> impl Strategy<Value = Rule> {
    let weeks = prop_oneof![
        6 => prop::array::uniform7(marks()),
        3 => Just(std::array::from_fn(|_| vec![(0, 1440)])),
    ];
    let exceptions = prop::collection::btree_map(-1..=DAYS, marks(), 0..=2);
    (
        weeks,
        exceptions,
        (prop::bool::weighted(0.7), prop::bool::weighted(0.7)),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(week, exceptions, (in_person, by_call), elsewhere)| Rule {
            week,
            exceptions,
            in_person,
            by_call: by_call || !in_person,
            elsewhere,
        })
}

fn others() -> impl Strategy<Value = Other> {
    let when = (-60..DAYS * 1440, 5..120i64, 0..30i64, 0..30i64);
    (0..2usize, when, any::<bool>(), 0..6u8).prop_map(
        |(giver, (starts, minutes, before, after), of_the_same, state)| Other {
            giver,
            starts,
            minutes,
            before,
            after,
            of_the_same,
            state,
        },
    )
}

pub(super) fn cases() -> impl Strategy<Value = Case> {
    let of_people = (
        prop::array::uniform2(prop::collection::vec(rules(), 0..=2)),
        prop::array::uniform2(prop::collection::btree_set(-1..=DAYS, 0..=1)),
        prop::array::uniform2(prop::collection::vec((0..DAYS * 1440, 1..200i64), 0..=2)),
    );
    let of_place = (prop::option::of(rules()), any::<(bool, bool)>());
    let lengths = prop_oneof![5..=14u16, 15..=60u16, Just(90), Just(180)];
    let of_kind = (lengths, (0..20u16, 0..20u16), prop::option::of(1..=3u16));
    let of_time = (-1440..720i64, 0..1200u32, 1..=5u16);
    let others = prop::collection::vec(others(), 0..8);
    (firsts(), of_people, of_place, of_kind, of_time, others).prop_map(
        |(first, (rules, away, busy), (place, flags), kind, time, others)| Case {
            first,
            rules,
            away,
            busy,
            others,
            place,
            holidays: flags.0,
            in_person: flags.1,
            minutes: kind.0,
            padding: kind.1,
            now: time.0,
            notice: time.1,
            ahead: time.2,
            most: kind.2,
        },
    )
}
