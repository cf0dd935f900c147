//! One day at the desk, event by event. Times are milliseconds since it opened.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::super::{Ahead, Busy, Chance, LineNow, Service, Span, Waited, estimate};
use super::crowd::{Patron, exponential};
use super::roster::Setting;
use super::{Answer, Entry, Memory};

/// How many rings are missed, and how long a missed one rings.
const MISSED: f64 = 0.04;
const RINGS_FOR: i64 = 20_000;
/// How often a librarian is called away after a contact.
const CALLED_AWAY: f64 = 0.015;

/// What happens next. A number is a patron's or a librarian's of this day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    ComesOnDuty(usize),
    GoesOffDuty(usize),
    Arrives(usize),
    Answers(usize),
    WrapsUp(usize),
    Returns(usize),
    LosesPatience(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Off,
    Away,
    Free {
        since: i64,
    },
    Ringing {
        patron: usize,
        since: i64,
    },
    Talking {
        patron: usize,
        rung: i64,
        answered: i64,
    },
}

pub(super) struct Day<'a> {
    patrons: Vec<Patron>,
    entries: Vec<Entry>,
    line: VecDeque<usize>,
    librarians: Vec<State>,
    on_duty: Vec<bool>,
    events: BinaryHeap<Reverse<(i64, Event)>>,
    chance: Chance,
    one_in: usize,
    memory: &'a mut Memory,
}

impl<'a> Day<'a> {
    pub(super) fn new(
        setting: &Setting,
        patrons: Vec<Patron>,
        seed: u64,
        one_in: usize,
        memory: &'a mut Memory,
    ) -> Self {
        let arrivals = patrons.iter().enumerate();
        let arrivals = arrivals.map(|(one, patron)| (patron.arrives, Event::Arrives(one)));
        let starts = setting
            .starts()
            .map(|(at, one)| (at, Event::ComesOnDuty(one)));
        let ends = setting
            .ends()
            .map(|(at, one)| (at, Event::GoesOffDuty(one)));
        Self {
            events: arrivals.chain(starts).chain(ends).map(Reverse).collect(),
            entries: Vec::with_capacity(patrons.len()),
            patrons,
            line: VecDeque::new(),
            librarians: vec![State::Off; setting.roster.len()],
            on_duty: vec![false; setting.roster.len()],
            chance: Chance::seeded(seed),
            one_in,
            memory,
        }
    }

    /// Plays it to its end.
    pub(super) fn play(mut self) -> Vec<Entry> {
        while let Some(Reverse((now, event))) = self.events.pop() {
            self.happens(event, now);
            self.ring(now);
        }
        assert!(self.line.is_empty(), "somebody was forgotten in the line");
        self.entries
    }

    fn happens(&mut self, event: Event, now: i64) {
        match event {
            Event::ComesOnDuty(one) => {
                self.on_duty[one] = true;
                if self.librarians[one] == State::Off {
                    self.librarians[one] = State::Free { since: now };
                }
            }
            Event::GoesOffDuty(one) => {
                self.on_duty[one] = false;
                if let State::Free { .. } = self.librarians[one] {
                    self.librarians[one] = State::Off;
                }
            }
            Event::Arrives(patron) => self.arrives(patron, now),
            Event::Answers(one) => self.answers(one, now),
            Event::WrapsUp(one) => self.wraps_up(one, now),
            Event::Returns(one) => self.librarians[one] = self.free_or_off(one, now),
            Event::LosesPatience(patron) => self.loses_patience(patron, now),
        }
    }

    fn arrives(&mut self, patron: usize, now: i64) {
        self.line.push_back(patron);
        let entry = self.entry(now);
        self.entries.push(entry);
        let gives_up = now + self.patrons[patron].patience;
        self.schedule(gives_up, Event::LosesPatience(patron));
    }

    /// What the last of the line is told.
    fn entry(&self, now: i64) -> Entry {
        let (free, busy, ringing) = self.on_duty_now(now);
        let free_at_once = free > ringing.len() && self.line.len() == 1;
        let waiting = self.line.iter().map(|patron| Ahead {
            topic: self.patrons[*patron].topic,
            ringing_for: None,
        });
        let line: Vec<Ahead> = ringing.into_iter().chain(waiting).collect();
        let place = line.len();
        let told = || {
            let line_now = LineNow {
                chat: false,
                history: &self.memory.history,
                free,
                busy: &busy,
                line: &line,
                booked: &[],
            };
            estimate(&line_now, 7)[place - 1].map_or(Answer::Unknown, Answer::Range)
        };
        let asks = self.entries.len().is_multiple_of(self.one_in);
        Entry {
            place,
            free_at_once,
            told: if asks { told() } else { Answer::NotAsked },
            rocket_chat: self.memory.rocket_chat.minutes(place),
            asterisk: self.memory.asterisk.minutes(),
            waited: None,
        }
    }

    /// How many could answer, who can't yet, and for whom it rings.
    fn on_duty_now(&self, now: i64) -> (usize, Vec<Busy>, Vec<Ahead>) {
        let (mut free, mut busy, mut ringing) = (0, Vec::new(), Vec::new());
        for state in &self.librarians {
            match state {
                State::Off | State::Away => {}
                State::Free { .. } => free += 1,
                State::Ringing { patron, since } => {
                    free += 1;
                    ringing.push(Ahead {
                        topic: self.patrons[*patron].topic,
                        ringing_for: Some(Span::millis(now - since)),
                    });
                }
                State::Talking {
                    patron, answered, ..
                } => busy.push(Busy {
                    topic: self.patrons[*patron].topic,
                    since: Span::millis(now - answered),
                }),
            }
        }
        (free, busy, ringing)
    }

    /// Each in turn rings at whoever has been idle longest.
    fn ring(&mut self, now: i64) {
        while let Some(one) = self.longest_idle() {
            let Some(patron) = self.line.pop_front() else {
                return;
            };
            self.librarians[one] = State::Ringing { patron, since: now };
            let mut answered = now + 2_000 + exponential(4.0, &mut self.chance);
            while self.chance.fraction() < MISSED {
                answered += RINGS_FOR;
            }
            self.schedule(answered, Event::Answers(one));
        }
    }

    fn longest_idle(&self) -> Option<usize> {
        let librarians = self.librarians.iter().enumerate();
        let idle = librarians.filter_map(|(one, state)| match state {
            State::Free { since } => Some((*since, one)),
            State::Off | State::Away | State::Ringing { .. } | State::Talking { .. } => None,
        });
        idle.min().map(|(_, one)| one)
    }

    fn answers(&mut self, one: usize, now: i64) {
        let State::Ringing { patron, since } = self.librarians[one] else {
            unreachable!("who answers was rung");
        };
        let waited = now - self.patrons[patron].arrives;
        self.entries[patron].waited = Some(waited);
        self.memory.asterisk.learn(waited);
        let waited = Waited::Answered(Span::millis(waited));
        self.memory.history.learn_wait(waited);
        self.librarians[one] = State::Talking {
            patron,
            rung: since,
            answered: now,
        };
        let wrap_up = 4_000 + exponential(6.0, &mut self.chance);
        self.schedule(
            now + self.patrons[patron].talk + wrap_up,
            Event::WrapsUp(one),
        );
    }

    fn wraps_up(&mut self, one: usize, now: i64) {
        let State::Talking {
            patron,
            rung,
            answered,
        } = self.librarians[one]
        else {
            unreachable!("who wraps up has talked");
        };
        let patron = &self.patrons[patron];
        self.memory.rocket_chat.learn(patron.talk);
        self.memory.history.learn(Service {
            topic: patron.topic,
            chat: false,
            answered_after: Span::millis(answered - rung),
            busy: Span::millis(now - answered),
        });
        self.librarians[one] = if self.chance.fraction() < CALLED_AWAY {
            let back = now + 120_000 + exponential(120.0, &mut self.chance);
            self.schedule(back, Event::Returns(one));
            State::Away
        } else {
            self.free_or_off(one, now)
        };
    }

    fn free_or_off(&self, one: usize, now: i64) -> State {
        if self.on_duty[one] {
            State::Free { since: now }
        } else {
            State::Off
        }
    }

    /// Only who still waits can lose it: at whose turn it rings, stays.
    fn loses_patience(&mut self, patron: usize, now: i64) {
        let Some(place) = self.line.iter().position(|waiting| *waiting == patron) else {
            return;
        };
        self.line.remove(place);
        let waited = Span::millis(now - self.patrons[patron].arrives);
        self.memory.history.learn_wait(Waited::Left(waited));
    }

    fn schedule(&mut self, at: i64, event: Event) {
        self.events.push(Reverse((at, event)));
    }
}
