//! Forgetting: what is past its retention, and patrons who ask for it.
//!
//! **The rule.** Words, files and names go; what reports count stays, and points at
//! nobody. Rows go first and in one transaction, bytes on the disk after the commit:
//! what a row names is there. Nothing of a contact under way is touched by a purge.
//!
//! A thread in which loans are told that are still out is emptied and not taken away: its
//! patron linked their card there, and would wait for reminders that never come. The same
//! for a thread of a closed case that has its words: they are kept for as long as the
//! library keeps cases, and whoever asked can still read, take away and erase them.

use std::path::Path;
use std::time::Duration;

use sportello_core::{FileId, LibraryId, PatronId, ThreadId};
use sqlx::Row;

use crate::directory::{DATABASE, FILES};
use crate::reports::keep_what_was_booked;
use crate::rows::id;
use crate::{Store, StoreError, Writing};

/// A day in milliseconds.
const DAY: i64 = 86_400_000;
/// How long a patron is known who never wrote and never came, in milliseconds.
const UNUSED: i64 = 30 * DAY;
/// How long the database of before an upgrade is kept.
const KEPT_COPY: Duration = Duration::from_secs(30 * 86_400);

/// How much was taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PurgeReport {
    /// Threads past their retention.
    pub threads: u64,
    /// The messages in them.
    pub messages: u64,
    /// The files in them.
    pub files: u64,
    /// Contacts that point at nobody any more.
    pub contacts: u64,
    /// Patrons who are not known any more.
    pub patrons: u64,
    /// Sessions of librarians that were begun too long ago.
    pub sessions: u64,
}

/// What a purge did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purge {
    /// How much was taken away.
    pub report: PurgeReport,
    /// Which threads, for those who hold them in memory.
    pub threads: Vec<(LibraryId, ThreadId)>,
}

/// Whether a purge is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earnest {
    /// Take away what is past its time.
    Really,
    /// Only tell what would be taken away.
    Rehearsal,
}

impl Store {
    /// Takes away what is past its retention at an instant, and sessions that were
    /// last used before another one.
    ///
    /// # Errors
    /// When the database fails; then nothing was taken away.
    pub async fn purge(
        &self,
        now: i64,
        sessions_before: i64,
        earnest: Earnest,
    ) -> Result<Purge, StoreError> {
        let mut writing = self.write().await?;
        let mut files = Vec::new();
        let mut purge = Purge::default();
        for past in past_threads(&mut writing, now).await? {
            let gone = match past.leads_somewhere {
                true => empty(&mut writing, past.thread, past.patron).await?,
                false => forget(&mut writing, past.thread, past.patron).await?,
            };
            purge.report.messages += gone.messages;
            purge.report.contacts += gone.contacts;
            purge.report.patrons += u64::from(!past.leads_somewhere);
            purge.report.threads += u64::from(gone.messages > 0);
            files.extend(gone.files);
            if !past.leads_somewhere || gone.messages > 0 {
                purge.threads.push((past.library, past.thread));
            }
        }
        purge.report.contacts += part_with_contacts(&mut writing, now).await?;
        forget_past_appointments(&mut writing, now).await?;
        crate::call_backs::forget_call_backs(&mut writing, now).await?;
        crate::outbox::forget_outgoing(&mut writing, now).await?;
        crate::loans::forget_returned(&mut writing, now).await?;
        let (_, of_cases) = crate::cases::forget_closed_cases(&mut writing, now).await?;
        files.extend(of_cases);
        purge.report.sessions = end_sessions(&mut writing, sessions_before).await?;
        purge.report.files = files.len() as u64;
        match earnest {
            Earnest::Rehearsal => writing.rollback().await?,
            Earnest::Really => {
                save_report(&mut writing, &purge.report, now).await?;
                writing.commit().await?;
                self.delete_bytes(&files);
                delete_old_copies(&self.directory);
            }
        }
        Ok(purge)
    }

    /// When the last purge was, in milliseconds since 1970 UTC, and what it took.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_purge(&self) -> Result<Option<(i64, PurgeReport)>, StoreError> {
        let row = sqlx::query(
            "SELECT at, threads, messages, files, contacts, patrons, sessions \
             FROM purge_report ORDER BY sequence DESC LIMIT 1",
        );
        let Some(row) = row.fetch_optional(self.read()).await? else {
            return Ok(None);
        };
        let count = |column| -> Result<u64, StoreError> {
            let count: i64 = row.try_get(column)?;
            u64::try_from(count).map_err(|_| StoreError::Unreadable("report of a purge"))
        };
        let report = PurgeReport {
            threads: count("threads")?,
            messages: count("messages")?,
            files: count("files")?,
            contacts: count("contacts")?,
            patrons: count("patrons")?,
            sessions: count("sessions")?,
        };
        Ok(Some((row.try_get("at")?, report)))
    }

    /// Forgets the patron of a thread, with all that was said in it. A contact that
    /// is still written as under way is over.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such thread.
    pub async fn erase_patron(&self, thread: ThreadId, now: i64) -> Result<(), StoreError> {
        let (of, _) = self.thread_of(thread).await?;
        let mut writing = self.write().await?;
        end_contact_under_way(&mut writing, of.patron, now).await?;
        let of_letters = crate::cases::drop_letters_of(&mut writing, thread).await?;
        let gone = forget(&mut writing, thread, of.patron).await?;
        writing.commit().await?;
        self.delete_bytes(&gone.files);
        self.delete_bytes(&of_letters);
        Ok(())
    }

    /// Bytes that can't be deleted now are swept up later, as what nobody names.
    pub(crate) fn delete_bytes(&self, files: &[FileId]) {
        for file in files {
            let _ = std::fs::remove_file(self.directory.join(FILES).join(file.to_string()));
        }
    }
}

/// Deletes databases of before an upgrade that nobody goes back to any more: they
/// hold what has been forgotten since.
fn delete_old_copies(directory: &Path) {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return; // the next night
    };
    let before = format!("{DATABASE}.before-");
    for entry in entries.flatten() {
        let written = entry.metadata().and_then(|metadata| metadata.modified());
        let age = written.map(|at| at.elapsed().unwrap_or_default());
        let is_copy = entry.file_name().to_string_lossy().starts_with(&before);
        if is_copy && age.is_ok_and(|age| age > KEPT_COPY) {
            let _ = std::fs::remove_file(entry.path()); // or the next night
        }
    }
}

/// A thread that is past its retention.
struct Past {
    library: LibraryId,
    thread: ThreadId,
    patron: PatronId,
    /// Loans that are out are told there, or a case has its words still.
    leads_somewhere: bool,
}

/// Threads in which nothing has happened for as long as their desk keeps them, and
/// patrons who were never heard of. Those of a contact under way stay.
async fn past_threads(writing: &mut Writing<'_>, now: i64) -> Result<Vec<Past>, StoreError> {
    let rows = sqlx::query(
        "SELECT library_id, thread_id, patron_id, EXISTS (SELECT 1 FROM borrower \
         JOIN loan ON loan.borrower_id = borrower.id AND closed_at IS NULL \
         WHERE borrower.thread_id = past.thread_id) OR EXISTS (SELECT 1 FROM desk_case \
         WHERE desk_case.thread_id = past.thread_id AND is_emptied = 0) AS leads_somewhere FROM (SELECT desk.library_id, \
         thread.id AS thread_id, thread.patron_id, thread.created_at, desk.retention_days, \
         (SELECT max(at) FROM message WHERE message.thread_id = thread.id) AS said_at, \
         (SELECT max(coalesce(ended_at, arrived_at)) FROM contact \
          WHERE contact.thread_id = thread.id) AS came_at \
         FROM thread JOIN desk ON desk.id = thread.desk_id \
         WHERE NOT EXISTS (SELECT 1 FROM contact \
          WHERE contact.patron_id = thread.patron_id AND state <> 'ended') \
         AND NOT EXISTS (SELECT 1 FROM desk_case WHERE desk_case.thread_id = thread.id \
          AND desk_case.state <> 'closed') \
         AND NOT EXISTS (SELECT 1 FROM call_back WHERE call_back.thread_id = thread.id \
          AND over_at IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM appointment WHERE appointment.thread_id = thread.id \
          AND ends_at > ?1 AND state IN ('unconfirmed', 'booked', 'arrived'))) AS past \
         WHERE CASE WHEN said_at IS NULL AND came_at IS NULL THEN created_at < ?1 - ?2 \
         ELSE max(coalesce(said_at, 0), coalesce(came_at, 0)) < ?1 - retention_days * ?3 END",
    );
    let rows = rows.bind(now).bind(UNUSED).bind(DAY);
    let rows = rows.fetch_all(&mut **writing).await?;
    rows.iter()
        .map(|row| {
            Ok(Past {
                library: id(row, "library_id")?,
                thread: id(row, "thread_id")?,
                patron: id(row, "patron_id")?,
                leads_somewhere: row.try_get("leads_somewhere")?,
            })
        })
        .collect()
}

/// What went with a thread.
struct Gone {
    messages: u64,
    contacts: u64,
    files: Vec<FileId>,
}

/// Takes away what was said in a thread, and who came. What leads to it stays.
async fn empty(
    writing: &mut Writing<'_>,
    thread: ThreadId,
    patron: PatronId,
) -> Result<Gone, StoreError> {
    let (thread, patron) = (thread.to_string(), patron.to_string());
    let files = sqlx::query("SELECT id FROM file WHERE thread_id = ?").bind(&thread);
    let files = files.fetch_all(&mut **writing).await?;
    let files: Result<Vec<FileId>, _> = files.iter().map(|row| id(row, "id")).collect();
    let files = files?;
    let messages = run(writing, "DELETE FROM message WHERE thread_id = ?", &thread).await?;
    run(writing, "DELETE FROM file WHERE thread_id = ?", &thread).await?;
    run(
        writing,
        "DELETE FROM call_back WHERE thread_id = ?",
        &thread,
    )
    .await?;
    let part = "UPDATE contact SET patron_id = NULL, thread_id = NULL, name = '', note = '', \
         passed_note = '', still = '', still_for = '', still_at = NULL WHERE patron_id = ?";
    let contacts = run(writing, part, &patron).await?;
    let name = "UPDATE thread SET name = '' WHERE id = ? AND name <> ''";
    run(writing, name, &thread).await?;
    Ok(Gone {
        messages,
        contacts,
        files,
    })
}

/// Takes a thread away, its patron, and what leads to them.
async fn forget(
    writing: &mut Writing<'_>,
    thread: ThreadId,
    patron: PatronId,
) -> Result<Gone, StoreError> {
    let mut gone = empty(writing, thread, patron).await?;
    let of_cases = crate::cases::empty_cases_of(writing, &thread.to_string()).await?;
    gone.files.extend(of_cases);
    let patron = patron.to_string();
    keep_what_was_booked(writing, "patron_id = ?", patron.clone()).await?;
    for leads_here in [
        "UPDATE block SET patron_id = NULL WHERE patron_id = ?",
        "DELETE FROM outbox WHERE patron_id = ?1 \
         OR thread_id IN (SELECT id FROM thread WHERE patron_id = ?1)",
        "DELETE FROM push_subscription WHERE patron_id = ?1 \
         OR thread_id IN (SELECT id FROM thread WHERE patron_id = ?1)",
        "DELETE FROM mailed_link WHERE patron_id = ?",
        "DELETE FROM patron_link WHERE patron_id = ?",
        "DELETE FROM appointment WHERE patron_id = ?",
        "DELETE FROM thread WHERE patron_id = ?",
        "DELETE FROM patron WHERE id = ?",
    ] {
        run(writing, leads_here, &patron).await?;
    }
    Ok(gone)
}

async fn run(
    writing: &mut Writing<'_>,
    statement: &'static str,
    about: &str,
) -> Result<u64, StoreError> {
    let done = sqlx::query(statement).bind(about);
    Ok(done.execute(&mut **writing).await?.rows_affected())
}

/// Old contacts of threads that go on: they are counted, and tell of nobody.
async fn part_with_contacts(writing: &mut Writing<'_>, now: i64) -> Result<u64, StoreError> {
    let parted = sqlx::query(
        "UPDATE contact SET patron_id = NULL, thread_id = NULL, name = '', note = '', passed_note = '' \
         WHERE state = 'ended' AND (patron_id IS NOT NULL OR name <> '' OR note <> '' \
         OR passed_note <> '') AND ended_at < ?1 - ?2 * (SELECT retention_days FROM desk WHERE desk.id = desk_id)",
    );
    let parted = parted.bind(now).bind(DAY).execute(&mut **writing).await?;
    Ok(parted.rows_affected())
}

/// What was booked in threads that go on, and is past its retention.
async fn forget_past_appointments(writing: &mut Writing<'_>, now: i64) -> Result<(), StoreError> {
    const PAST: &str = "ends_at < ?1 - 86400000 * \
         (SELECT retention_days FROM desk WHERE desk.id = desk_id)";
    keep_what_was_booked(writing, PAST, now).await?;
    let past = sqlx::query(
        "DELETE FROM appointment WHERE ends_at < ?1 - ?2 * \
         (SELECT retention_days FROM desk WHERE desk.id = desk_id)",
    );
    past.bind(now).bind(DAY).execute(&mut **writing).await?;
    Ok(())
}

async fn end_sessions(writing: &mut Writing<'_>, before: i64) -> Result<u64, StoreError> {
    let ended = sqlx::query("DELETE FROM session WHERE created_at < ?").bind(before);
    Ok(ended.execute(&mut **writing).await?.rows_affected())
}

async fn end_contact_under_way(
    writing: &mut Writing<'_>,
    patron: PatronId,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE contact SET state = 'ended', ended_at = ?, ended_by = 'patron', seat_id = NULL, \
         outcome = CASE WHEN answered_at IS NULL THEN 'abandoned' ELSE 'resolvedAtFirstLevel' END \
         WHERE patron_id = ? AND state <> 'ended'",
    )
    .bind(at)
    .bind(patron.to_string())
    .execute(&mut **writing)
    .await?;
    Ok(())
}

async fn save_report(
    writing: &mut Writing<'_>,
    report: &PurgeReport,
    at: i64,
) -> Result<(), StoreError> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    sqlx::query(
        "INSERT INTO purge_report (at, threads, messages, files, contacts, patrons, sessions) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(at)
    .bind(number(report.threads))
    .bind(number(report.messages))
    .bind(number(report.files))
    .bind(number(report.contacts))
    .bind(number(report.patrons))
    .bind(number(report.sessions))
    .execute(&mut **writing)
    .await?;
    Ok(())
}
