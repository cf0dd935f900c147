//! What letters say, ordered by an administrator at one socket.

use sportello_core::Duty;
use sportello_store::{OwnWording, StoreError};
use sportello_wire::seat::{LettersOrder, OutboxRefusal, OutboxTold, WordingFault};

use super::super::letters;
use super::{OwnOutbox, Undone, commit};

impl From<WordingFault> for Undone {
    fn from(fault: WordingFault) -> Self {
        Self::Refused(OutboxRefusal::Wording { fault })
    }
}

impl OwnOutbox {
    /// Something about what letters say. Says whether the order is to be called done.
    pub(super) async fn letters(
        &mut self,
        number: u32,
        order: LettersOrder,
    ) -> Result<bool, Undone> {
        let mut writing = self.authorised(Duty::Administer).await?;
        let (which, wording) = match order {
            LettersOrder::Show {} => {
                drop(writing);
                self.show_letters().await?;
                return Ok(true);
            }
            LettersOrder::Try { wording } => {
                let tried = Box::new(letters::tried(&wording));
                self.tell(OutboxTold::Tried { number, tried });
                return Ok(false);
            }
            LettersOrder::Save { wording } => {
                let judged = letters::judge(&wording)?;
                let own = OwnWording {
                    subject: judged.subject().to_owned(),
                    text: judged.text().to_owned(),
                };
                ((wording.kind, wording.language), Some(own))
            }
            LettersOrder::Restore { kind, language } => ((kind, language), None),
        };
        let (library, now) = (self.library, self.now());
        sportello_store::save_wording(&mut writing, library, which, wording.as_ref(), now).await?;
        commit(writing).await?;
        tracing::info!(librarian = %self.librarian, "what letters say was changed");
        self.show_letters().await?;
        Ok(true)
    }

    async fn show_letters(&self) -> Result<(), StoreError> {
        let own = self.shared.store.wordings(self.library).await?;
        let letters = letters::all(&own);
        self.tell(OutboxTold::Letters { letters });
        Ok(())
    }
}
