//! What is ordered and shown of the outbox.

use sportello_wire::seat::{FromSeat, OutboxOrder, OutboxRefusal, OutboxTold, TroubleView};
use sportello_wire::window::{Connection, OutboxAnswer, OutboxWindowOrder, WindowOutbox};

use super::Task;

/// What the task knows of the outbox.
#[derive(Default)]
pub(super) struct Outbox {
    /// What the window shows; times are the server's.
    pub(super) shown: WindowOutbox,
    /// The window looks at it.
    watched: bool,
    /// An order whose answer is awaited, by its number.
    asked: Option<u32>,
}

impl Outbox {
    /// The server went away with an order: nobody waits for its answer.
    pub(super) fn lose_answer(&mut self) {
        if let Some(number) = self.asked {
            let refused = Some(OutboxRefusal::NotSaved {});
            self.hear(number, refused, None);
        }
    }

    fn hear(&mut self, number: u32, refused: Option<OutboxRefusal>, trouble: Option<TroubleView>) {
        if self.asked == Some(number) {
            self.asked = None;
            self.shown.answer = Some(OutboxAnswer {
                number,
                refused,
                trouble,
            });
        }
    }
}

impl Task {
    pub(super) fn obey_about_outbox(&mut self, order: OutboxWindowOrder) {
        let OutboxWindowOrder::Ask { number, order } = order;
        if let OutboxOrder::Watch { on } = &order {
            self.outbox.watched = *on;
            if !on {
                self.outbox.shown.view = None;
            }
        } else {
            self.outbox.asked = Some(number);
        }
        if self.connection == Connection::Online {
            self.say(FromSeat::Outbox { number, order });
        } else {
            self.outbox.lose_answer();
        }
    }

    /// Signed in, perhaps again: whoever looks goes on looking, and everybody is told
    /// what concerns them.
    pub(super) fn look_at_outbox_again(&mut self) {
        let on = self.outbox.watched;
        let order = OutboxOrder::Watch { on };
        self.say(FromSeat::Outbox { number: 0, order });
    }

    pub(super) fn hear_of_outbox(&mut self, told: OutboxTold) {
        match told {
            OutboxTold::View { view } if self.outbox.watched => {
                self.outbox.shown.view = Some(*view);
            }
            OutboxTold::View { .. } => {} // on its way when the window looked away
            OutboxTold::Concerns { concerns } => self.outbox.shown.concerns = concerns,
            OutboxTold::Letters { letters } => self.outbox.shown.letters = letters,
            OutboxTold::Tried { number, tried } => {
                self.outbox.shown.tried = Some(*tried);
                self.outbox.hear(number, None, None);
            }
            OutboxTold::Done { number } => self.outbox.hear(number, None, None),
            OutboxTold::Tested { number, trouble } => self.outbox.hear(number, None, trouble),
            OutboxTold::Refused { number, why } => self.outbox.hear(number, Some(why), None),
        }
    }
}
