//! What is free: for the page, for the window, and beside a no.

use std::ops::Range;

use chrono::NaiveDate;

use super::index::Regard;
use super::judge::{Rules, Terms};
use super::{Asked, Book, FreeDay, NEXT_SLOTS, Slot, Wish};
use crate::booking::slots::{DAY, Search};
use crate::ids::LibrarianId;
use crate::moment::Moment;

impl Book {
    /// The free slots that begin within that time.
    pub(super) fn find(
        &self,
        asked: &Asked,
        within: Range<i64>,
        terms: Terms,
        now: Moment,
    ) -> Vec<Slot> {
        let Ok(consultation) = self.offered(asked) else {
            return Vec::new();
        };
        let bound = self.bounds(consultation, terms.rules, now);
        let within = within.start.max(bound.start)..within.end.min(bound.end);
        if within.is_empty() {
            return Vec::new();
        }
        let regard = terms.regard(now);
        let search = self.search(consultation, asked, within.clone());
        let givers = self.givers(consultation, asked);
        let beginnings = self.all_beginnings(&search, &givers, regard);
        let mut slots = gathered(&beginnings, &givers, search.length());
        let full = self.full_days(consultation, within, regard);
        if !full.is_empty() {
            let clock = self.offer.clock(consultation.desk);
            let date = |slot: &Slot| Some(clock?.local(slot.starts)?.date());
            slots.retain(|slot| date(slot).is_some_and(|date| !full.contains(&date)));
        }
        slots
    }

    /// Every beginning of every giver, by time and then by their order.
    fn all_beginnings(
        &self,
        search: &Search<'_>,
        givers: &[LibrarianId],
        regard: Regard,
    ) -> Vec<(i64, usize)> {
        let (place, reach) = (search.place_open(), search.reach());
        let mut all = Vec::new();
        for (order, giver) in givers.iter().enumerate() {
            let Some(availability) = self.availabilities.get(giver) else {
                continue;
            };
            let taken = self.taken(availability, reach, regard);
            let beginnings = search.beginnings(availability, &place, &taken);
            all.extend(beginnings.into_iter().map(|starts| (starts, order)));
        }
        // Stable, for it is quick where what is sorted is many pieces in order.
        all.sort();
        all
    }

    /// The next free slots from the wished time on; when none comes any more, the first
    /// of all.
    pub(super) fn next_slots(&self, wish: &Wish, terms: Terms, now: Moment) -> Vec<Slot> {
        let terms = match terms.rules {
            Rules::Page => terms,
            Rules::Desk | Rules::Anyway => Terms {
                rules: Rules::Desk,
                ..terms
            },
        };
        let Ok(consultation) = self.offered(&wish.asked) else {
            return Vec::new();
        };
        let mut bound = self.bounds(consultation, terms.rules, now);
        if terms.rules != Rules::Page {
            let farthest = i64::from(consultation.ahead_days.max(30)) * DAY;
            bound.end = bound
                .end
                .min(wish.starts.max(bound.start).saturating_add(farthest));
        }
        let later = wish.starts.clamp(bound.start, bound.end)..bound.end;
        let next = self.first_slots(&wish.asked, later, terms, now);
        if next.is_empty() && wish.starts > bound.start {
            self.first_slots(&wish.asked, bound, terms, now)
        } else {
            next
        }
    }

    /// The first slots within that time. It is looked through in steps that grow, for
    /// most often there are some soon.
    fn first_slots(
        &self,
        asked: &Asked,
        within: Range<i64>,
        terms: Terms,
        now: Moment,
    ) -> Vec<Slot> {
        let (mut from, mut step) = (within.start, DAY / 2);
        let mut found = Vec::new();
        while from < within.end && found.len() < NEXT_SLOTS {
            let until = within.end.min(from.saturating_add(step));
            found.extend(self.find(asked, from..until, terms, now));
            (from, step) = (until, (step * 2).min(28 * DAY));
        }
        found.truncate(NEXT_SLOTS);
        found
    }

    /// The next days with free slots.
    pub(super) fn find_days(
        &self,
        asked: &Asked,
        days: usize,
        slots_a_day: usize,
        now: Moment,
    ) -> Vec<FreeDay> {
        let mut found: Vec<FreeDay> = Vec::new();
        let clock = self.offered(asked).ok().map(|one| (one, one.desk));
        let Some((consultation, clock)) =
            clock.and_then(|(one, desk)| Some((one, self.offer.clock(desk)?)))
        else {
            return found;
        };
        let bound = self.bounds(consultation, Rules::Page, now);
        let mut dates = clock.dates(bound.start, bound.end - 1).peekable();
        while let Some(first) = dates.next()
            && found.len() < days
        {
            // A week at once: a day at once would ask for each librarian's hours again.
            let last = dates.by_ref().take(6).last().unwrap_or(first);
            let ends = clock.beginning_of(first).zip(last.succ_opt());
            let Some((from, until)) =
                ends.and_then(|(from, next)| Some((from, clock.beginning_of(next)?)))
            else {
                break;
            };
            for slot in self.find(asked, from..until, Terms::of(Rules::Page), now) {
                let Some(shown) = clock.local(slot.starts) else {
                    continue;
                };
                put(&mut found, shown.date(), slot, slots_a_day);
            }
        }
        found.truncate(days);
        found
    }
}

/// Puts a slot to its day, which is the last one or a new one.
fn put(days: &mut Vec<FreeDay>, date: NaiveDate, slot: Slot, slots_a_day: usize) {
    match days.last_mut() {
        Some(day) if day.date == date && day.slots.len() >= slots_a_day => day.more = true,
        Some(day) if day.date == date => day.slots.push(slot),
        Some(_) | None if slots_a_day > 0 => days.push(FreeDay {
            date,
            slots: vec![slot],
            more: false,
        }),
        Some(_) | None => {}
    }
}

/// Beginnings in order, put together to slots.
fn gathered(beginnings: &[(i64, usize)], givers: &[LibrarianId], length: i64) -> Vec<Slot> {
    beginnings
        .chunk_by(|one, next| one.0 == next.0)
        .map(|same| Slot {
            starts: same[0].0,
            ends: same[0].0 + length,
            givers: same.iter().map(|(_, order)| givers[*order]).collect(),
        })
        .collect()
}
