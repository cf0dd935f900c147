//! Writing what the machine orders to be saved.

use sportello_core::{Effect, LibraryId};
use sportello_store::Saved;

use super::call_backs::note_call_back;

/// Writes what one effect orders; a message tells whether it is new.
pub(super) async fn save(
    writing: &mut sportello_store::Writing<'_>,
    library: LibraryId,
    effect: &Effect,
    now: i64,
) -> anyhow::Result<Option<Saved>> {
    match effect {
        Effect::SaveContact(contact) => {
            sportello_store::save_contact(writing, library, contact).await?;
        }
        Effect::SaveEvent(event) => sportello_store::save_event(writing, event).await?,
        Effect::SaveMessage(message) => {
            return Ok(Some(sportello_store::save_message(writing, message).await?));
        }
        Effect::SaveThread(thread, name, language) => {
            sportello_store::save_thread(writing, *thread, name, *language).await?;
        }
        Effect::SaveMarks(thread, side, marks) => {
            sportello_store::save_marks(writing, *thread, *side, *marks).await?;
        }
        Effect::SaveChosenPresence(librarian, chosen) => {
            sportello_store::save_chosen_presence(writing, *librarian, *chosen).await?;
        }
        Effect::SaveBlock(block) => sportello_store::save_block(writing, block).await?,
        Effect::SaveFree(contact, at) => {
            sportello_store::save_free(writing, *contact, at.wall_millis()).await?;
        }
        Effect::SaveCallBack(call_back) => {
            sportello_store::save_call_back(writing, library, call_back).await?;
        }
        Effect::NoteCallBack(note) => note_call_back(writing, library, note, now).await?,
        // Whether and how they are called is `reaching`'s.
        Effect::CallToTurn { .. }
        | Effect::RingBack { .. }
        | Effect::ShowMessage(_)
        | Effect::ShowMarks(..)
        | Effect::ShowHistory(..)
        | Effect::ShowDesk
        | Effect::ShowThreads
        | Effect::TellOfferEnd(..)
        | Effect::TellPresenceChanged(..)
        | Effect::SupersedePage(_) => {}
    }
    Ok(None)
}

/// Whether an effect orders something to be written.
pub(super) fn saves(effect: &Effect) -> bool {
    match effect {
        Effect::SaveContact(_)
        | Effect::SaveEvent(_)
        | Effect::SaveMessage(_)
        | Effect::SaveThread(..)
        | Effect::SaveMarks(..)
        | Effect::SaveChosenPresence(..)
        | Effect::SaveBlock(_)
        | Effect::SaveFree(..)
        | Effect::SaveCallBack(_)
        | Effect::NoteCallBack(_)
        | Effect::RingBack { .. }
        | Effect::CallToTurn { .. } => true,
        Effect::ShowMessage(_)
        | Effect::ShowMarks(..)
        | Effect::ShowHistory(..)
        | Effect::ShowDesk
        | Effect::ShowThreads
        | Effect::TellOfferEnd(..)
        | Effect::TellPresenceChanged(..)
        | Effect::SupersedePage(_) => false,
    }
}
