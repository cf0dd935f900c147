//! Chance rules over ten years, most of them around a change of the clock, against the
//! naive model.

use chrono::{Days, NaiveDate, TimeDelta};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use uuid::Uuid;

use super::cast::*;
use super::model::{self, Marks, Person, Question, Spot, Written};
use super::strategies::{Case, DAYS, Other, Rule, cases};
use crate::booking::*;
use crate::contact::{Language, PatronName};
use crate::hours::{Day, Holidays, Hours, Opening, Week};
use crate::ids::{AppointmentId, LibrarianId, PatronId, ThreadId};
use crate::moment::Moment;

const GIVERS: [LibrarianId; 2] = [BO, CLEO];

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(20_261_025),
        cases: 240,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_free_is_what_a_naive_walk_over_all_minutes_finds(
        case in cases(),
        attempts in prop::collection::vec(0..DAYS * 1440, 8),
    ) {
        let (from, until) = (case.minute(0), case.minute(DAYS * 1440));
        let expected = case.question().answer(from, until);
        let mut book = case.book();
        let asked = case.asked();
        let slots = book.free(&asked, from * MINUTE, until * MINUTE, case.now());
        let found: Vec<_> = slots.iter().map(|slot| {
            let who = |giver: &LibrarianId| GIVERS.iter().position(|one| one == giver);
            (slot.starts / MINUTE, slot.givers.iter().filter_map(who).collect::<Vec<_>>())
        }).collect();
        prop_assert_eq!(&found, &expected);
        // And what can be held is just that.
        let near = attempts.iter().map(|attempt| case.minute(*attempt));
        let free = expected.iter().step_by(expected.len() / 4 + 1).map(|(minute, _)| *minute);
        for minute in near.chain(free).collect::<Vec<_>>() {
            let is_free = expected.iter().any(|(free, _)| *free == minute);
            let held = book.handle_hold(case.hold(minute), case.now());
            prop_assert_eq!(held.is_ok(), is_free, "minute {}", minute);
            if let Ok(held) = held {
                book.handle_let_go(held, ADA, case.now());
            }
        }
    }
}

impl Case {
    /// A minute since 1970, from one counted on the clock from the first day.
    fn minute(&self, shown: i64) -> i64 {
        model::number(self.first) * 1440 + shown - 60
    }

    fn now(&self) -> Moment {
        Moment::new(self.minute(self.now) * MINUTE, 0)
    }

    fn date(&self, day: i64) -> NaiveDate {
        self.first + TimeDelta::days(day)
    }

    fn asked(&self) -> Asked {
        Asked {
            meeting: if self.in_person {
                Meeting::InPerson
            } else {
                Meeting::Voice
            },
            branch: Some(CENTRAL),
            ..asked()
        }
    }

    fn hold(&self, minute: i64) -> Hold {
        Hold {
            id: AppointmentId(Uuid::from_u128(0xadd)),
            patron: ADA,
            thread: ThreadId(ADA.0),
            wish: Wish {
                asked: self.asked(),
                starts: minute * MINUTE,
            },
            language: Language::It,
        }
    }

    fn matters(&self, rule: &Rule) -> bool {
        if self.in_person {
            rule.in_person && !rule.elsewhere
        } else {
            rule.by_call
        }
    }

    fn written(&self, rule: &Rule, holidays: bool) -> Written {
        let exceptions = rule.exceptions.iter();
        Written {
            week: rule.week.clone(),
            exceptions: exceptions
                .map(|(day, marks)| (self.date(*day), marks.clone()))
                .collect(),
            holidays,
        }
    }

    fn hours(&self, rule: &Rule, holidays: bool) -> Hours {
        let exceptions = rule.exceptions.iter().map(|(day, marks)| {
            let (openings, reason) = (opened(marks), String::new());
            let day_that_differs = if openings.is_empty() {
                Day::Closed { reason }
            } else {
                Day::Open { openings, reason }
            };
            (self.date(*day), day_that_differs)
        });
        Hours {
            zone: ROME,
            week: Week::new(std::array::from_fn(|day| opened(&rule.week[day]))).expect("a week"),
            holidays: holidays.then_some(Holidays::It),
            exceptions: exceptions.collect(),
        }
    }

    /// The minutes of an appointment, and those that it keeps the librarian.
    fn kept(&self, other: &Other) -> [i64; 4] {
        let starts = self.minute(other.starts);
        let ends = starts + other.minutes;
        [starts, ends, starts - other.before, ends + other.after]
    }

    fn question(&self) -> Question {
        let people = (0..2).map(|giver| {
            let rules = self.rules[giver].iter().filter(|rule| self.matters(rule));
            let busy = self.busy[giver].iter();
            let busy = busy.map(|(from, length)| (self.minute(*from), self.minute(from + length)));
            let others = self.others.iter().filter(|other| other.giver == giver);
            let kept = others.filter(|other| other.takes_time()).map(|other| {
                let [_, _, from, until] = self.kept(other);
                (from, until)
            });
            Person {
                rules: rules.map(|rule| self.written(rule, false)).collect(),
                away: self.away[giver].iter().map(|day| self.date(*day)).collect(),
                kept: busy.chain(kept).collect(),
            }
        });
        let same = self
            .others
            .iter()
            .filter(|one| one.of_the_same && one.takes_time());
        let place = self.place.as_ref();
        let today = model::date_of(model::wall(self.minute(self.now)));
        Question {
            people: people.collect(),
            spot: Spot {
                written: place.map(|rule| self.written(rule, self.holidays)),
                in_person: self.in_person,
            },
            minutes: self.minutes.into(),
            before: self.padding.0.into(),
            after: self.padding.1.into(),
            earliest: self.minute(self.now) + i64::from(self.notice),
            last_date: today + Days::new(self.ahead.into()),
            others: same.map(|other| self.kept(other)[0]).collect(),
            most: self.most.map(usize::from),
        }
    }

    fn book(&self) -> Book {
        let mut settings = house();
        let talk = &mut settings.consultations[0];
        talk.minutes = self.minutes;
        (talk.before, talk.after) = self.padding;
        talk.notice_minutes = self.notice;
        talk.ahead_days = self.ahead;
        talk.most_per_day = self.most;
        talk.givers = GIVERS.into();
        let hours = self
            .place
            .as_ref()
            .map(|rule| self.hours(rule, self.holidays));
        if self.in_person {
            settings.branches[0].hours = hours;
        } else {
            settings.desks[0].hours = hours;
        }
        let facts = BookFacts {
            appointments: (0u128..)
                .zip(&self.others)
                .map(|(id, other)| self.appointment(id, other))
                .collect(),
            availabilities: vec![self.availability(0), self.availability(1)],
        };
        let mut book = Book::restore(facts, &settings, self.now());
        while book.poll_effect().is_some() {}
        book
    }

    fn availability(&self, giver: usize) -> Availability {
        let rules = self.rules[giver].iter().map(|rule| {
            let in_person = rule.in_person.then_some(Meeting::InPerson);
            let by_call = rule.by_call.then_some([Meeting::Video, Meeting::Voice]);
            AvailabilityRule {
                meetings: by_call.into_iter().flatten().chain(in_person).collect(),
                branch: Some(if rule.elsewhere { NORTH } else { CENTRAL }),
                hours: self.hours(rule, false),
            }
        });
        let away = self.away[giver].iter().map(|day| Away {
            from: self.date(*day),
            until: self.date(*day),
            reason: String::new(),
        });
        let busy = self.busy[giver].iter().map(|(from, length)| {
            let (from, until) = (self.minute(*from), self.minute(from + length));
            (from * MINUTE, until * MINUTE)
        });
        Availability {
            librarian: GIVERS[giver],
            rules: rules.collect(),
            away: away.collect(),
            busy: busy.collect(),
            busy_read_at: None,
        }
    }

    fn appointment(&self, id: u128, other: &Other) -> Appointment {
        let [starts, ends, kept_from, kept_until] = self.kept(other).map(|at| at * MINUTE);
        Appointment {
            id: AppointmentId(Uuid::from_u128(id + 1)),
            consultation: if other.of_the_same { TALK } else { TALES },
            desk: DESK,
            librarian: GIVERS[other.giver],
            patron: PatronId(Uuid::from_u128(id + 1)),
            thread: ThreadId(Uuid::from_u128(id + 1)),
            meeting: Meeting::InPerson,
            branch: Some(CENTRAL),
            starts,
            ends,
            kept_from,
            kept_until,
            name: PatronName::default(),
            language: Language::It,
            answers: Vec::new(),
            state: other.state(self.now().wall_millis()),
            sequence: 0,
            booked_by: BookedBy::Patron,
            made_at: 0,
            changed_at: 0,
            reminded_day: true,
            reminded_hour: true,
            contact: None,
        }
    }
}

impl Other {
    fn takes_time(&self) -> bool {
        self.state < 3
    }

    fn state(&self, now: i64) -> AppointmentState {
        match self.state {
            0 => AppointmentState::Done,
            1 => AppointmentState::Booked,
            2 => AppointmentState::Held { until: now + 1 },
            3 => AppointmentState::Held { until: now },
            4 => AppointmentState::NoShow,
            _ => AppointmentState::Cancelled {
                by: CancelledBy::Desk,
            },
        }
    }
}

fn opened(marks: &Marks) -> Vec<Opening> {
    let minute = |minute: i64| u16::try_from(minute).expect("a minute of a day");
    let opening = |(from, to): &(i64, i64)| Opening::new(minute(*from), minute(*to));
    let openings = marks.iter().map(opening);
    openings.collect::<Result<_, _>>().expect("in order")
}
