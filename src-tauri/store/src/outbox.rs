//! The outbox: all outgoing things of every channel, and which channels are stopped.
//!
//! What may happen to a thing is decided in `sportello_core::outbox`; here a row is
//! taken apart for it and put together again. A thing is queued once: whoever queues
//! it again, by the same `once`, changes nothing.

mod sending;
mod shown;
mod standstill;
mod telling;

use sportello_core::outbox::MOST_WAITING;
use sportello_core::{
    Channel, ContactId, DeskId, Language, LibrarianId, LibraryId, MailAddress, Outgoing,
    OutgoingId, OutgoingKind, OutgoingState, PatronId, ThreadId, Trouble,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{Word, id, optional_id, small, word};
use crate::{Saved, StoreError, Writing};
pub use sending::{being_sent, came_back, claim, expire, settle};
pub(crate) use shown::wish;
pub use shown::{OutboxRow, OutboxView, Waiting};
pub use standstill::{DueChannel, set_at, set_standstill, standstill};
pub use telling::{Tell, Ways, fall_back, tell_patron};

/// How long what has come to a good end is kept, in milliseconds.
const KEPT: i64 = 30 * 86_400_000;
/// How long what has not is kept.
const TROUBLE_KEPT: i64 = 90 * 86_400_000;

/// A thing to go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOutgoing {
    /// Its id.
    pub id: OutgoingId,
    /// Whose it is.
    pub library: LibraryId,
    /// The way on which it goes.
    pub channel: Channel,
    /// What it is.
    pub kind: OutgoingKind,
    /// What makes it the same thing.
    pub once: String,
    /// Where it goes.
    pub address: String,
    /// The desk it comes from.
    pub desk: Option<DeskId>,
    /// The thread it is about.
    pub thread: Option<ThreadId>,
    /// Whom it is for.
    pub patron: Option<PatronId>,
    /// The contact it is about.
    pub contact: Option<ContactId>,
    /// What whom it is for reads.
    pub language: Language,
    /// JSON: what the channel and the kind need besides.
    pub payload: String,
    /// The name of the thing at the far side.
    pub message_id: String,
    /// When it may go out: milliseconds since 1970 UTC.
    pub due: i64,
}

/// A thing that goes out, with what is to be said in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingRow {
    /// What was queued; its time is that of the row.
    pub new: NewOutgoing,
    /// How it stands.
    pub outgoing: Outgoing,
    /// The library's name.
    pub library_name: String,
    /// The desk's name; may be empty.
    pub desk_name: String,
    /// The desk's handle; may be empty.
    pub handle: String,
    /// What the patron is called; may be empty.
    pub patron_name: String,
}

const COLUMNS: &str = "outbox.id, outbox.library_id, channel, kind, once, outbox.address, \
     outbox.desk_id, thread_id, outbox.patron_id, contact_id, outbox.language, payload, \
     message_id, state, cause, said, attempts, due_at, gives_up_at, is_left, \
     library.name AS library_name, coalesce(desk.name, '') AS desk_name, \
     coalesce(desk.handle, '') AS handle, coalesce(thread.name, '') AS patron_name \
     FROM outbox JOIN library ON library.id = outbox.library_id \
     LEFT JOIN desk ON desk.id = outbox.desk_id \
     LEFT JOIN thread ON thread.id = outbox.thread_id";

/// Puts a thing into the outbox.
///
/// # Errors
/// [`StoreError::OutboxFull`] when too many of the library wait.
pub async fn queue(
    writing: &mut Writing<'_>,
    new: &NewOutgoing,
    now: i64,
) -> Result<Saved, StoreError> {
    let waiting = sqlx::query(
        "SELECT count(*) AS waiting FROM (SELECT 1 FROM outbox \
         WHERE library_id = ? AND state = 'queued' LIMIT ?)",
    );
    let waiting = waiting.bind(new.library.to_string()).bind(MOST_WAITING);
    let waiting = waiting.fetch_one(&mut **writing).await?;
    if small(&waiting, "waiting")? >= MOST_WAITING {
        return Err(StoreError::OutboxFull);
    }
    let gives_up_at = new.due + new.kind.lasts().as_millis();
    let written = sqlx::query(
        "INSERT INTO outbox (id, library_id, channel, kind, once, address, desk_id, thread_id, \
         patron_id, contact_id, language, payload, message_id, due_at, gives_up_at, created_at, \
         changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (library_id, channel, once) DO NOTHING",
    )
    .bind(new.id.to_string())
    .bind(new.library.to_string())
    .bind(new.channel.word())
    .bind(new.kind.word())
    .bind(&new.once)
    .bind(&new.address)
    .bind(new.desk.map(|id| id.to_string()))
    .bind(new.thread.map(|id| id.to_string()))
    .bind(new.patron.map(|id| id.to_string()))
    .bind(new.contact.map(|id| id.to_string()))
    .bind(new.language.word())
    .bind(&new.payload)
    .bind(&new.message_id)
    .bind(new.due)
    .bind(gives_up_at)
    .bind(now)
    .bind(now)
    .execute(&mut **writing)
    .await?;
    Ok(match written.rows_affected() {
        0 => Saved::Already,
        _ => Saved::New,
    })
}

/// One thing of a library.
///
/// # Errors
/// [`StoreError::NotFound`] when the library has none with this id.
pub async fn outgoing(
    writing: &mut Writing<'_>,
    library: LibraryId,
    id: OutgoingId,
) -> Result<OutgoingRow, StoreError> {
    let one = format!("SELECT {COLUMNS} WHERE outbox.library_id = ? AND outbox.id = ?");
    let one = sqlx::query(sqlx::AssertSqlSafe(one));
    let one = one.bind(library.to_string()).bind(id.to_string());
    outgoing_row(&one.fetch_one(&mut **writing).await?)
}

/// The patron of a thread has read up to here: what told them of it has done its work.
/// Says whether there was something.
///
/// # Errors
/// When the database fails.
pub async fn note_read(
    writing: &mut Writing<'_>,
    thread: ThreadId,
    now: i64,
) -> Result<bool, StoreError> {
    let read = sqlx::query(
        "UPDATE outbox SET state = 'read', changed_at = ?2 WHERE thread_id = ?1 \
         AND (kind = 'answered' AND state IN ('queued', 'sent', 'uncertain') \
          AND NOT EXISTS (SELECT 1 FROM message JOIN thread ON thread.id = message.thread_id \
           WHERE thread.id = ?1 AND (message.librarian_id IS NOT NULL \
            OR happened IN ('loanRenewed', 'loanNotRenewed', 'caseOpened', 'caseAsked', \
             'caseAnswered', 'casePromiseMoved', 'caseClosed')) AND at > patron_read) \
          OR kind = 'loanNotice' AND state = 'queued' \
          AND NOT EXISTS (SELECT 1 FROM message JOIN thread ON thread.id = message.thread_id \
           WHERE thread.id = ?1 AND message.loans <> '' AND at > patron_read))",
    )
    .bind(thread.to_string())
    .bind(now)
    .execute(&mut **writing)
    .await?;
    Ok(read.rows_affected() > 0)
}

/// Stops a channel of a library, or lets it go on.
///
/// # Errors
/// When the database fails.
pub async fn set_paused(
    writing: &mut Writing<'_>,
    library: LibraryId,
    channel: Channel,
    by: Option<LibrarianId>,
    now: i64,
) -> Result<(), StoreError> {
    let change = match by {
        Some(_) => {
            "INSERT INTO outbox_pause (library_id, channel, librarian_id, at) \
             VALUES (?, ?, ?, ?) ON CONFLICT (library_id, channel) DO NOTHING"
        }
        None => "DELETE FROM outbox_pause WHERE library_id = ? AND channel = ?",
    };
    let change = sqlx::query(change)
        .bind(library.to_string())
        .bind(channel.word());
    let change = match by {
        Some(librarian) => change.bind(librarian.to_string()).bind(now),
        None => change,
    };
    change.execute(&mut **writing).await?;
    Ok(())
}

/// What has come to its end long ago is forgotten, and links that have ended.
pub(crate) async fn forget_outgoing(writing: &mut Writing<'_>, now: i64) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM outbox WHERE (state IN ('sent', 'read') AND changed_at < ?) \
         OR (state IN ('failed', 'uncertain') AND changed_at < ?)",
    )
    .bind(now - KEPT)
    .bind(now - TROUBLE_KEPT)
    .execute(&mut **writing)
    .await?;
    sqlx::query("DELETE FROM mailed_link WHERE expires_at < ?")
        .bind(now)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// Writes how the patron of a thread wants to be reached. What waits for them follows
/// them to a new address, or goes nowhere.
///
/// # Errors
/// When the database fails.
pub async fn save_reach(
    writing: &mut Writing<'_>,
    thread: ThreadId,
    wish: &sportello_core::ReachWish,
) -> Result<(), StoreError> {
    use sportello_core::ReachWish;
    let word = match wish {
        ReachWish::NotSaid => "",
        ReachWish::NotAtAll => "none",
        ReachWish::Mail(_) => "mail",
    };
    let address = wish.mail().map_or("", MailAddress::as_str);
    sqlx::query("UPDATE thread SET reach = ?, reach_address = ? WHERE id = ?")
        .bind(word)
        .bind(address)
        .bind(thread.to_string())
        .execute(&mut **writing)
        .await?;
    let waiting = match wish {
        ReachWish::Mail(_) => {
            "UPDATE outbox SET address = ?2 WHERE thread_id = ?1 AND channel = 'mail' \
             AND state = 'queued'"
        }
        ReachWish::NotSaid | ReachWish::NotAtAll => {
            "DELETE FROM outbox WHERE thread_id = ?1 AND channel = 'mail' AND state = 'queued' \
             AND ?2 = ''"
        }
    };
    sqlx::query(waiting)
        .bind(thread.to_string())
        .bind(address)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

fn outgoing_row(row: &SqliteRow) -> Result<OutgoingRow, StoreError> {
    let due: i64 = row.try_get("due_at")?;
    let cause: String = row.try_get("cause")?;
    let trouble = match cause.as_str() {
        "" => None,
        cause => Some(Trouble {
            cause: Word::read(cause)?,
            said: row.try_get("said")?,
        }),
    };
    Ok(OutgoingRow {
        new: NewOutgoing {
            id: id(row, "id")?,
            library: id(row, "library_id")?,
            channel: word(row, "channel")?,
            kind: word(row, "kind")?,
            once: row.try_get("once")?,
            address: row.try_get("address")?,
            desk: optional_id(row, "desk_id")?,
            thread: optional_id(row, "thread_id")?,
            patron: optional_id(row, "patron_id")?,
            contact: optional_id(row, "contact_id")?,
            language: word(row, "language")?,
            payload: row.try_get("payload")?,
            message_id: row.try_get("message_id")?,
            due,
        },
        outgoing: Outgoing {
            channel: word(row, "channel")?,
            state: state_of(&row.try_get::<String, _>("state")?, due)?,
            attempts: small(row, "attempts")?,
            gives_up_at: row.try_get("gives_up_at")?,
            trouble,
            left: row.try_get("is_left")?,
        },
        library_name: row.try_get("library_name")?,
        desk_name: row.try_get("desk_name")?,
        handle: row.try_get("handle")?,
        patron_name: row.try_get("patron_name")?,
    })
}

pub(crate) fn state_of(word: &str, due: i64) -> Result<OutgoingState, StoreError> {
    Ok(match word {
        "queued" => OutgoingState::Queued { due },
        "sending" => OutgoingState::Sending,
        "sent" => OutgoingState::Sent,
        "uncertain" => OutgoingState::Uncertain,
        "failed" => OutgoingState::Failed,
        "read" => OutgoingState::Read,
        _ => return Err(StoreError::Unreadable("state of an outgoing thing")),
    })
}
