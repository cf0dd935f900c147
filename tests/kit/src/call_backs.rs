//! The cast about call-backs.

use sportello_wire::patron::{FromPatron, OwnCallBack, OwnCallBacksOrder};
use sportello_wire::seat::{
    CallBackRefusal, CallBackView, CallBacksOrder, CallBacksTold, CallCameOut, FromSeat, ToSeat,
};
use sportello_wire::{CallBackId, CallBackTime, CallBackWay, CaseId, ThreadId};

use crate::ids::new_message;
use crate::librarian::Librarian;
use crate::patron::Patron;

/// The number of every order here: one waits for its answer before the next.
const NUMBER: u32 = 23;

impl Librarian {
    /// Orders something about call-backs, and waits for how it comes out.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn asks_of_call_backs(
        &mut self,
        order: CallBacksOrder,
    ) -> Result<(), CallBackRefusal> {
        let (number, order) = (NUMBER, Box::new(order));
        self.say(FromSeat::CallBacks { number, order }).await;
        self.hear("an answer about call-backs", |heard| match heard {
            ToSeat::CallBacks {
                told: CallBacksTold::Done { number: NUMBER },
            } => Some(Ok(())),
            ToSeat::CallBacks {
                told:
                    CallBacksTold::Refused {
                        number: NUMBER,
                        why,
                    },
            } => Some(Err(why.clone())),
            _ => None,
        })
        .await
    }

    /// Agrees a call-back about a case, or with the patron of a conversation.
    ///
    /// # Errors
    /// Why it can't be.
    pub async fn agrees_call_back(
        &mut self,
        (case, thread): (Option<CaseId>, Option<ThreadId>),
        way: CallBackWay,
        when: CallBackTime,
    ) -> Result<CallBackId, CallBackRefusal> {
        let call_back = CallBackId(new_message().0);
        let order = CallBacksOrder::Agree {
            call_back,
            case,
            thread,
            way,
            when,
            about: "La tessera".into(),
        };
        self.asks_of_call_backs(order).await.map(|()| call_back)
    }

    /// Takes a call-back whose time has come.
    ///
    /// # Errors
    /// Why it was not given.
    pub async fn takes_call_back(&mut self, call_back: CallBackId) -> Result<(), CallBackRefusal> {
        self.asks_of_call_backs(CallBacksOrder::Take { call_back })
            .await
    }

    /// Says how a call on a telephone came out.
    ///
    /// # Errors
    /// Why that was not taken.
    pub async fn says_of_call_back(
        &mut self,
        call_back: CallBackId,
        how: CallCameOut,
    ) -> Result<(), CallBackRefusal> {
        self.asks_of_call_backs(CallBacksOrder::CameOut { call_back, how })
            .await
    }

    /// Waits until the call-backs are as wanted.
    pub async fn sees_call_backs<R>(
        &mut self,
        what: &str,
        pick: impl Fn(&[CallBackView]) -> Option<R>,
    ) -> R {
        self.see(what, |view| pick(&view.call_backs)).await
    }
}

impl Patron {
    /// Waits until their own call-backs are as wanted.
    pub async fn sees_call_backs<R>(
        &mut self,
        what: &str,
        pick: impl Fn(&[OwnCallBack]) -> Option<R>,
    ) -> R {
        self.see(what, |view| pick(&view.call_backs)).await
    }

    /// Does not want to be called any more.
    pub async fn calls_off(&mut self, call_back: CallBackId) {
        let order = OwnCallBacksOrder::CallOff { call_back };
        self.say(FromPatron::CallBacks { order }).await;
    }
}
