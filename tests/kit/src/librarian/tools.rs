//! A librarian's tools in a thread: answers kept at hand, stills of the patron's
//! picture, and what happened before.

use std::net::SocketAddr;

use sportello_wire::seat::FromSeat;
use sportello_wire::seat::{
    AnswerView, AnswersNews, AnswersOrder, StillView, StillsOrder, ToSeat, VisitView,
};
use sportello_wire::{AnswerId, AnswerTrouble, ContactId, ThreadId};

use super::Librarian;
use crate::web::{Answer, Question, percent_encoded};

impl Librarian {
    /// Keeps an answer at hand, or tries to.
    pub async fn keeps_answer(&mut self, answer: AnswerView) {
        let order = AnswersOrder::Save { answer };
        self.say(FromSeat::Answers { order }).await;
    }

    /// Takes an answer away, or tries to.
    pub async fn removes_answer(&mut self, id: AnswerId) {
        let order = AnswersOrder::Remove { id };
        self.say(FromSeat::Answers { order }).await;
    }

    /// Waits until the answers are as wanted.
    pub async fn sees_answers(
        &mut self,
        what: &str,
        wanted: impl Fn(&[AnswerView]) -> bool,
    ) -> Vec<AnswerView> {
        self.see(what, |view| {
            view.answers
                .clone()
                .filter(|answers| wanted(answers.as_slice()))
        })
        .await
    }

    /// Waits for a no to an order about an answer.
    pub async fn is_refused_an_answer(&mut self) -> (AnswerId, AnswerTrouble) {
        self.hear("an answer that was not kept", |heard| match heard {
            ToSeat::Answers {
                news: AnswersNews::Refused { id, why },
            } => Some((*id, *why)),
            _ => None,
        })
        .await
    }

    /// Asks the patron for a still.
    pub async fn asks_for_a_still(&mut self, contact: ContactId, purpose: &str) {
        let order = StillsOrder::Ask {
            contact,
            purpose: purpose.to_owned(),
        };
        self.say(FromSeat::Stills { order }).await;
    }

    /// Waits until it stands so with a still.
    pub async fn sees_still(
        &mut self,
        what: &str,
        wanted: impl Fn(&StillView) -> bool,
    ) -> StillView {
        self.see(what, |view| {
            let still = &view.contact()?.still;
            wanted(still).then(|| still.clone())
        })
        .await
    }

    /// Uploads a still of the patron's picture, or tries to.
    pub async fn upload_still(
        &self,
        address: SocketAddr,
        (thread, contact): (ThreadId, ContactId),
        bytes: &[u8],
    ) -> Answer {
        let path = format!("/api/seat/files?thread={thread}&still={contact}");
        let bearer = format!("Bearer {}", self.keeps.token);
        let named = percent_encoded("Fermo immagine.jpg");
        let headers = [("Authorization", bearer.as_str()), ("X-File-Name", &named)];
        Question::new("POST", &path)
            .headers(&headers)
            .body(bytes)
            .ask(address)
            .await
    }

    /// Waits until the visits of a thread are as wanted.
    pub async fn sees_visits(
        &mut self,
        thread: ThreadId,
        what: &str,
        wanted: impl Fn(&[VisitView]) -> bool,
    ) -> Vec<VisitView> {
        self.see(what, |view| {
            view.visits
                .get(&thread)
                .filter(|visits| wanted(visits))
                .cloned()
        })
        .await
    }
}
