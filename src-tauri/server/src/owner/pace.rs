//! Who is shown what, and when.
//!
//! Whom something concerns is shown it in the same turn. All others follow: the
//! seats after [`SEATS`], the pages after [`PAGES`], so that five hundred who come at
//! once don't make five hundred views for each of a thousand who wait. The first
//! change after a rest is shown at once.

use std::collections::BTreeSet;
use std::time::Duration;

use sportello_core::{PageId, SeatId};
use tokio::time::Instant;

/// The shortest time between two views of all seats.
const SEATS: Duration = Duration::from_millis(50);
/// The shortest time between two views of all pages: well under the second in which
/// a patron is to know of a change.
const PAGES: Duration = Duration::from_millis(250);
/// Waiting shortens by itself: ranges are told anew after so long at the latest.
const STALE: Duration = Duration::from_secs(15);

/// What is to be shown, and when it was shown last.
#[derive(Debug, Default)]
pub(super) struct Pace {
    seats: Rhythm,
    pages: Rhythm,
    threads: bool,
    house: bool,
    waits_shown: Option<Instant>,
    somebody_waits: bool,
    /// Whom this turn concerns.
    urgent_pages: BTreeSet<PageId>,
    urgent_seats: BTreeSet<SeatId>,
}

#[derive(Debug, Default)]
struct Rhythm {
    is_owed: bool,
    last: Option<Instant>,
}

impl Rhythm {
    fn due(&self, rest: Duration, now: Instant) -> Option<Instant> {
        self.is_owed
            .then(|| self.last.map_or(now, |last| last + rest))
    }

    /// Whether it is to be shown now; then it counts as shown.
    fn take(&mut self, rest: Duration, now: Instant) -> bool {
        let due = self.due(rest, now).is_some_and(|at| at <= now);
        if due {
            self.is_owed = false;
            self.last = Some(now);
        }
        due
    }
}

impl Pace {
    /// Something was decided: all views may differ.
    pub(super) fn something_changed(&mut self) {
        self.seats.is_owed = true;
        self.pages.is_owed = true;
    }

    /// A page has just come: it has seen nothing yet.
    pub(super) fn page_opened(&mut self, page: PageId) {
        self.urgent_pages.insert(page);
    }

    /// A page asked for something: it sees at once what came of it.
    pub(super) fn page_spoke(&mut self, page: PageId) {
        self.urgent_pages.insert(page);
    }

    /// A seat has just come: it sees the desk before what is said at it.
    pub(super) fn seat_opened(&mut self, seat: SeatId) {
        self.urgent_seats.insert(seat);
    }

    /// A seat asked for something: it sees at once what came of it.
    pub(super) fn seat_spoke(&mut self, seat: SeatId) {
        self.urgent_seats.insert(seat);
    }

    /// The pages that this turn concerns.
    pub(super) fn take_urgent_pages(&mut self) -> BTreeSet<PageId> {
        std::mem::take(&mut self.urgent_pages)
    }

    /// The seats that this turn concerns.
    pub(super) fn take_urgent_seats(&mut self) -> BTreeSet<SeatId> {
        std::mem::take(&mut self.urgent_seats)
    }

    /// The list of threads differs.
    pub(super) fn threads_changed(&mut self) {
        self.threads = true;
        self.seats.is_owed = true;
    }

    /// Settings differ.
    pub(super) fn house_changed(&mut self) {
        self.house = true;
        self.something_changed();
    }

    /// When the owner wants to show something, if nothing happens before.
    pub(super) fn due(&self, now: Instant) -> Option<Instant> {
        let stale = self
            .waits_shown
            .filter(|_| self.somebody_waits)
            .map(|shown| shown + STALE);
        [
            self.seats.due(SEATS, now),
            self.pages.due(PAGES, now),
            stale,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Whether all seats are to be shown their views now.
    pub(super) fn takes_seats(&mut self, now: Instant) -> bool {
        self.seats.take(SEATS, now)
    }

    /// Whether the list of threads is to be shown, beside the views of seats.
    pub(super) fn takes_threads(&mut self) -> bool {
        std::mem::take(&mut self.threads)
    }

    /// Whether the settings are to be shown, beside the views of seats.
    pub(super) fn takes_house(&mut self) -> bool {
        std::mem::take(&mut self.house)
    }

    /// Whether all pages are to be shown their views now.
    pub(super) fn takes_pages(&mut self, somebody_waits: bool, now: Instant) -> bool {
        self.somebody_waits = somebody_waits;
        let is_stale = self
            .waits_shown
            .is_none_or(|shown| now.duration_since(shown) >= STALE);
        let takes = self.pages.take(PAGES, now) || (somebody_waits && is_stale);
        if takes {
            self.waits_shown = Some(now);
        }
        takes
    }

    /// Everybody is to be shown everything now.
    pub(super) fn start_over(&mut self) {
        *self = Self::default();
        self.threads_changed();
        self.house_changed();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_change_after_a_rest_is_shown_at_once_and_a_burst_once_more() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        pace.something_changed();
        assert!(pace.takes_pages(true, now));
        for _ in 0..500 {
            pace.something_changed();
            assert!(!pace.takes_pages(true, now), "the burst waits");
        }
        assert!(pace.takes_seats(now));
        let due = pace.due(now).expect("something is owed");
        assert!(pace.takes_pages(true, due));
        assert!(!pace.takes_pages(true, due), "and no more");
    }

    #[test]
    fn who_waits_is_told_a_fresh_range_though_nothing_happens() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        pace.something_changed();
        assert!(pace.takes_seats(now) && pace.takes_pages(true, now));
        let due = pace.due(now).expect("somebody waits");
        assert_eq!(due, now + STALE);
        assert!(pace.takes_pages(true, due));
    }

    #[test]
    fn where_nobody_waits_the_owner_sleeps() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        pace.something_changed();
        assert!(pace.takes_seats(now) && pace.takes_pages(false, now));
        assert_eq!(pace.due(now), None);
    }
}
