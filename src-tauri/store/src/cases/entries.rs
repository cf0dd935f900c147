//! What happened to a case, and the files that hang on it.

use sportello_core::{
    CaseEntryId, CaseEntryKind, CaseId, ContactId, FileId, LetterInId, LibrarianId, LibraryId,
    MailRemark, OutgoingId, OutgoingState,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::words;
use crate::rows::{Word, id, optional_id, optional_json, small, to_json, word};
use crate::{Store, StoreError, Writing};

/// The most entries that are shown of a case.
const MOST_ENTRIES: u32 = 500;

/// Something that happened to a case, as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCaseEntry {
    /// Which.
    pub id: CaseEntryId,
    /// Of which case.
    pub case: CaseId,
    /// What.
    pub kind: CaseEntryKind,
    /// The librarian who did it.
    pub librarian: Option<LibrarianId>,
    /// Who wrote it, or to whom it was written; may be empty.
    pub with: String,
    /// The subject of a mail; may be empty.
    pub subject: String,
    /// The words; may be empty.
    pub text: String,
    /// What a mail quotes, and its signature; may be empty.
    pub folded: String,
    /// The id of a mail, without angle brackets; may be empty.
    pub message_id: String,
    /// The letter as which it goes out.
    pub outgoing: Option<OutgoingId>,
    /// The contact that it is about.
    pub contact: Option<ContactId>,
    /// Parts of a mail that were left out.
    pub left_out: u32,
    /// What is to be said of a mail beside its words.
    pub remark: Option<MailRemark>,
}

impl NewCaseEntry {
    /// An entry that says nothing yet but what happened.
    pub fn of(id: CaseEntryId, case: CaseId, kind: CaseEntryKind) -> Self {
        Self {
            id,
            case,
            kind,
            librarian: None,
            with: String::new(),
            subject: String::new(),
            text: String::new(),
            folded: String::new(),
            message_id: String::new(),
            outgoing: None,
            contact: None,
            left_out: 0,
            remark: None,
        }
    }
}

/// Something that happened to a case, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEntryRow {
    /// As it was written down.
    pub entry: NewCaseEntry,
    /// When.
    pub at: i64,
    /// What the librarian who did it is called; empty for none.
    pub librarian_name: String,
    /// How its letter stands.
    pub letter: Option<LetterOut>,
    /// The files that hang on it.
    pub files: Vec<CaseFileRow>,
}

/// How the letter of an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterOut {
    /// How.
    pub state: OutgoingState,
}

/// A file of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFileRow {
    /// Which.
    pub id: FileId,
    /// What it is called.
    pub name: String,
    /// What it is, as its sender said: `application/pdf`.
    pub kind: String,
    /// In bytes.
    pub size: u32,
}

impl Store {
    /// The last entries of a case, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn case_entries(&self, case: CaseId) -> Result<Vec<CaseEntryRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM (SELECT case_entry.sequence, case_entry.id, case_entry.case_id, \
             case_entry.kind, case_entry.at, case_entry.librarian_id, with_whom, \
             case_entry.subject, case_entry.text, folded, case_entry.message_id, outbox_id, \
             case_entry.contact_id, left_out, remark, coalesce(librarian.name, '') AS librarian_name, \
             outbox.state AS letter_state, outbox.due_at AS letter_due FROM case_entry \
             LEFT JOIN librarian ON librarian.id = case_entry.librarian_id \
             LEFT JOIN outbox ON outbox.id = outbox_id \
             WHERE case_entry.case_id = ? ORDER BY case_entry.sequence DESC LIMIT ?) \
             ORDER BY sequence",
        );
        let rows = rows.bind(case.to_string()).bind(MOST_ENTRIES);
        let rows = rows.fetch_all(self.read()).await?;
        let mut entries: Vec<CaseEntryRow> = rows.iter().map(entry).collect::<Result<_, _>>()?;
        let files = sqlx::query(
            "SELECT case_file.id, case_file.entry_id, name, case_file.kind, size FROM case_file \
             JOIN case_entry ON case_entry.id = entry_id WHERE case_id = ? \
             ORDER BY case_file.rowid",
        );
        for row in files.bind(case.to_string()).fetch_all(self.read()).await? {
            let of: CaseEntryId = id(&row, "entry_id")?;
            let entry = entries.iter_mut().find(|one| one.entry.id == of);
            if let Some(entry) = entry {
                entry.files.push(file(&row)?);
            }
        }
        Ok(entries)
    }

    /// A file of a case, and whose it is.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn case_file(
        &self,
        id: FileId,
    ) -> Result<(CaseFileRow, CaseId, CaseEntryKind), StoreError> {
        let row = sqlx::query(
            "SELECT case_file.id, name, case_file.kind, size, case_id, \
             case_entry.kind AS entry_kind FROM case_file \
             JOIN case_entry ON case_entry.id = entry_id WHERE case_file.id = ?",
        );
        let row = row.bind(id.to_string()).fetch_one(self.read()).await?;
        Ok((
            file(&row)?,
            crate::rows::id(&row, "case_id")?,
            word(&row, "entry_kind")?,
        ))
    }

    /// The entry that went out as this letter, and its case.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when none did.
    pub async fn entry_of_letter(
        &self,
        letter: OutgoingId,
    ) -> Result<(CaseId, CaseEntryId), StoreError> {
        let row = sqlx::query("SELECT case_id, id FROM case_entry WHERE outbox_id = ?");
        let row = row.bind(letter.to_string()).fetch_one(self.read()).await?;
        Ok((id(&row, "case_id")?, id(&row, "id")?))
    }

    /// The case of a library to which a mail with one of these ids belongs, and the letter
    /// as which that mail went out, if it is one of ours.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when none does.
    pub async fn case_of_mails(
        &self,
        library: LibraryId,
        ids: &[String],
    ) -> Result<CaseId, StoreError> {
        // The nearest first: an answer names what it answers last.
        for message in ids.iter().rev().filter(|id| !id.is_empty()) {
            let row = sqlx::query(
                "SELECT case_id FROM case_entry JOIN desk_case ON desk_case.id = case_id \
                 WHERE case_entry.message_id = ? AND library_id = ? \
                 ORDER BY case_entry.sequence DESC LIMIT 1",
            );
            let row = row.bind(message).bind(library.to_string());
            if let Some(row) = row.fetch_optional(self.read()).await? {
                return id(&row, "case_id");
            }
        }
        Err(StoreError::NotFound)
    }

    /// The ids of the mails of a case, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mails_of_case(&self, case: CaseId) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(
            "SELECT message_id FROM case_entry WHERE case_id = ? AND message_id <> '' \
             ORDER BY sequence",
        );
        let rows = rows.bind(case.to_string()).fetch_all(self.read()).await?;
        rows.iter()
            .map(|row| Ok(row.try_get("message_id")?))
            .collect()
    }
}

/// Writes down that something happened to a case, and its words.
///
/// # Errors
/// When the database fails.
pub async fn add_case_entry(
    writing: &mut Writing<'_>,
    library: LibraryId,
    new: &NewCaseEntry,
    now: i64,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "INSERT INTO case_entry (id, case_id, kind, at, librarian_id, with_whom, subject, text, \
         folded, message_id, outbox_id, contact_id, left_out, remark) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence",
    )
    .bind(new.id.to_string())
    .bind(new.case.to_string())
    .bind(new.kind.word())
    .bind(now)
    .bind(new.librarian.map(|id| id.to_string()))
    .bind(&new.with)
    .bind(&new.subject)
    .bind(&new.text)
    .bind(&new.folded)
    .bind(&new.message_id)
    .bind(new.outgoing.map(|id| id.to_string()))
    .bind(new.contact.map(|id| id.to_string()))
    .bind(new.left_out)
    .bind(new.remark.as_ref().map(to_json).unwrap_or_default())
    .fetch_one(&mut **writing)
    .await?;
    let said = [&new.with, &new.subject, &new.text].map(String::as_str);
    if said.iter().any(|words| !words.is_empty()) {
        let sequence = row.try_get("sequence")?;
        words::write(writing, sequence, library, &said.join(" ")).await?;
    }
    Ok(())
}

/// A file hangs on an entry. Its bytes are written before.
///
/// # Errors
/// When the database fails.
pub async fn add_case_file(
    writing: &mut Writing<'_>,
    file: &CaseFileRow,
    of: Result<CaseEntryId, LetterInId>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO case_file (id, entry_id, letter_id, name, kind, size) \
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(file.id.to_string())
    .bind(of.ok().map(|entry| entry.to_string()))
    .bind(of.err().map(|letter| letter.to_string()))
    .bind(&file.name)
    .bind(&file.kind)
    .bind(file.size)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// The files of a mail that belonged to no case hang on an entry now.
///
/// # Errors
/// When the database fails.
pub async fn move_letter_files(
    writing: &mut Writing<'_>,
    letter: LetterInId,
    entry: CaseEntryId,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE case_file SET entry_id = ?, letter_id = NULL WHERE letter_id = ?")
        .bind(entry.to_string())
        .bind(letter.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

pub(super) fn file(row: &SqliteRow) -> Result<CaseFileRow, StoreError> {
    Ok(CaseFileRow {
        id: id(row, "id")?,
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        size: small(row, "size")?,
    })
}

fn entry(row: &SqliteRow) -> Result<CaseEntryRow, StoreError> {
    Ok(CaseEntryRow {
        entry: NewCaseEntry {
            id: id(row, "id")?,
            case: id(row, "case_id")?,
            kind: word(row, "kind")?,
            librarian: optional_id(row, "librarian_id")?,
            with: row.try_get("with_whom")?,
            subject: row.try_get("subject")?,
            text: row.try_get("text")?,
            folded: row.try_get("folded")?,
            message_id: row.try_get("message_id")?,
            outgoing: optional_id(row, "outbox_id")?,
            contact: optional_id(row, "contact_id")?,
            left_out: small(row, "left_out")?,
            remark: optional_json(row, "remark")?,
        },
        at: row.try_get("at")?,
        librarian_name: row.try_get("librarian_name")?,
        letter: letter(row)?,
        files: Vec::new(),
    })
}

fn letter(row: &SqliteRow) -> Result<Option<LetterOut>, StoreError> {
    let state: Option<String> = row.try_get("letter_state")?;
    let Some(state) = state else {
        return Ok(None);
    };
    let due: i64 = row.try_get("letter_due")?;
    let state = crate::outbox::state_of(&state, due)?;
    Ok(Some(LetterOut { state }))
}
