//! Mails that came: which were taken, and those that belong to no case yet.

use sportello_core::{CaseId, FileId, LetterInId, LibraryId, MailRemark};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{id, optional_id, optional_json, small, to_json};
use crate::{Store, StoreError, Writing};

/// How many mails that belong to no case are shown.
const MOST_SHOWN: u32 = 100;

/// A mail that belongs to no case, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLetterIn {
    /// Which.
    pub id: LetterInId,
    /// What its writer is called; may be empty.
    pub from_name: String,
    /// Who wrote it.
    pub from_mail: String,
    /// Its subject; may be empty.
    pub subject: String,
    /// Its words.
    pub text: String,
    /// What it quotes, and its signature.
    pub folded: String,
    /// Its id, without angle brackets; may be empty.
    pub message_id: String,
    /// What it is: `person`, `autoReply`, `bounce`, `receipt`.
    pub kind: &'static str,
    /// Parts that were left out.
    pub left_out: u32,
    /// What is to be said of it beside its words.
    pub remark: Option<MailRemark>,
    /// The case that it may belong to.
    pub suggested: Option<CaseId>,
}

/// A mail that belongs to no case, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterInRow {
    /// Which.
    pub id: LetterInId,
    /// When it was taken.
    pub at: i64,
    /// What its writer is called; may be empty.
    pub from_name: String,
    /// Who wrote it.
    pub from_mail: String,
    /// Its subject; may be empty.
    pub subject: String,
    /// Its words.
    pub text: String,
    /// What it quotes, and its signature.
    pub folded: String,
    /// Its id; may be empty.
    pub message_id: String,
    /// A mail program wrote it by itself.
    pub is_auto_reply: bool,
    /// Parts that were left out.
    pub left_out: u32,
    /// What is to be said of it beside its words.
    pub remark: Option<MailRemark>,
    /// How many files hang on it.
    pub files: u32,
    /// The case that it may belong to.
    pub suggested: Option<CaseId>,
}

impl LetterInRow {
    /// Who wrote it: `Anna Bini <anna@example.org>`.
    #[must_use]
    pub fn from(&self) -> String {
        match self.from_name.as_str() {
            "" => self.from_mail.clone(),
            name => format!("{name} <{}>", self.from_mail),
        }
    }
}

const LETTER: &str = "SELECT id, at, from_name, from_mail, subject, text, folded, message_id, \
     kind, left_out, remark, suggested, (SELECT count(*) FROM case_file WHERE letter_id = letter_in.id) \
     AS files FROM letter_in";

impl Store {
    /// The newest mails of a library that belong to no case.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn letters_in(&self, library: LibraryId) -> Result<Vec<LetterInRow>, StoreError> {
        let all = format!("{LETTER} WHERE library_id = ? ORDER BY at DESC, id DESC LIMIT ?");
        let rows = sqlx::query(sqlx::AssertSqlSafe(all));
        let rows = rows.bind(library.to_string()).bind(MOST_SHOWN);
        rows.fetch_all(self.read())
            .await?
            .iter()
            .map(letter)
            .collect()
    }

    /// The files that hang on one of them.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn files_of_letter(&self, letter: LetterInId) -> Result<Vec<FileId>, StoreError> {
        let rows = sqlx::query("SELECT id FROM case_file WHERE letter_id = ?");
        let rows = rows.bind(letter.to_string()).fetch_all(self.read()).await?;
        rows.iter().map(|row| id(row, "id")).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the library has none with this id.
    pub async fn letter_in(
        &self,
        library: LibraryId,
        letter_id: LetterInId,
    ) -> Result<LetterInRow, StoreError> {
        let one = format!("{LETTER} WHERE library_id = ? AND id = ?");
        let row = sqlx::query(sqlx::AssertSqlSafe(one));
        let row = row.bind(library.to_string()).bind(letter_id.to_string());
        letter(&row.fetch_one(self.read()).await?)
    }
}

/// A mail was taken.
///
/// # Errors
/// When the database fails.
pub(super) async fn note_taken(
    writing: &mut Writing<'_>,
    library: LibraryId,
    hash: &str,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO mail_taken (library_id, hash, at) VALUES (?, ?, ?) \
         ON CONFLICT (library_id, hash) DO NOTHING",
    )
    .bind(library.to_string())
    .bind(hash)
    .bind(now)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Keeps a mail until somebody says where it belongs.
///
/// # Errors
/// When the database fails.
pub async fn add_letter_in(
    writing: &mut Writing<'_>,
    library: LibraryId,
    new: &NewLetterIn,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO letter_in (id, library_id, at, from_name, from_mail, subject, text, folded, \
         message_id, kind, left_out, remark, suggested) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(new.id.to_string())
    .bind(library.to_string())
    .bind(now)
    .bind(&new.from_name)
    .bind(&new.from_mail)
    .bind(&new.subject)
    .bind(&new.text)
    .bind(&new.folded)
    .bind(&new.message_id)
    .bind(new.kind)
    .bind(new.left_out)
    .bind(new.remark.as_ref().map(to_json).unwrap_or_default())
    .bind(new.suggested.map(|case| case.to_string()))
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// A mail is kept no more: its files go with it, unless they hang elsewhere by now.
///
/// # Errors
/// [`StoreError::NotFound`] when somebody was faster.
pub async fn drop_letter_in(
    writing: &mut Writing<'_>,
    library: LibraryId,
    letter: LetterInId,
) -> Result<(), StoreError> {
    let gone = sqlx::query("DELETE FROM letter_in WHERE library_id = ? AND id = ?");
    let gone = gone.bind(library.to_string()).bind(letter.to_string());
    match gone.execute(&mut **writing).await?.rows_affected() {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}

fn letter(row: &SqliteRow) -> Result<LetterInRow, StoreError> {
    Ok(LetterInRow {
        id: id(row, "id")?,
        at: row.try_get("at")?,
        from_name: row.try_get("from_name")?,
        from_mail: row.try_get("from_mail")?,
        subject: row.try_get("subject")?,
        text: row.try_get("text")?,
        folded: row.try_get("folded")?,
        message_id: row.try_get("message_id")?,
        is_auto_reply: row.try_get::<String, _>("kind")? == "autoReply",
        left_out: small(row, "left_out")?,
        remark: optional_json(row, "remark")?,
        files: small(row, "files")?,
        suggested: optional_id(row, "suggested")?,
    })
}
