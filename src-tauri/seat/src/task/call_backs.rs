//! What is ordered and shown of call-backs.

use std::collections::BTreeSet;

use sportello_wire::CallBackId;
use sportello_wire::seat::{
    CallBackRefusal, CallBackView, CallBacksOrder, CallBacksTold, FromSeat,
};
use sportello_wire::window::{CallBacksAnswer, Connection, WindowCallBacks};

use super::Task;

/// What the task knows of them.
#[derive(Default)]
pub(super) struct CallBacks {
    /// What the window shows; times are the server's.
    pub(super) shown: WindowCallBacks,
    /// Those whose time has come, and who was told so: once each, also when the server was
    /// away meanwhile.
    announced: BTreeSet<CallBackId>,
    /// An order whose answer is awaited, by its number.
    asked: Option<u32>,
}

impl CallBacks {
    /// The server went away with an order: nobody waits for its answer. What is open is
    /// told again after the next sign-in, if there is anything.
    pub(super) fn lose_answer(&mut self) {
        self.shown.open.clear();
        if let Some(number) = self.asked {
            self.answer(number, Some(CallBackRefusal::NotSaved));
        }
    }

    /// Those whose time has come since; whoever has taken one knows of it.
    fn announce<'a>(&mut self, open: &'a [CallBackView]) -> Vec<&'a CallBackView> {
        let due = open.iter().filter(|one| one.is_due);
        let before =
            std::mem::replace(&mut self.announced, due.clone().map(|one| one.id).collect());
        due.filter(|one| !before.contains(&one.id) && one.taken_by.is_none())
            .collect()
    }

    fn answer(&mut self, number: u32, refused: Option<CallBackRefusal>) {
        if self.asked == Some(number) {
            self.asked = None;
            self.shown.answer = Some(CallBacksAnswer { number, refused });
        }
    }
}

impl Task {
    pub(super) fn obey_about_call_backs(&mut self, number: u32, order: Box<CallBacksOrder>) {
        self.call_backs.asked = Some(number);
        if self.connection == Connection::Online {
            self.say(FromSeat::CallBacks { number, order });
        } else {
            let refused = Some(CallBackRefusal::NotSaved);
            self.call_backs.answer(number, refused);
        }
    }

    pub(super) fn hear_of_call_backs(&mut self, told: CallBacksTold) {
        let call_backs = &mut self.call_backs;
        match told {
            CallBacksTold::Open { call_backs: open } => {
                for new in call_backs.announce(&open) {
                    self.host.call_back_is_due(new);
                }
                call_backs.shown.open = open;
            }
            CallBacksTold::Done { number } => call_backs.answer(number, None),
            CallBacksTold::Refused { number, why } => call_backs.answer(number, Some(why)),
        }
    }
}
