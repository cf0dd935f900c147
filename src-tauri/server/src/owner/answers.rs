//! Answers that librarians keep at hand: judged by their own rule, written, and told
//! to every seat. They are the owner's as threads are; the machine knows nothing of
//! them.

use sportello_core::{Answer, AnswerTrouble, LibrarianId};
use sportello_wire::seat::{AnswerView, AnswersNews, AnswersOrder, ToSeat};
use sportello_wire::{AnswerId, SeatId};

use super::Owner;

impl Owner {
    /// Carries out an order about an answer, or tells its seat why not.
    pub(super) async fn change_answers(
        &mut self,
        (seat, librarian): (SeatId, LibrarianId),
        order: AnswersOrder,
    ) {
        let (id, done) = match order {
            AnswersOrder::Save { answer } => (answer.id, self.save_answer(librarian, answer).await),
            AnswersOrder::Remove { id } => (id, self.remove_answer(librarian, id).await),
        };
        match done {
            Ok(()) => self.clients.tell_all_seats(&ToSeat::Answers {
                news: self.answers(),
            }),
            Err(why) => {
                let news = AnswersNews::Refused { id, why };
                self.clients.tell_seat(seat, ToSeat::Answers { news });
            }
        }
    }

    /// All answers, by their names.
    pub(super) fn answers(&self) -> AnswersNews {
        let answers = self.answers.by_name().into_iter();
        let view = |answer: &Answer| AnswerView {
            id: answer.id,
            name: answer.name.clone(),
            italian: answer.italian.clone(),
            english: answer.english.clone(),
        };
        AnswersNews::All {
            answers: answers.map(view).collect(),
        }
    }

    async fn save_answer(
        &mut self,
        librarian: LibrarianId,
        typed: AnswerView,
    ) -> Result<(), AnswerTrouble> {
        let typed = Answer {
            id: typed.id,
            name: typed.name,
            italian: typed.italian,
            english: typed.english,
        };
        let answer = self.answers.judge(self.role_of(librarian), typed)?;
        let (library, at) = (self.parts.library.id, self.now().wall_millis());
        let written = async {
            let mut writing = self.parts.store.write().await?;
            sportello_store::save_answer(&mut writing, library, &answer, at).await?;
            writing.commit().await.map_err(Into::into)
        };
        written.await.map_err(not_saved)?;
        self.answers.keep(answer);
        Ok(())
    }

    async fn remove_answer(
        &mut self,
        librarian: LibrarianId,
        id: AnswerId,
    ) -> Result<(), AnswerTrouble> {
        self.answers.judge_removal(self.role_of(librarian))?;
        let library = self.parts.library.id;
        let written = async {
            let mut writing = self.parts.store.write().await?;
            sportello_store::remove_answer(&mut writing, library, id).await?;
            writing.commit().await.map_err(Into::into)
        };
        written.await.map_err(not_saved)?;
        self.answers.let_go(id);
        Ok(())
    }

    fn role_of(&self, librarian: LibrarianId) -> sportello_core::Role {
        let known = self.machine.librarian(librarian);
        known.map(|known| known.role).unwrap_or_default()
    }
}

fn not_saved(why: sportello_store::StoreError) -> AnswerTrouble {
    tracing::error!(%why, "an answer could not be written");
    AnswerTrouble::NotSaved
}
