//! Mail that belongs to no case: it waits for a librarian, or becomes a case where the desk
//! wants that.
//!
//! No machine is ever answered. The one letter that goes out by itself, the number of a
//! case that a mail has opened, goes to persons alone, once a day, and says that a machine
//! wrote it (RFC 3834).

use std::sync::Arc;

use sportello_core::cases::MOST_OPEN;
use sportello_core::{Asker, CaseEntryKind, CaseId, DeskId, Happened, MailAddress};
use sportello_mail::imap::Uid;
use sportello_mail::incoming::{Incoming, Kind};
use sportello_store::{MailTaken, StoreError};

use super::Place;
use super::belonging::address_of;
use super::taking::Took;
use super::written::{self, entry};
use crate::cases::letters::subject_of;
use crate::cases::making::new_entry;
use crate::cases::{CaseWrite, Cases, Word, commit};

/// A day, in milliseconds.
const DAY: i64 = 86_400_000;
/// So many mails wait to be put somewhere with all that was sent along; of those that come
/// then only the words are kept.
const MOST_WAITING: u32 = 1_000;

impl Cases {
    /// A mail that belongs to no case.
    pub(super) async fn take_unknown(
        &self,
        mail: &Arc<Incoming>,
        suggested: Option<CaseId>,
        taken: MailTaken,
        (place, uid): (&Place, Uid),
    ) -> anyhow::Result<Took> {
        let says_nothing =
            matches!(&mail.kind, Kind::Receipt(receipt) if !receipt.kind.is_failure());
        if place.is_old(uid) || says_nothing {
            self.note_taken(taken).await?;
            return Ok(if says_nothing {
                Took::Taken
            } else {
                Took::Left
            });
        }
        if let Some(desk) = place.unknown
            && suggested.is_none()
            && mail.may_be_answered()
            && self.opens_a_case(mail, desk, &taken).await?
        {
            return Ok(Took::Taken);
        }
        let (library, now) = (self.0.library, self.now());
        let mut letter = written::letter(mail, suggested);
        let is_crowded = self.0.store.letters_waiting(library).await? >= MOST_WAITING;
        let kept = match is_crowded {
            true => None,
            false => Some(self.keep_attachments(mail).await?),
        };
        if is_crowded {
            let many = u32::try_from(mail.attachments.len()).unwrap_or(u32::MAX);
            letter.left_out = letter.left_out.saturating_add(many);
        }
        let files = kept.as_ref().map_or(&[][..], |kept| kept.rows.as_slice());
        let mut writing = self.0.store.write().await?;
        sportello_store::keep_letter(&mut writing, library, (&letter, files), now).await?;
        taken.note(&mut writing, library).await?;
        commit(writing).await?;
        if let Some(kept) = kept {
            kept.named();
        }
        self.show();
        Ok(Took::Taken)
    }

    /// Somebody asks by mail, and the desk wants that to be a case. Says whether it is one.
    async fn opens_a_case(
        &self,
        mail: &Arc<Incoming>,
        desk: DeskId,
        taken: &MailTaken,
    ) -> anyhow::Result<bool> {
        let settings = self.settings().await?;
        let is_there = settings.desks.iter().any(|one| one.id == desk);
        let Some(from) = address_of(mail).filter(|_| is_there) else {
            return Ok(false);
        };
        let is_full = self.0.store.open_cases(desk).await? >= MOST_OPEN;
        if is_full || self.is_ours(&from).await? {
            return Ok(false);
        }
        let about = subject_of(&mail.subject, &mail.text.said, from.as_str());
        let mut case = self.new_case(&settings, desk, &about).await?;
        let now = self.now();
        case.news = Some(now);
        case.asker = Asker {
            name: mail.from.name.clone(),
            mail: Some(from.clone()),
            phone: String::new(),
        };
        let kept = self.keep_attachments(mail).await?;
        let id = case.id;
        let mut write = CaseWrite::of(case, new_entry(id, CaseEntryKind::Opened, None));
        write
            .entries
            .push(entry(mail, id, CaseEntryKind::PatronWrote));
        write.files = kept.rows.iter().map(|file| (1, file.clone())).collect();
        write.taken = Some(taken.clone());
        let has_heard = self
            .0
            .store
            .has_asked_since(self.0.library, &from, now - DAY);
        let word = (!has_heard.await?).then(|| Word {
            happened: Happened::CaseOpened,
            text: String::new(),
        });
        self.write(write, word).await?;
        kept.named();
        tracing::info!(case = %id, "a mail became a case by itself");
        Ok(true)
    }

    /// Whether an address is one of the library's own.
    pub(super) async fn is_ours(&self, from: &MailAddress) -> Result<bool, StoreError> {
        let account = match self.0.store.mail_account(self.0.library).await {
            Ok(account) => account,
            Err(StoreError::NotFound) => return Ok(false),
            Err(why) => return Err(why),
        };
        let own = [
            Some(&account.sender),
            account.replies.as_ref(),
            account.bounces.as_ref(),
        ];
        let mut own = own.into_iter().flatten();
        Ok(own.any(|one| one.is(from)))
    }
}
