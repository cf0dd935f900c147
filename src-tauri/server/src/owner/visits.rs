//! What happened before in a thread, for the librarians who have it open. Patrons are
//! never shown it: it holds what librarians write for each other.

use std::collections::BTreeSet;

use sportello_core::{Effect, SeatId, ThreadId};
use sportello_store::VisitRow;
use sportello_wire::seat::{ThreadVisits, ToSeat, VisitView};

use super::Owner;

/// How many visits are shown.
const VISITS: u32 = 100;

impl Owner {
    /// Shows a seat the visits of a thread.
    pub(super) async fn show_visits(&mut self, seat: SeatId, thread: ThreadId) {
        if let Some(visits) = self.visits(thread).await {
            self.clients.tell_seat(seat, ToSeat::Visits { visits });
        }
    }

    /// Shows the visits that these effects changed to the seats that have them open.
    pub(super) async fn show_changed_visits(&mut self, effects: &[Effect]) {
        let changed: BTreeSet<ThreadId> = effects.iter().filter_map(thread_of).collect();
        for thread in changed {
            let seats = self.seats_in(thread);
            if seats.is_empty() {
                continue;
            }
            let Some(visits) = self.visits(thread).await else {
                continue;
            };
            for seat in seats {
                let visits = visits.clone();
                self.clients.tell_seat(seat, ToSeat::Visits { visits });
            }
        }
    }

    async fn visits(&self, thread: ThreadId) -> Option<ThreadVisits> {
        match self.parts.store.visits(thread, VISITS).await {
            Ok(rows) => Some(ThreadVisits {
                thread,
                visits: rows.into_iter().map(|row| self.visit_view(row)).collect(),
            }),
            Err(why) => {
                tracing::error!(%why, %thread, "the visits of a thread can't be read");
                None
            }
        }
    }

    fn visit_view(&self, row: VisitRow) -> VisitView {
        VisitView {
            contact: row.contact,
            mode: row.mode,
            arrived_at: row.arrived,
            called_out: row.called_out,
            answered_at: row.answered,
            ended_at: row.ended,
            ended_by: row.by,
            librarian: row.librarian.map(|librarian| self.name_of(librarian)),
            outcome: row.outcome,
            wrapped_up: row.wrapped_up,
            topic: row.topic,
            note: row.note,
        }
    }
}

fn thread_of(effect: &Effect) -> Option<ThreadId> {
    match effect {
        Effect::SaveContact(contact) => Some(contact.thread),
        Effect::SaveEvent(_)
        | Effect::SaveMessage(_)
        | Effect::SaveThread(..)
        | Effect::SaveMarks(..)
        | Effect::SaveChosenPresence(..)
        | Effect::SaveBlock(_)
        | Effect::SaveFree(..)
        | Effect::CallToTurn { .. }
        | Effect::SaveCallBack(_)
        | Effect::NoteCallBack(_)
        | Effect::RingBack { .. }
        | Effect::ShowMessage(_)
        | Effect::ShowMarks(..)
        | Effect::ShowHistory(..)
        | Effect::ShowDesk
        | Effect::ShowThreads
        | Effect::TellOfferEnd(..)
        | Effect::TellPresenceChanged(..)
        | Effect::SupersedePage(_) => None,
    }
}
