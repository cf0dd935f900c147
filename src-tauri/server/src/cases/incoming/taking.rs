//! One mail is taken: what it is decides where it is written, and that is one transaction.

use std::sync::Arc;

use sportello_core::{Case, CaseEntryKind, CaseState, CaseStep, CaseWriter, Happened};
use sportello_mail::imap::{Fetched, Uid};
use sportello_mail::incoming::{self, Incoming, Kind};
use sportello_store::{MailTaken, NewLetterIn, StoreError};

use super::Place;
use super::belonging::{Found, address_of, bare};
use super::written::{self, entry};
use crate::cases::making::new_entry;
use crate::cases::{CaseWrite, Cases, Word, commit};

/// How much of something that is no mail names it.
const NAMED_BY: usize = 64 * 1024;
/// A mail that was fetched, as far as it could be read.
pub(super) enum Opened {
    /// It says something.
    Mail(Arc<Incoming>),
    /// It is no mail, or broke its reader.
    Unreadable {
        /// By what it is known.
        hash: String,
    },
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Took {
    /// It is on disk, and may be marked as seen.
    Taken,
    /// It is left for whoever looks into the mailbox.
    Left,
}

/// Reads what was fetched, beside the work of the server; nothing when it is gone.
pub(super) async fn opened(fetched: Fetched) -> Option<Opened> {
    let (Fetched::Whole(bytes) | Fetched::TooLarge { head: bytes, .. }) = &fetched else {
        return None;
    };
    let hash = written::hash_of_bytes(&bytes[..bytes.len().min(NAMED_BY)]);
    let reading = tokio::task::spawn_blocking(move || match fetched {
        Fetched::Whole(raw) => incoming::read(&raw).ok(),
        Fetched::TooLarge { bytes, head } => incoming::read_head(&head, bytes.into()).ok(),
        Fetched::Gone => None,
    });
    Some(match reading.await {
        Ok(Some(mail)) => Opened::Mail(Arc::new(mail)),
        Ok(None) | Err(_) => Opened::Unreadable { hash },
    })
}

impl Cases {
    /// Takes a mail, in one transaction.
    pub(super) async fn take_mail(
        &self,
        mail: &Opened,
        place: &Place,
        uid: Uid,
    ) -> anyhow::Result<Took> {
        let _turn = self.0.turn.lock().await;
        let hash = match mail {
            Opened::Mail(mail) => written::hash(mail),
            Opened::Unreadable { hash } => hash.clone(),
        };
        let taken = MailTaken {
            hash,
            place: place.with(uid),
            read_at: self.now(),
        };
        if self.0.store.is_taken(self.0.library, &taken.hash).await? {
            return Ok(Took::Left); // as it was left then
        }
        let mail = match mail {
            Opened::Mail(mail) => mail,
            Opened::Unreadable { .. } if place.is_old(uid) => {
                self.note_taken(taken).await?;
                return Ok(Took::Left);
            }
            Opened::Unreadable { .. } => {
                self.keep_words(&written::stand_in(), Some(taken)).await?;
                return Ok(Took::Left);
            }
        };
        if self.comes_back_to_us(mail).await? {
            return self.note_taken(taken).await;
        }
        match &mail.kind {
            Kind::Person | Kind::AutoReply(_) => match self.found(mail).await? {
                Found::Perhaps(suggested) => {
                    self.take_unknown(mail, suggested, taken, (place, uid))
                        .await
                }
                found => self.take_into(mail, found, taken).await,
            },
            Kind::Bounce(_) | Kind::Receipt(_) => match self.returned(mail).await? {
                Some(returned) => self.take_returned(mail, returned, taken).await,
                None => self.take_unknown(mail, None, taken, (place, uid)).await,
            },
        }
    }

    /// Passes a mail by that can't be taken, and says so.
    pub(super) async fn pass_by(&self, place: &Place, uid: Uid) -> anyhow::Result<()> {
        let taken = place.with(uid).map(|place| MailTaken {
            hash: written::hash_of_bytes(format!("{} {}", place.0, place.1).as_bytes()),
            place: Some(place),
            read_at: self.now(),
        });
        self.keep_words(&written::stand_in(), taken).await
    }

    /// A mail was taken, and nothing came of it.
    pub(super) async fn note_taken(&self, taken: MailTaken) -> anyhow::Result<Took> {
        let mut writing = self.0.store.write().await?;
        taken.note(&mut writing, self.0.library).await?;
        commit(writing).await?;
        Ok(Took::Taken)
    }

    async fn keep_words(
        &self,
        letter: &NewLetterIn,
        taken: Option<MailTaken>,
    ) -> anyhow::Result<()> {
        let (library, now) = (self.0.library, self.now());
        let mut writing = self.0.store.write().await?;
        sportello_store::keep_letter(&mut writing, library, (letter, &[]), now).await?;
        if let Some(taken) = taken {
            taken.note(&mut writing, library).await?;
        }
        commit(writing).await?;
        self.show();
        Ok(())
    }

    /// Whether it is a letter of our own that somebody's mailbox sends back to us, or that
    /// lies in ours as a copy.
    async fn comes_back_to_us(&self, mail: &Incoming) -> Result<bool, StoreError> {
        let (Some(id), Some(from)) = (&mail.id, address_of(mail)) else {
            return Ok(false);
        };
        if !self.is_ours(&from).await? {
            return Ok(false);
        }
        let went = self
            .0
            .store
            .letter_that_went(self.0.library, &bare(id))
            .await?;
        Ok(went.is_some())
    }

    /// A mail of a case.
    async fn take_into(
        &self,
        mail: &Arc<Incoming>,
        found: Found,
        taken: MailTaken,
    ) -> anyhow::Result<Took> {
        let (Found::Signed(case) | Found::OfConversation(case) | Found::Answers(case)) = found
        else {
            return self.note_taken(taken).await;
        };
        let mut case = self.stored(case).await?.case;
        let writer = self.writer(&case, mail, found).await?;
        let kept = self.keep_attachments(mail).await?;
        let state = case.state;
        let kind = match &mail.kind {
            Kind::AutoReply(_) => CaseEntryKind::AutoReply,
            _ => writer.wrote(),
        };
        case.receives(kind, self.now());
        let wrote = entry(mail, case.id, kind);
        let text = wrote.text.clone();
        let has_thread = case.thread.is_some();
        let mut write = CaseWrite::of(case, wrote);
        write.files = kept.rows.iter().map(|file| (0, file.clone())).collect();
        write.taken = Some(taken);
        let mut word = None;
        match (kind, writer) {
            (CaseEntryKind::PatronWrote, _) if has_thread => {
                let happened = Happened::CaseInfoAdded;
                word = Some(Word { happened, text });
            }
            (CaseEntryKind::OfficeWrote, CaseWriter::Office) => {
                let straight = self.office_wrote(&mut write).await?;
                let may_be_told = has_thread || write.case.asker.mail.is_some();
                let waits = state == CaseState::WaitingForOffice;
                // Half an answer is for a librarian to look at.
                let is_whole = !mail.text.said.is_empty() && mail.left_out.is_empty();
                if straight && waits && may_be_told && is_whole {
                    let copies = self.goes_straight(mail, &mut write).await?;
                    let happened = Happened::CaseAnswered;
                    let about = write.case.id;
                    self.write(write, Some(Word { happened, text })).await?;
                    kept.named();
                    copies.named();
                    tracing::info!(case = %about, "an office's answer went straight to its patron");
                    return Ok(Took::Taken);
                }
            }
            _ => {}
        }
        let about = write.case.id;
        self.write(write, word).await?;
        kept.named();
        tracing::info!(case = %about, ?kind, "a mail was taken into its case");
        Ok(Took::Taken)
    }

    /// Who writes from the address of an office reads mail there. Says whether what it
    /// answers goes straight to the patron.
    async fn office_wrote(&self, write: &mut CaseWrite) -> anyhow::Result<bool> {
        let Some(office) = self.office_of(&write.case).await? else {
            return Ok(false);
        };
        if office.bad_since.is_some() {
            write.reached.push((office.mail, None));
        }
        Ok(office.straight)
    }

    /// The office's answer is the patron's: as if a librarian had forwarded it as it is.
    async fn goes_straight(
        &self,
        mail: &Arc<Incoming>,
        write: &mut CaseWrite,
    ) -> anyhow::Result<super::files::Kept> {
        let copies = self.keep_attachments(mail).await?;
        write.case.step(CaseStep::Answer, self.now());
        let mut answered = new_entry(write.case.id, CaseEntryKind::Answered, None);
        answered.text.clone_from(&write.entries[0].text);
        write.entries.push(answered);
        let copied = copies.rows.iter().map(|file| (1, file.clone()));
        write.files.extend(copied);
        Ok(copies)
    }

    /// Who writes into a case.
    async fn writer(
        &self,
        case: &Case,
        mail: &Incoming,
        found: Found,
    ) -> Result<CaseWriter, StoreError> {
        if matches!(found, Found::OfConversation(_)) {
            return Ok(CaseWriter::Patron);
        }
        let is_signed = matches!(found, Found::Signed(_));
        self.who_writes(case, address_of(mail).as_ref(), is_signed)
            .await
    }
}
