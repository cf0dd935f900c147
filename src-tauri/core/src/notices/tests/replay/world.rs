//! A library's year as chance makes it: what happens to its loans, and to its server.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use crate::chance::Chance;
use crate::hours::{Day, Holidays, Hours, Opening, Tz, Week};
use crate::notices::{NoticeKind, NoticePolicy, OpenDays, Standing};

/// How many days are replayed, from 1 January 2026 on.
const DAYS: i32 = 365;

pub(super) struct World {
    pub(super) loans: Vec<Story>,
    pub(super) open: OpenDays,
    /// From which day on which policy holds.
    policies: Vec<(i32, NoticePolicy)>,
    /// What happens on each day.
    days: Vec<Happens>,
}

/// What happens to a loan. Days are counted from the first.
pub(super) struct Story {
    lent: i32,
    /// The source says when it was lent.
    lent_is_known: bool,
    /// From when on it is due when.
    due: Vec<(i32, i32)>,
    returned: i32,
    /// From when until when somebody waits for it.
    awaited: std::ops::Range<i32>,
    renews_itself: bool,
}

/// What happens on a day.
struct Happens {
    /// The server runs, and when it looks: a minute of the day, and how much of the work
    /// it does, in a hundred parts.
    runs: Vec<(i64, usize)>,
    has_data: bool,
    /// By how many days the clock is wrong.
    clock: i64,
}

/// What the data say of a loan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) loan: usize,
    pub(super) due: NaiveDate,
    pub(super) is_awaited: bool,
    pub(super) renews_itself: bool,
    /// Since when that has been its due date.
    pub(super) since: Option<NaiveDate>,
}

impl Row {
    pub(super) fn standing<'a>(&self, told: &'a [NoticeKind]) -> Standing<'a> {
        Standing {
            due: self.due,
            is_awaited: self.is_awaited,
            renews_itself: self.renews_itself,
            told,
            kept_since: self.since,
        }
    }
}

/// One run of the server.
pub(super) struct Run<'a> {
    pub(super) policy: &'a NoticePolicy,
    /// What the clock shows.
    pub(super) clock: NaiveDateTime,
    /// When the data were read, by the same clock.
    pub(super) read_at: NaiveDateTime,
    /// The loans it comes to before it is cut off.
    pub(super) rows: &'a [Row],
}

impl Run<'_> {
    pub(super) fn minute(&self) -> u16 {
        let time = self.clock.time();
        u16::try_from(time.hour() * 60 + time.minute()).expect("a minute of the day")
    }
}

impl World {
    pub(super) fn of(seed: u64, patrons: usize) -> Self {
        let mut chance = Chance::seeded(seed);
        let mut loans = Vec::new();
        for _ in 0..patrons {
            for _ in 0..chance.below(5) {
                loans.push(Story::of(&mut chance));
            }
        }
        Self {
            loans,
            open: open_days(),
            policies: policies(),
            days: (0..DAYS).map(|day| Happens::on(day, &mut chance)).collect(),
        }
    }

    /// Goes through the year.
    pub(super) fn each_run(&self, mut run: impl FnMut(&Run<'_>)) {
        let mut since = BTreeMap::new();
        let mut rows = Vec::new();
        let mut read_at = date(-30).and_time(chrono::NaiveTime::MIN);
        for (day, happens) in (0..).zip(&self.days) {
            let shown = date(day) + TimeDelta::days(happens.clock);
            let clock =
                |minute| shown.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(minute);
            if happens.has_data && !happens.runs.is_empty() {
                read_at = clock(6 * 60);
                rows = self.rows(day, shown, &mut since);
            }
            let policies = self.policies.iter().rev();
            let (_, policy) = policies
                .clone()
                .find(|(from, _)| *from <= day)
                .expect("the first");
            for (minute, parts) in &happens.runs {
                let reached = rows.len() * parts / 100;
                run(&Run {
                    policy,
                    clock: clock(*minute),
                    read_at,
                    rows: &rows[..reached],
                });
            }
        }
    }

    /// What the data of a day say.
    fn rows(
        &self,
        day: i32,
        shown: NaiveDate,
        since: &mut BTreeMap<(usize, i32), NaiveDate>,
    ) -> Vec<Row> {
        let out = self.loans.iter().enumerate();
        let out = out.filter(|(_, story)| (story.lent..story.returned).contains(&day));
        let row = |(loan, story): (usize, &Story)| {
            let dues = story.due.iter().rev();
            let (from, due) = *dues.clone().find(|(from, _)| *from <= day).expect("lent");
            let is_first = from == story.lent && story.lent_is_known;
            let first = if is_first { date(story.lent) } else { shown };
            Row {
                loan,
                due: date(due),
                is_awaited: story.awaited.contains(&day),
                renews_itself: story.renews_itself,
                since: Some(*since.entry((loan, due)).or_insert(first)),
            }
        };
        out.map(row).collect()
    }
}

impl Story {
    fn of(chance: &mut Chance) -> Self {
        let lent = below(chance, DAYS + 250) - 250;
        let length = match chance.below(10) {
            0 => 1 + below(chance, 7),
            1 => 60,
            _ => 30,
        };
        let renews_itself = chance.below(7) == 0;
        let mut due = vec![(lent, lent + length)];
        while chance.below(3) == 0 && due.len() < 4 {
            let (from, last) = due[due.len() - 1];
            let on = if renews_itself {
                last
            } else {
                last - 6 + below(chance, 10)
            };
            let on = on.max(from + 1);
            due.push((on, on.max(last) + 30));
            if chance.below(12) == 0 {
                // The renewal was a mistake, and is taken back.
                due.push((on + 1 + below(chance, 4), last));
            }
        }
        let (_, last) = due[due.len() - 1];
        let returned = match chance.below(20) {
            0..11 => last - below(chance, length),
            11..15 => last + 1 + below(chance, 15),
            15..18 => last + 15 + below(chance, 60),
            _ => DAYS,
        };
        let awaited = lent + below(chance, 60);
        let waits = if chance.below(4) == 0 {
            5 + below(chance, 60)
        } else {
            0
        };
        Self {
            lent,
            lent_is_known: chance.below(2) == 0,
            due,
            returned,
            awaited: awaited..awaited + waits,
            renews_itself,
        }
    }
}

impl Happens {
    fn on(day: i32, chance: &mut Chance) -> Self {
        let is_off = matches!(day, 60..65 | 150..168) || chance.below(30) == 0;
        let in_the_day = |chance: &mut Chance| i64::from(8 * 60 + below(chance, 12 * 60));
        let mut runs = Vec::new();
        if !is_off {
            match chance.below(12) {
                // Cut off, and started again, or not.
                0 => runs.push((9 * 60, chance.below(100))),
                1 => runs.extend([(9 * 60, chance.below(100)), (9 * 60 + 1, 100)]),
                2 => runs.extend([(5 * 60, 100), (20 * 60, 100)]),
                3 => runs.extend([(7 * 60 + 59, 100), (8 * 60, 100), (19 * 60 + 59, 100)]),
                4 => runs.extend([(in_the_day(chance), 100), (in_the_day(chance), 100)]),
                _ => runs.push((in_the_day(chance), 100)),
            }
        }
        let clock = match day {
            90 => -3,
            230 => -20,
            300..303 => 5,
            _ => 0,
        };
        let has_data = !matches!(day, 40..44 | 180..183) && chance.below(15) != 0;
        Self {
            runs,
            has_data,
            clock,
        }
    }
}

/// Open from Monday to Saturday but for holidays, August and the stocktaking, and on two
/// days on which other libraries are closed.
fn open_days() -> OpenDays {
    let opening = || Opening::parse("09:00-19:00").expect("an opening");
    let mut week: [Vec<Opening>; 7] = std::array::from_fn(|_| vec![opening()]);
    week[6].clear();
    let days = |from: &str, until: &str| {
        let [from, until] = [from, until].map(|text| text.parse::<NaiveDate>().expect("a date"));
        from.iter_days().take_while(move |day| *day <= until)
    };
    let closed: BTreeSet<_> = days("2026-03-16", "2026-03-18")
        .chain(days("2026-08-01", "2026-09-09"))
        .collect();
    let reason = String::new();
    let closed = closed.into_iter().map(|day| {
        (
            day,
            Day::Closed {
                reason: reason.clone(),
            },
        )
    });
    let open = days("2026-05-10", "2026-05-10").chain(days("2026-06-02", "2026-06-02"));
    let open = open.map(|day| {
        let (openings, reason) = (vec![opening()], reason.clone());
        (day, Day::Open { openings, reason })
    });
    let hours = Hours {
        zone: Tz::Europe__Rome,
        week: Week::new(week).expect("a week"),
        holidays: Some(Holidays::It),
        exceptions: closed.chain(open).collect(),
    };
    OpenDays::of(Some(&hours), date(30), date(330))
}

/// The policies of the year: each a change of the one before.
fn policies() -> Vec<(i32, NoticePolicy)> {
    let on = NoticePolicy {
        is_on: true,
        ..NoticePolicy::default()
    };
    let sooner = NoticePolicy {
        days_before: Some(7),
        days_after: [Some(4), Some(10), Some(30)],
        days_after_when_awaited: None,
        skips_renewing: false,
        ..on.clone()
    };
    let fewer = NoticePolicy {
        days_before: None,
        days_after: [None, Some(14), None],
        ..on.clone()
    };
    let without_due = NoticePolicy {
        on_the_day: false,
        ..on.clone()
    };
    let off = NoticePolicy {
        is_on: false,
        ..on.clone()
    };
    vec![
        (0, on.clone()),
        (100, sooner),
        (140, fewer),
        (190, without_due),
        (255, off),
        (263, on),
    ]
}

/// The date of a day.
fn date(day: i32) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
    first + TimeDelta::days(day.into())
}

fn below(chance: &mut Chance, bound: i32) -> i32 {
    let bound = usize::try_from(bound).expect("above zero");
    i32::try_from(chance.below(bound)).expect("small")
}
