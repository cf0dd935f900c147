//! To which case a mail that comes in belongs, or may belong; and what is kept of it.

use sportello_core::{
    CaseEntryId, CaseId, CaseNumber, Channel, LetterInId, LibraryId, MailAddress, OutgoingId,
    OutgoingKind,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{CaseFileRow, NewLetterIn, add_case_file, add_letter_in};
use crate::rows::{Word, id, small, word};
use crate::{Store, StoreError, Writing};

/// A letter of ours, as a mail server speaks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterThatWent {
    /// Which.
    pub id: OutgoingId,
    /// What it was.
    pub kind: OutgoingKind,
    /// To whom it went.
    pub address: String,
    /// JSON: what it said.
    pub payload: String,
}

/// How far a mailbox was read: its life, and the number of its last mail.
pub type MailPlace = (u32, u32);

/// A mail that is taken with what is written of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailTaken {
    /// By what it is known if it comes again.
    pub hash: String,
    /// How far the mailbox is read with it; nothing while it is read for the first time.
    pub place: Option<MailPlace>,
    /// When the mailbox was looked at.
    pub read_at: i64,
}

impl MailTaken {
    /// Writes that it was taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note(
        &self,
        writing: &mut Writing<'_>,
        library: LibraryId,
    ) -> Result<(), StoreError> {
        super::note_taken(writing, library, &self.hash, self.read_at).await?;
        if let Some(place) = self.place {
            super::note_mail_read(writing, library, place, self.read_at).await?;
        }
        Ok(())
    }
}

/// Keeps a mail that belongs to no case, with its files.
///
/// # Errors
/// When the database fails.
pub async fn keep_letter(
    writing: &mut Writing<'_>,
    library: LibraryId,
    (letter, files): (&NewLetterIn, &[CaseFileRow]),
    now: i64,
) -> Result<(), StoreError> {
    add_letter_in(writing, library, letter, now).await?;
    for file in files {
        let of: Result<CaseEntryId, LetterInId> = Err(letter.id);
        add_case_file(writing, file, of).await?;
    }
    Ok(())
}

impl Store {
    /// Whether a mail was taken before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_taken(&self, library: LibraryId, hash: &str) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM mail_taken WHERE library_id = ? AND hash = ?");
        let row = row.bind(library.to_string()).bind(hash);
        Ok(row.fetch_optional(self.read()).await?.is_some())
    }

    /// How many mails wait to be put somewhere.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn letters_waiting(&self, library: LibraryId) -> Result<u32, StoreError> {
        let row = sqlx::query("SELECT count(*) AS many FROM letter_in WHERE library_id = ?");
        let row = row.bind(library.to_string()).fetch_one(self.read()).await?;
        small(&row, "many")
    }

    /// The case of this number, where one desk of the library alone has it.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn case_numbered(
        &self,
        library: LibraryId,
        number: CaseNumber,
    ) -> Result<Option<CaseId>, StoreError> {
        let rows = sqlx::query(
            "SELECT id FROM desk_case WHERE library_id = ? AND year = ? AND number = ? \
             AND is_emptied = 0 LIMIT 2",
        );
        let rows = rows.bind(library.to_string()).bind(number.year);
        let rows = rows.bind(number.number).fetch_all(self.read()).await?;
        match rows.as_slice() {
            [row] => Ok(Some(id(row, "id")?)),
            _ => Ok(None),
        }
    }

    /// The newest case that is not closed and in which somebody of this address asks, or
    /// is to answer.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn case_of_writer(
        &self,
        library: LibraryId,
        mail: &MailAddress,
    ) -> Result<Option<CaseId>, StoreError> {
        let row = sqlx::query(
            "SELECT id FROM (\
             SELECT id, changed_at FROM desk_case WHERE library_id = ?1 \
              AND asker_mail IN (?2, lower(?2)) AND state <> 'closed' \
             UNION ALL SELECT desk_case.id, changed_at FROM office \
              JOIN desk_case ON office_id = office.id \
              WHERE office.library_id = ?1 AND lower(mail) = lower(?2) AND state <> 'closed') \
             ORDER BY changed_at DESC LIMIT 1",
        );
        let row = row.bind(library.to_string()).bind(mail.as_str());
        let row = row.fetch_optional(self.read()).await?;
        row.map(|row| id(&row, "id")).transpose()
    }

    /// Whether somebody of this address has had a case opened since then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_asked_since(
        &self,
        library: LibraryId,
        mail: &MailAddress,
        since: i64,
    ) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT 1 FROM desk_case WHERE library_id = ?1 AND asker_mail <> '' \
             AND asker_mail IN (?2, lower(?2)) AND opened_at > ?3",
        );
        let row = row.bind(library.to_string()).bind(mail.as_str());
        let row = row.bind(since).fetch_optional(self.read()).await?;
        Ok(row.is_some())
    }

    /// The letter of ours that has this id, for as long as it is kept.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn letter_that_went(
        &self,
        library: LibraryId,
        message_id: &str,
    ) -> Result<Option<LetterThatWent>, StoreError> {
        let row = sqlx::query(
            "SELECT id, kind, address, payload FROM outbox \
             WHERE library_id = ? AND channel = ? AND message_id = ?",
        );
        let row = row
            .bind(library.to_string())
            .bind(Channel::Mail.word())
            .bind(message_id);
        let row = row.fetch_optional(self.read()).await?;
        row.as_ref().map(went).transpose()
    }
}

fn went(row: &SqliteRow) -> Result<LetterThatWent, StoreError> {
    Ok(LetterThatWent {
        id: id(row, "id")?,
        kind: word(row, "kind")?,
        address: row.try_get("address")?,
        payload: row.try_get("payload")?,
    })
}
