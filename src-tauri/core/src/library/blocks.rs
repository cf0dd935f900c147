//! Blocks: a librarian ends a contact and keeps its patron away for some days.

use std::ops::RangeInclusive;

use super::{Block, Effect, Library, Refusal};
use crate::chat::Text;
use crate::contact::{EndedBy, Outcome};
use crate::ids::{ContactId, PatronId, SeatId};
use crate::moment::Moment;

/// For how many days somebody may be kept away.
pub const DAYS_OF_A_BLOCK: RangeInclusive<u16> = 1..=365;

const DAY: i64 = 24 * 60 * 60 * 1000;

impl Library {
    /// A librarian ends the contact and keeps its patron away for so many days.
    ///
    /// # Errors
    /// When the contact is not theirs; [`Refusal::DoesNotFit`] when the days are not
    /// within [`DAYS_OF_A_BLOCK`].
    pub fn handle_block(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        days: u16,
        reason: Text,
        now: Moment,
    ) -> Result<(), Refusal> {
        let by = self.talks_at(seat, contact)?;
        if !DAYS_OF_A_BLOCK.contains(&days) {
            return Err(Refusal::DoesNotFit);
        }
        let at = now.wall_millis();
        let block = Block {
            patron: self.contacts[&contact].patron,
            until: at + i64::from(days) * DAY,
            by,
            contact,
            reason,
            at,
        };
        self.blocks.insert(block.patron, block.clone());
        self.saves.push_back(Effect::SaveBlock(block));
        self.finish(contact, EndedBy::Librarian, Outcome::Blocked, now);
        self.let_go_if_unneeded(contact);
        self.settle(now);
        Ok(())
    }

    /// Who is kept away from now on: an administrator ended a block before its time.
    pub fn handle_blocks(&mut self, blocks: Vec<Block>, now: Moment) {
        let blocks = blocks.into_iter();
        self.blocks = blocks.map(|block| (block.patron, block)).collect();
        self.settle(now);
    }

    /// Whether a patron may not come, nor write, for a while.
    pub fn is_blocked(&self, patron: PatronId, now: Moment) -> bool {
        let block = self.blocks.get(&patron);
        block.is_some_and(|block| now.wall_millis() < block.until)
    }
}
