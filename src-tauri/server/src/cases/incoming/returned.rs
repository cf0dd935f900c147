//! Letters of ours that did not arrive, as mail servers and certified mail say.
//!
//! Anybody can write such a mail. It counts where it is about a letter that went out from
//! here, by the id of that letter, which nobody guesses, and to the one it went to.

use sportello_core::{
    CaseEntryKind, CaseId, Cause, MailAddress, MailRemark, OutgoingId, OutgoingKind, Trouble,
};
use sportello_mail::incoming::{Action, Bounce, Incoming, Kind, Receipt, ReceiptKind};
use sportello_mail::{Address, LetterId};
use sportello_store::{MailTaken, StoreError};

use super::belonging::bare;
use super::taking::Took;
use crate::cases::making::new_entry;
use crate::cases::{CaseLetter, CaseWrite, Cases, commit};

/// What became of a letter.
pub(super) struct Returned {
    letter: OutgoingId,
    /// The case that it was about; some are about none.
    case: Option<CaseId>,
    kind: OutgoingKind,
    to: MailAddress,
    fate: Fate,
    /// What was said of it.
    said: String,
}

/// The worse, the later.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Arrived,
    Late,
    Lost,
}

/// What a mail says of a letter: to whom, how it fared, and the server's words.
struct Said<'a> {
    to: Option<&'a Address>,
    fate: Fate,
    words: String,
}

impl Cases {
    /// What became of a letter, if a mail says it of one of ours.
    pub(super) async fn returned(&self, mail: &Incoming) -> anyhow::Result<Option<Returned>> {
        let (of, all) = match &mail.kind {
            Kind::Bounce(bounce) => (bounce.original.as_ref(), of_bounce(bounce)),
            Kind::Receipt(receipt) => (receipt.of.as_ref(), of_receipt(receipt, &mail.subject)),
            Kind::Person | Kind::AutoReply(_) => (None, Vec::new()),
        };
        let Some(id) = of.map(|id: &LetterId| bare(id)) else {
            return Ok(None);
        };
        let Some(letter) = self.0.store.letter_that_went(self.0.library, &id).await? else {
            return Ok(None);
        };
        let is_to = |said: &&Said<'_>| {
            let to = said.to.map(Address::as_str);
            to.is_none_or(|to| to.eq_ignore_ascii_case(&letter.address))
        };
        let worst = all.iter().filter(is_to).max_by_key(|said| said.fate);
        let (Some(said), Ok(to)) = (worst, MailAddress::parse(&letter.address)) else {
            return Ok(None);
        };
        let about = serde_json::from_str::<CaseLetter>(&letter.payload).ok();
        Ok(Some(Returned {
            letter: letter.id,
            case: about.map(|about| about.case),
            kind: letter.kind,
            to,
            fate: said.fate,
            said: said.words.clone(),
        }))
    }

    /// Writes it down where whoever wrote looks: with the case, or with what went out.
    pub(super) async fn take_returned(
        &self,
        mail: &Incoming,
        returned: Returned,
        taken: MailTaken,
    ) -> anyhow::Result<Took> {
        match returned.case {
            Some(case) => self.returned_of_case(case, mail, returned, taken).await,
            None => self.returned_of_no_case(returned, taken).await,
        }
    }

    /// It has failed after all. One that is late needs nobody: its server tries on.
    async fn returned_of_no_case(
        &self,
        returned: Returned,
        taken: MailTaken,
    ) -> anyhow::Result<Took> {
        if returned.fate != Fate::Lost {
            return self.note_taken(taken).await;
        }
        let trouble = Trouble::new(Cause::RecipientRefused, &returned.said);
        let mut writing = self.0.store.write().await?;
        sportello_store::came_back(&mut writing, returned.letter, &trouble, self.now()).await?;
        taken.note(&mut writing, self.0.library).await?;
        commit(writing).await?;
        self.0.bell.tell();
        tracing::warn!(letter = %returned.letter, "a letter did not arrive");
        Ok(Took::Taken)
    }

    /// Writes it into the case, and marks the address to which nothing goes.
    async fn returned_of_case(
        &self,
        case: CaseId,
        mail: &Incoming,
        returned: Returned,
        taken: MailTaken,
    ) -> anyhow::Result<Took> {
        let stored = match self.0.store.case(self.0.library, case).await {
            Err(StoreError::NotFound) => None,
            stored => Some(stored?),
        };
        let is_of_use = returned.fate != Fate::Arrived;
        let Some(mut case) = stored.filter(|case| is_of_use && !case.is_emptied) else {
            return self.note_taken(taken).await;
        };
        case.case.news = Some(self.now());
        case.case.snoozed_until = None;
        let mut entry = new_entry(case.case.id, CaseEntryKind::NotDelivered, None);
        entry.with = returned.to.as_str().to_owned();
        entry.subject.clone_from(&mail.subject);
        entry.text.clone_from(&returned.said);
        entry.remark = (returned.fate == Fate::Late).then_some(MailRemark::NotYet {});
        let mut write = CaseWrite::of(case.case, entry);
        write.taken = Some(taken);
        if returned.kind == OutgoingKind::HandOff && returned.fate == Fate::Lost {
            write.reached.push((returned.to, Some(returned.said)));
        }
        let about = write.case.id;
        self.write(write, None).await?;
        tracing::warn!(case = %about, "a letter of a case did not arrive");
        Ok(Took::Taken)
    }
}

fn of_bounce(bounce: &Bounce) -> Vec<Said<'_>> {
    let each = bounce.recipients.iter().map(|one| {
        let words = [one.status.as_deref(), Some(one.diagnostic.as_str())];
        let words: Vec<&str> = words.into_iter().flatten().collect();
        Said {
            to: one.recipient.as_ref(),
            fate: match one.action {
                Action::Failed => Fate::Lost,
                Action::Delayed => Fate::Late,
                Action::Delivered | Action::Relayed => Fate::Arrived,
            },
            words: tidied(&words.join(" ")),
        }
    });
    each.collect()
}

fn of_receipt<'a>(receipt: &Receipt, subject: &str) -> Vec<Said<'a>> {
    let fate = match receipt.kind {
        kind if kind.is_failure() => Fate::Lost,
        ReceiptKind::PerhapsNotDelivered => Fate::Late,
        _ => Fate::Arrived,
    };
    vec![Said {
        to: None,
        fate,
        words: tidied(subject),
    }]
}

/// One line, as what mail servers say is kept.
fn tidied(words: &str) -> String {
    Trouble::new(Cause::RecipientRefused, words).said
}
