//! When the machine wants to be woken.
//!
//! What an appointment waits for is worked out anew only when it changed, so that
//! thousands of them cost nothing while they stand still.

use std::collections::{BTreeMap, BTreeSet};

use super::patron::HOUR;
use super::times::{DONE_AFTER, done_at};
use super::{Book, BookWake, KEPT};
use crate::booking::slots::DAY;
use crate::booking::{Appointment, AppointmentState};
use crate::ids::AppointmentId;
use crate::moment::{Moment, Span};

/// How long a correction of the wall clock may go unnoticed.
const LOOK_AGAIN: Span = Span::minutes(15);

/// What appointments wait for, the next first.
#[derive(Debug, Default)]
pub(super) struct Deadlines {
    pub in_order: BTreeSet<(i64, BookWake, AppointmentId)>,
    of_appointments: BTreeMap<AppointmentId, (i64, BookWake)>,
}

impl Deadlines {
    pub fn set(&mut self, id: AppointmentId, wake: Option<(i64, BookWake)>) {
        let older = match wake {
            Some(wake) => self.of_appointments.insert(id, wake),
            None => self.of_appointments.remove(&id),
        };
        if let Some((at, why)) = older {
            self.in_order.remove(&(at, why, id));
        }
        self.in_order.extend(wake.map(|(at, why)| (at, why, id)));
    }

    pub fn due(&self, wall: i64) -> Vec<AppointmentId> {
        let due = self.in_order.iter().take_while(|(at, _, _)| *at <= wall);
        due.map(|(_, _, id)| *id).collect()
    }
}

impl Book {
    /// When the machine wants to be woken, and why.
    pub fn poll_timeout(&self) -> Option<(Moment, BookWake)> {
        let (at, why, _) = self.deadlines.in_order.first()?;
        let ahead = at.saturating_sub(self.last.wall_millis());
        if ahead > LOOK_AGAIN.as_millis() {
            return Some((self.last.plus(LOOK_AGAIN), BookWake::LookAgain));
        }
        Some((self.last.plus(Span::millis(ahead.max(0))), *why))
    }

    /// What an appointment waits for next.
    pub(super) fn next_wake(&self, one: &Appointment, wall: i64) -> Option<(i64, BookWake)> {
        let mut wakes = vec![(one.ends + KEPT.as_millis(), BookWake::Forgotten)];
        match one.state {
            AppointmentState::Held { until } => wakes.push((until, BookWake::HoldOver)),
            AppointmentState::Unconfirmed { until } => {
                wakes.push((until, BookWake::ConfirmationMissed));
            }
            AppointmentState::Booked => {
                if !one.reminded_day {
                    wakes.push((one.starts - DAY, BookWake::RemindDay));
                }
                if !one.reminded_hour {
                    wakes.push((one.starts - HOUR, BookWake::RemindHour));
                }
                wakes.push((one.starts, BookWake::Begins));
                let missed = self.no_show_at(one).unwrap_or(one.ends);
                wakes.push((missed, BookWake::NoShow));
                wakes.push((one.ends + DONE_AFTER, BookWake::Done));
            }
            AppointmentState::Arrived => wakes.push((done_at(one), BookWake::Done)),
            AppointmentState::Done
            | AppointmentState::Cancelled { .. }
            | AppointmentState::NoShow => {}
        }
        // What is due has happened; a clock that was put back may bring it again, and
        // then finds it done.
        wakes.into_iter().filter(|(at, _)| *at > wall).min()
    }
}
