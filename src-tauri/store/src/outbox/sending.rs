//! Taking up what is due, and writing down how it came out.

use sportello_core::outbox::LONGEST_PEACE;
use sportello_core::{
    Channel, LibraryId, Outgoing, OutgoingId, OutgoingKind, OutgoingState, ThreadId, Trouble,
};
use sqlx::Row;

use super::{COLUMNS, OutgoingRow, outgoing_row, standstill};
use crate::rows::Word;
use crate::{StoreError, Writing};

/// Takes so many things that are due on a channel of a library, the oldest first, and
/// marks them as being sent. What is of no use any more is settled instead: too old, or
/// read meanwhile.
///
/// # Errors
/// When the database fails or holds what can't be read.
pub async fn claim(
    writing: &mut Writing<'_>,
    library: LibraryId,
    channel: Channel,
    now: i64,
    most: usize,
) -> Result<Vec<OutgoingRow>, StoreError> {
    let mut claimed = Vec::new();
    if !standstill::may_go(writing, library, channel).await? {
        return Ok(claimed);
    }
    while claimed.len() < most {
        let due = due_on(writing, library, channel, now, most - claimed.len()).await?;
        if due.is_empty() {
            break;
        }
        for mut row in due {
            if row.new.kind == OutgoingKind::Answered && !is_unread(writing, row.new.thread).await?
            {
                row.outgoing.state = OutgoingState::Read;
                settle(writing, row.new.id, &row.outgoing, now).await?;
                continue;
            }
            if is_notice_by_mail(&row) && !has_loans(writing, row.new.id).await? {
                // All were returned or renewed since it was queued.
                row.outgoing.state = OutgoingState::Read;
                settle(writing, row.new.id, &row.outgoing, now).await?;
                continue;
            }
            let begun = row.outgoing.begin(now);
            settle(writing, row.new.id, &row.outgoing, now).await?;
            if begun {
                claimed.push(row);
            }
        }
    }
    Ok(claimed)
}

async fn due_on(
    writing: &mut Writing<'_>,
    library: LibraryId,
    channel: Channel,
    now: i64,
    most: usize,
) -> Result<Vec<OutgoingRow>, StoreError> {
    let due = format!(
        "SELECT {COLUMNS} WHERE state = 'queued' AND outbox.library_id = ?1 AND channel = ?2 \
         AND (due_at <= ?3 OR due_at > ?4) ORDER BY due_at, outbox.id LIMIT ?5"
    );
    let due = sqlx::query(sqlx::AssertSqlSafe(due));
    let due = due.bind(library.to_string()).bind(channel.word());
    let due = due.bind(now).bind(now + LONGEST_PEACE.as_millis());
    let due = due.bind(i64::try_from(most).unwrap_or(i64::MAX));
    let due = due.fetch_all(&mut **writing).await?;
    due.iter().map(outgoing_row).collect()
}

/// Settles what waits and is of no use any more, wherever it waits: a channel may stand
/// still for days. Says how many failed.
///
/// # Errors
/// When the database fails or holds what can't be read.
pub async fn expire(writing: &mut Writing<'_>, now: i64) -> Result<usize, StoreError> {
    let old = format!("SELECT {COLUMNS} WHERE state = 'queued' AND gives_up_at <= ?");
    let old = sqlx::query(sqlx::AssertSqlSafe(old)).bind(now);
    let old = old.fetch_all(&mut **writing).await?;
    let mut failed = 0;
    for row in &old {
        let mut row = outgoing_row(row)?;
        if row.outgoing.expire(now) {
            settle(writing, row.new.id, &row.outgoing, now).await?;
            failed += 1;
        }
    }
    Ok(failed)
}

async fn is_unread(
    writing: &mut Writing<'_>,
    thread: Option<ThreadId>,
) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT EXISTS (SELECT 1 FROM message JOIN thread ON thread.id = message.thread_id \
         WHERE thread.id = ? AND (message.librarian_id IS NOT NULL \
          OR happened IN ('loanRenewed', 'loanNotRenewed')) AND at > patron_read) AS unread",
    );
    let row = row.bind(thread.map(|thread| thread.to_string()));
    Ok(row.fetch_one(&mut **writing).await?.try_get("unread")?)
}

fn is_notice_by_mail(row: &OutgoingRow) -> bool {
    row.new.kind == OutgoingKind::LoanNotice && row.new.channel == Channel::Mail
}

/// Whether a letter has a loan left to tell of.
async fn has_loans(writing: &mut Writing<'_>, letter: OutgoingId) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT EXISTS (SELECT 1 FROM notice JOIN loan ON loan.id = loan_id \
         JOIN borrower ON borrower.id = borrower_id WHERE letter_id = ? AND closed_at IS NULL \
         AND loan.due = notice.due AND silent_since IS NULL AND notices = 1) AS so",
    );
    let row = row.bind(letter.to_string());
    Ok(row.fetch_one(&mut **writing).await?.try_get("so")?)
}

/// Writes how a thing stands.
///
/// # Errors
/// When the database fails.
pub async fn settle(
    writing: &mut Writing<'_>,
    id: OutgoingId,
    outgoing: &Outgoing,
    now: i64,
) -> Result<(), StoreError> {
    let (state, due) = match outgoing.state {
        OutgoingState::Queued { due } => ("queued", Some(due)),
        OutgoingState::Sending => ("sending", None),
        OutgoingState::Sent => ("sent", None),
        OutgoingState::Uncertain => ("uncertain", None),
        OutgoingState::Failed => ("failed", None),
        OutgoingState::Read => ("read", None),
    };
    let trouble = outgoing.trouble.as_ref();
    sqlx::query(
        "UPDATE outbox SET state = ?, due_at = coalesce(?, due_at), cause = ?, said = ?, \
         attempts = ?, gives_up_at = ?, is_left = ?, changed_at = ? WHERE id = ?",
    )
    .bind(state)
    .bind(due)
    .bind(trouble.map_or("", |trouble| trouble.cause.word()))
    .bind(trouble.map_or("", |trouble| trouble.said.as_str()))
    .bind(outgoing.attempts)
    .bind(outgoing.gives_up_at)
    .bind(outgoing.left)
    .bind(now)
    .bind(id.to_string())
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// A letter that went out came back: it has failed after all, and stands where somebody
/// looks at what did not arrive.
///
/// # Errors
/// When the database fails.
pub async fn came_back(
    writing: &mut Writing<'_>,
    id: OutgoingId,
    trouble: &Trouble,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE outbox SET state = 'failed', cause = ?, said = ?, is_left = FALSE, \
         changed_at = ? WHERE id = ? AND state IN ('sent', 'uncertain')",
    )
    .bind(trouble.cause.word())
    .bind(&trouble.said)
    .bind(now)
    .bind(id.to_string())
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// What is being sent, as far as the store knows: after a start, what was cut off.
///
/// # Errors
/// When the database fails or holds what can't be read.
pub async fn being_sent(writing: &mut Writing<'_>) -> Result<Vec<OutgoingRow>, StoreError> {
    let all = format!("SELECT {COLUMNS} WHERE state = 'sending'");
    let all = sqlx::query(sqlx::AssertSqlSafe(all));
    let all = all.fetch_all(&mut **writing).await?;
    all.iter().map(outgoing_row).collect()
}
