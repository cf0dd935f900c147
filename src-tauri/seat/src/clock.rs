//! Times of the server, as this computer's clock would have told them.
//!
//! A counter's computer may be minutes off. The server says in its welcome what time
//! it is; everything the window shows is moved by the difference, so that it may be
//! compared with the computer's own clock.

use std::time::{SystemTime, UNIX_EPOCH};

use sportello_wire::seat::{
    OutgoingStateView, OutgoingView, SeatDesk, StillView, ThreadEntry, VisitView,
};
use sportello_wire::window::{WindowAccounts, WindowOutbox};
use sportello_wire::{MarksView, MessageView};

/// A welcome travels for a moment: a difference that moved by less is the one that
/// was known before, so that times in the window stand still after a reconnect.
const SAME_MILLIS: u64 = 2_000;

/// How far this computer's clock is ahead of the server's.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    ahead: i64,
}

impl Clock {
    /// The server says what time it is; here it is `here`.
    pub(crate) fn compare(&mut self, server: i64, here: i64) {
        let ahead = here.saturating_sub(server);
        if ahead.abs_diff(self.ahead) > SAME_MILLIS {
            self.ahead = ahead;
        }
    }

    /// A time of the server by this computer's clock; 0 stays none.
    pub(crate) fn here(self, server: i64) -> i64 {
        if server == 0 {
            return 0;
        }
        server.saturating_add(self.ahead)
    }

    /// A time of the window by the server's clock.
    pub(crate) fn at_the_server(self, here: i64) -> i64 {
        here.saturating_sub(self.ahead)
    }

    /// The same desk with every time by this computer's clock.
    pub(crate) fn desk(self, mut desk: SeatDesk) -> SeatDesk {
        for entry in &mut desk.line {
            entry.arrived_at = self.here(entry.arrived_at);
        }
        for contact in &mut desk.contacts {
            contact.since = self.here(contact.since);
            contact.still = self.still(contact.still.clone());
            if let Some(transfer) = &mut contact.transfer {
                transfer.until = self.here(transfer.until);
            }
        }
        if let Some(wrap_up) = &mut desk.wrap_up {
            wrap_up.until = self.here(wrap_up.until);
        }
        desk
    }

    /// The same list.
    pub(crate) fn threads(self, mut threads: Vec<ThreadEntry>) -> Vec<ThreadEntry> {
        for entry in &mut threads {
            entry.at = self.here(entry.at);
        }
        threads
    }

    /// The same accounts.
    pub(crate) fn accounts(self, mut accounts: WindowAccounts) -> WindowAccounts {
        if let Some(view) = &mut accounts.view {
            for session in &mut view.sessions {
                session.begun_at = self.here(session.begun_at);
                session.last_used_at = self.here(session.last_used_at);
            }
            for invitation in &mut view.invitations {
                invitation.expires_at = self.here(invitation.expires_at);
            }
            for block in &mut view.blocks {
                block.until = self.here(block.until);
            }
        }
        if let Some(link) = &mut accounts.link {
            link.expires_at = self.here(link.expires_at);
        }
        accounts
    }

    /// The same outbox.
    pub(crate) fn outbox(self, mut outbox: WindowOutbox) -> WindowOutbox {
        for one in &mut outbox.concerns.trouble {
            self.outgoing(one);
        }
        let Some(view) = &mut outbox.view else {
            return outbox;
        };
        for channel in &mut view.channels {
            channel.paused_at = channel.paused_at.map(|at| self.here(at));
            if let Some(still) = &mut channel.standstill {
                still.since = self.here(still.since);
                still.again_at = self.here(still.again_at);
            }
        }
        let lists = [&mut view.trouble, &mut view.next, &mut view.gone];
        for one in lists.into_iter().flatten() {
            self.outgoing(one);
        }
        outbox
    }

    fn outgoing(self, one: &mut OutgoingView) {
        one.created_at = self.here(one.created_at);
        one.changed_at = self.here(one.changed_at);
        if let OutgoingStateView::Queued { due } = &mut one.state {
            *due = self.here(*due);
        }
    }

    /// The same message.
    pub(crate) fn message(self, mut message: MessageView) -> MessageView {
        message.at = self.here(message.at);
        if let Some(file) = &mut message.attachment {
            file.consented_at = file.consented_at.map(|at| self.here(at));
        }
        message
    }

    /// The same visit.
    pub(crate) fn visit(self, mut visit: VisitView) -> VisitView {
        visit.arrived_at = self.here(visit.arrived_at);
        visit.answered_at = visit.answered_at.map(|at| self.here(at));
        visit.ended_at = visit.ended_at.map(|at| self.here(at));
        visit
    }

    fn still(self, mut still: StillView) -> StillView {
        match &mut still {
            StillView::Unasked => {}
            StillView::Asked { until, .. }
            | StillView::Allowed { until, .. }
            | StillView::Refused { until } => *until = self.here(*until),
        }
        still
    }

    /// The same marks.
    pub(crate) fn marks(self, marks: MarksView) -> MarksView {
        MarksView {
            received: self.here(marks.received),
            read: self.here(marks.read),
        }
    }
}

/// What time it is on this computer: milliseconds since 1970 UTC.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_that_is_ten_minutes_ahead_shows_ten_minutes_more() {
        let mut clock = Clock::default();
        clock.compare(1_000_000, 1_600_000);
        assert_eq!(clock.here(900_000), 1_500_000);
        assert_eq!(clock.at_the_server(1_500_000), 900_000);
        assert_eq!(clock.here(0), 0, "never stays never");
    }

    #[test]
    fn a_welcome_that_came_a_second_later_moves_nothing() {
        let mut clock = Clock::default();
        clock.compare(1_000_000, 1_600_000);
        clock.compare(2_000_000, 2_601_000);
        assert_eq!(clock.here(900_000), 1_500_000);
        clock.compare(3_000_000, 3_000_000);
        assert_eq!(clock.here(900_000), 900_000);
    }
}
