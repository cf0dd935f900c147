//! What is forgotten of cases: their words and files; what reports count stays.

use sportello_core::{CaseId, FileId, ThreadId};
use sqlx::Row;

use super::words;
use crate::rows::id;
use crate::{Store, StoreError, Writing};

/// A day in milliseconds.
const DAY: i64 = 86_400_000;
/// How long the hash of a mail that was taken is kept: no server keeps one back for longer.
const TAKEN_KEPT: i64 = 400 * DAY;
/// How many cases are emptied at once.
const AT_ONCE: u32 = 1_000;

/// Takes away all that was said in a case, and who asked. Gives back the files whose bytes
/// are to be deleted after the commit.
///
/// # Errors
/// When the database fails.
pub async fn empty_case(
    writing: &mut Writing<'_>,
    case: CaseId,
) -> Result<Vec<FileId>, StoreError> {
    let about = case.to_string();
    let rows = sqlx::query(
        "SELECT case_file.id FROM case_file JOIN case_entry ON case_entry.id = entry_id \
         WHERE case_id = ?",
    );
    let rows = rows.bind(&about).fetch_all(&mut **writing).await?;
    let files: Result<Vec<FileId>, _> = rows.iter().map(|row| id(row, "id")).collect();
    let rows = sqlx::query(
        "SELECT sequence FROM case_entry WHERE case_id = ?1 \
         UNION ALL SELECT ?2 + sequence FROM desk_case WHERE id = ?1",
    );
    let rows = rows.bind(&about).bind(words::HEADS);
    for row in rows.fetch_all(&mut **writing).await? {
        words::forget(writing, row.try_get("sequence")?).await?;
    }
    for statement in [
        // What was written to an office about it waits no more, and says nothing.
        "DELETE FROM outbox WHERE id IN (SELECT outbox_id FROM case_entry WHERE case_id = ?)",
        // Nor does any other letter about it: what it is sent for once begins with the case.
        "DELETE FROM outbox WHERE library_id = (SELECT library_id FROM desk_case WHERE id = ?1) \
         AND channel = 'mail' AND once BETWEEN 'case ' || ?1 || ' ' AND 'case ' || ?1 || ' ~'",
        "DELETE FROM case_entry WHERE case_id = ?",
        "DELETE FROM call_back WHERE case_id = ?",
        "UPDATE message SET about_case = '', text = '' \
         WHERE about_case <> '' AND json_extract(about_case, '$.case') = ?",
        "UPDATE desk_case SET subject = '', asker_name = '', asker_mail = '', asker_phone = '', \
         thread_id = NULL, news_at = NULL, is_emptied = 1, \
         closed_at = coalesce(closed_at, changed_at), state = 'closed' WHERE id = ?",
    ] {
        let done = sqlx::query(statement).bind(&about);
        done.execute(&mut **writing).await?;
    }
    files
}

/// The same for all cases of a thread that is forgotten.
pub(crate) async fn empty_cases_of(
    writing: &mut Writing<'_>,
    thread: &str,
) -> Result<Vec<FileId>, StoreError> {
    let rows = sqlx::query("SELECT id FROM desk_case WHERE thread_id = ?").bind(thread);
    let rows = rows.fetch_all(&mut **writing).await?;
    let mut files = Vec::new();
    for row in &rows {
        files.extend(empty_case(writing, id(row, "id")?).await?);
    }
    Ok(files)
}

/// Takes away the mails of no case that come from whoever a thread is with, or that may
/// belong to a case of theirs. Gives back the files whose bytes are to be deleted.
///
/// Only who asks to be forgotten loses them: a mail that nobody has read yet is not past
/// anything.
pub(crate) async fn drop_letters_of(
    writing: &mut Writing<'_>,
    thread: ThreadId,
) -> Result<Vec<FileId>, StoreError> {
    let thread = thread.to_string();
    let theirs = "SELECT letter_in.id FROM letter_in JOIN thread ON thread.id = ?1 \
         JOIN desk ON desk.id = thread.desk_id AND desk.library_id = letter_in.library_id \
         WHERE suggested IN (SELECT id FROM desk_case WHERE thread_id = ?1) \
         OR (from_mail <> '' AND lower(from_mail) IN (\
          SELECT lower(reach_address) FROM thread WHERE id = ?1 \
          UNION ALL SELECT lower(asker_mail) FROM desk_case WHERE thread_id = ?1))";
    let hanging = format!("SELECT id FROM case_file WHERE letter_id IN ({theirs})");
    let rows = sqlx::query(sqlx::AssertSqlSafe(hanging)).bind(&thread);
    let rows = rows.fetch_all(&mut **writing).await?;
    let letters = format!("DELETE FROM letter_in WHERE id IN ({theirs})");
    let letters = sqlx::query(sqlx::AssertSqlSafe(letters)).bind(&thread);
    letters.execute(&mut **writing).await?;
    rows.iter().map(|row| id(row, "id")).collect()
}

impl Store {
    /// Takes away the words of cases that were closed too long ago, and mails that nobody
    /// wanted, without waiting for the night. Gives back how many cases there were: what
    /// is too much for once is left for the next time.
    ///
    /// # Errors
    /// When the database fails; then nothing was taken away.
    pub async fn forget_cases(&self, now: i64) -> Result<u32, StoreError> {
        let mut writing = self.write().await?;
        let (cases, files) = forget_closed_cases(&mut writing, now).await?;
        writing.commit().await?;
        self.delete_bytes(&files);
        Ok(cases)
    }
}

/// The same for cases that were closed too long ago; and mails that nobody wanted. How
/// many cases, and which files.
pub(crate) async fn forget_closed_cases(
    writing: &mut Writing<'_>,
    now: i64,
) -> Result<(u32, Vec<FileId>), StoreError> {
    let rows = sqlx::query(
        "SELECT desk_case.id FROM desk_case JOIN library ON library.id = desk_case.library_id \
         WHERE state = 'closed' AND is_emptied = 0 \
         AND closed_at < ?1 - ?2 * library.cases_kept_days \
         AND NOT EXISTS (SELECT 1 FROM call_back WHERE case_id = desk_case.id \
          AND over_at IS NULL) LIMIT ?3",
    );
    let rows = rows.bind(now).bind(DAY).bind(AT_ONCE);
    let (mut cases, mut files) = (0, Vec::new());
    for row in rows.fetch_all(&mut **writing).await? {
        files.extend(empty_case(writing, id(&row, "id")?).await?);
        cases += 1;
    }
    let past = "SELECT letter_in.id FROM letter_in JOIN library ON library.id = library_id \
         WHERE at < ?1 - ?2 * library.cases_kept_days";
    let hanging = format!("SELECT id FROM case_file WHERE letter_id IN ({past})");
    let rows = sqlx::query(sqlx::AssertSqlSafe(hanging))
        .bind(now)
        .bind(DAY);
    for row in rows.fetch_all(&mut **writing).await? {
        files.push(id(&row, "id")?);
    }
    let letters = format!("DELETE FROM letter_in WHERE id IN ({past})");
    let letters = sqlx::query(sqlx::AssertSqlSafe(letters))
        .bind(now)
        .bind(DAY);
    letters.execute(&mut **writing).await?;
    sqlx::query("DELETE FROM mail_taken WHERE at < ?")
        .bind(now - TAKEN_KEPT)
        .execute(&mut **writing)
        .await?;
    Ok((cases, files))
}
