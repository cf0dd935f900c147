//! The connection of a call in one word and its cause.
//!
//! Each second is judged by itself ([`of_a_second`]); what is shown follows only what
//! lasts: worse after three seconds, better after six, so that it does not flicker. The
//! first seconds of a call are no measure: buffers fill and the network is still felt out.

use std::time::Duration;

use sportello_media::CallStatistics;
use sportello_wire::window::{CallQuality, QualityCause, QualityGrade};

/// Seconds that are no measure yet.
const BEGINNING: u32 = 4;
const WORSE_AFTER: u32 = 3;
const BETTER_AFTER: u32 = 6;

/// Shares of the patron's sound that had to be made up.
const HOLES: f32 = 0.05;
const MANY_HOLES: f32 = 0.15;
/// Round trips: from 400 ms on people begin to talk at the same time.
const LATE: Duration = Duration::from_millis(400);
const VERY_LATE: Duration = Duration::from_millis(800);
/// Kilobits a second for picture and voice together.
const NARROW: u32 = 300;
const VERY_NARROW: u32 = 120;
/// Of about thirty pictures a second, so many came too fast for the encoder.
const OVERRUN: u32 = 8;

/// What lasts.
#[derive(Debug, Default)]
pub(crate) struct Judge {
    seconds: u32,
    shown: Option<CallQuality>,
    /// What the last seconds were instead, and how many.
    other: Option<(CallQuality, u32)>,
}

impl Judge {
    /// Another second; `with_picture` says that the own picture is being sent.
    pub(crate) fn take(&mut self, second: &CallStatistics, with_picture: bool) {
        self.seconds = self.seconds.saturating_add(1);
        if self.seconds > BEGINNING {
            self.settle(of_a_second(second, with_picture));
        }
    }

    /// What to show.
    pub(crate) fn shown(&self) -> Option<CallQuality> {
        self.shown
    }

    fn settle(&mut self, now: CallQuality) {
        let Some(shown) = self.shown else {
            self.shown = Some(now);
            return;
        };
        if now == shown {
            self.other = None;
            return;
        }
        // Two bad seconds of different kinds are as bad as two of one kind.
        let is_worse = |other: CallQuality| other.grade < shown.grade;
        let lasted = match self.other {
            Some((before, lasted)) if before == now || is_worse(before) && is_worse(now) => {
                lasted + 1
            }
            Some(_) | None => 1,
        };
        let needed = if now.grade > shown.grade {
            BETTER_AFTER
        } else {
            WORSE_AFTER
        };
        if lasted >= needed {
            self.shown = Some(now);
            self.other = None;
        } else {
            self.other = Some((now, lasted));
        }
    }
}

/// How good one second was. Of several causes the worst counts; a busy computer first,
/// since it makes holes of its own.
pub(crate) fn of_a_second(second: &CallStatistics, with_picture: bool) -> CallQuality {
    let round_trip = second.round_trip.unwrap_or_default();
    let picture = |bad: bool| with_picture && bad;
    let causes = [
        (
            QualityCause::BusyComputer,
            picture(second.frames_overrun >= OVERRUN),
            false,
        ),
        (
            QualityCause::LostSound,
            second.concealed >= HOLES,
            second.concealed >= MANY_HOLES,
        ),
        (
            QualityCause::LongWay,
            round_trip >= LATE,
            round_trip >= VERY_LATE,
        ),
        (
            QualityCause::NarrowNetwork,
            picture(second.target_kbps < NARROW),
            picture(second.target_kbps < VERY_NARROW),
        ),
    ];
    let of = |grade, is: fn(&(QualityCause, bool, bool)) -> bool| {
        let found = causes.iter().find(|one| is(one));
        found.map(|(cause, ..)| CallQuality {
            grade,
            cause: Some(*cause),
        })
    };
    of(QualityGrade::Poor, |one| one.2)
        .or_else(|| of(QualityGrade::Weak, |one| one.1))
        .unwrap_or(CallQuality {
            grade: QualityGrade::Good,
            cause: None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_is_told_and_the_worst_of_several() {
        let told = |second: CallStatistics| {
            let quality = of_a_second(&second, true);
            (quality.grade, quality.cause)
        };
        assert_eq!(told(fine()), (QualityGrade::Good, None));
        let holes = CallStatistics {
            concealed: 0.06,
            ..fine()
        };
        assert_eq!(
            told(holes.clone()),
            (QualityGrade::Weak, Some(QualityCause::LostSound))
        );
        let narrow = CallStatistics {
            target_kbps: 100,
            ..holes.clone()
        };
        assert_eq!(
            told(narrow),
            (QualityGrade::Poor, Some(QualityCause::NarrowNetwork))
        );
        let late = CallStatistics {
            round_trip: Some(LATE),
            ..fine()
        };
        assert_eq!(
            told(late),
            (QualityGrade::Weak, Some(QualityCause::LongWay))
        );
        let busy = CallStatistics {
            frames_overrun: 12,
            ..holes
        };
        assert_eq!(
            told(busy),
            (QualityGrade::Weak, Some(QualityCause::BusyComputer))
        );
    }

    #[test]
    fn without_a_picture_a_narrow_network_is_wide_enough() {
        let narrow = CallStatistics {
            target_kbps: 60,
            frames_overrun: 20,
            ..fine()
        };
        assert_eq!(of_a_second(&narrow, false).grade, QualityGrade::Good);
    }

    #[test]
    fn worse_is_shown_after_three_seconds_and_better_after_six() {
        let mut judge = Judge::default();
        let bad = CallStatistics {
            concealed: 0.3,
            ..fine()
        };
        let grades = |judge: &mut Judge, second: &CallStatistics, times: usize| {
            let mut grades = Vec::new();
            for _ in 0..times {
                judge.take(second, true);
                grades.push(judge.shown().map(|quality| quality.grade));
            }
            grades
        };
        assert_eq!(grades(&mut judge, &bad, 4), [None; 4], "the beginning");
        let good = Some(QualityGrade::Good);
        let poor = Some(QualityGrade::Poor);
        assert_eq!(grades(&mut judge, &fine(), 1), [good]);
        assert_eq!(grades(&mut judge, &bad, 3), [good, good, poor]);
        assert_eq!(grades(&mut judge, &fine(), 5), [poor; 5]);
        assert_eq!(grades(&mut judge, &fine(), 1), [good]);
    }

    #[test]
    fn what_comes_and_goes_does_not_flicker() {
        let mut judge = Judge::default();
        let bad = CallStatistics {
            concealed: 0.3,
            ..fine()
        };
        for _ in 0..=BEGINNING {
            judge.take(&fine(), true);
        }
        for second in 0..60 {
            let now = if second % 3 == 0 { fine() } else { bad.clone() };
            judge.take(&now, true);
            let grade = judge.shown().map(|quality| quality.grade);
            assert_eq!(grade, Some(QualityGrade::Good), "second {second}");
        }
    }

    fn fine() -> CallStatistics {
        CallStatistics {
            target_kbps: 1_000,
            frames_sent: 30,
            round_trip: Some(Duration::from_millis(40)),
            ..Default::default()
        }
    }
}
