//! The outbox: all outgoing things of every channel, and which channels are stopped.
//!
//! What may happen to a thing is decided in `sportello_core::outbox`; here a row is
//! taken apart for it and put together again. A thing is queued once: whoever queues
//! it again, by the same `once`, changes nothing.

mod shown;
mod standstill;

use sportello_core::outbox::{LONGEST_PEACE, MOST_WAITING};
use sportello_core::{
    Cause, Channel, ContactId, DeskId, Language, LibrarianId, LibraryId, MailAddress, Outgoing,
    OutgoingId, OutgoingKind, OutgoingState, PatronId, Span, ThreadId, Trouble,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::devices::{DeviceRow, devices_within};
use crate::rows::{Word, id, optional_id, small, word};
use crate::{Saved, StoreError, Writing};
pub(crate) use shown::wish;
pub use shown::{OutboxRow, OutboxView, Waiting};
pub use standstill::{DueChannel, set_at, set_standstill, standstill};

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

/// What is to be told to the patron of a thread who is not on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tell {
    /// There is an answer. Once for each time that they have not read, and not before
    /// they had a while to read it on the page.
    Answered {
        /// How long that while is.
        read_first: Span,
    },
    /// It is their turn.
    YourTurn {
        /// What they wait with.
        contact: ContactId,
        /// They have missed one turn already.
        again: bool,
    },
    /// The private link that they asked for. Once in ten minutes.
    PrivateLink,
}

/// The ways on which a server reaches patrons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// It pushes to browsers.
    pub push: bool,
    /// What stands behind the @ of a Message-ID.
    pub host: String,
}

/// Queues what is to be told to the patron of a thread: a push for each browser that
/// asked for it, a mail if they want one and their library has an account. A turn is
/// told on every way, an answer by mail only where there is no browser.
///
/// # Errors
/// [`StoreError::OutboxFull`] when too many of the library wait.
pub async fn tell_patron(
    writing: &mut Writing<'_>,
    thread: ThreadId,
    tell: Tell,
    mut next_id: impl FnMut() -> OutgoingId,
    ways: &Ways,
    now: i64,
) -> Result<Option<Saved>, StoreError> {
    let Some(told) = told(writing, thread, tell, now).await? else {
        return Ok(None);
    };
    let devices = match told.kind {
        OutgoingKind::Answered | OutgoingKind::YourTurn if ways.push => {
            devices_within(writing, thread).await?
        }
        OutgoingKind::Answered | OutgoingKind::YourTurn | OutgoingKind::PrivateLink => Vec::new(),
    };
    let mut saved = None;
    for device in &devices {
        let new = told.by_push(device, next_id());
        saved = either(saved, Some(queue(writing, &new, now).await?));
    }
    if devices.is_empty() || told.kind == OutgoingKind::YourTurn {
        let mailed = told.queue_mail(writing, next_id(), &ways.host, now).await?;
        saved = either(saved, mailed);
    }
    Ok(saved)
}

/// Something is new if one of them is.
fn either(one: Option<Saved>, other: Option<Saved>) -> Option<Saved> {
    match (one, other) {
        (Some(Saved::New), _) | (_, Some(Saved::New)) => Some(Saved::New),
        (Some(Saved::Already), _) | (_, Some(Saved::Already)) => Some(Saved::Already),
        (None, None) => None,
    }
}

/// A push will not arrive. If the patron is told of the same on no other way, they are
/// told by mail, if they want that. What goes on another way is no trouble any more
/// where a browser has merely gone.
///
/// # Errors
/// [`StoreError::OutboxFull`] when too many of the library wait.
pub async fn fall_back(
    writing: &mut Writing<'_>,
    failed: &OutgoingRow,
    id: OutgoingId,
    host: &str,
    now: i64,
) -> Result<(), StoreError> {
    let (OutgoingKind::Answered, Some(thread)) = (failed.new.kind, failed.new.thread) else {
        return Ok(()); // a turn is told by mail anyway
    };
    let at_once = Tell::Answered {
        read_first: Span::millis(0),
    };
    let Some(told) = told(writing, thread, at_once, now).await? else {
        return Ok(()); // it was read meanwhile
    };
    let on_its_way = sqlx::query(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE thread_id = ? AND channel = 'push' \
         AND substr(once, 1, ?) = ? AND state <> 'failed') AS so",
    );
    let same = format!("{} ", told.once);
    let length = i64::try_from(same.len()).unwrap_or(i64::MAX);
    let on_its_way = on_its_way.bind(thread.to_string()).bind(length);
    let on_its_way = on_its_way.bind(same).fetch_one(&mut **writing);
    let on_its_way: bool = on_its_way.await?.try_get("so")?;
    let is_told = on_its_way || told.queue_mail(writing, id, host, now).await?.is_some();
    let is_gone = failed.outgoing.trouble.as_ref();
    let is_gone = is_gone.is_some_and(|trouble| trouble.cause == Cause::Gone);
    if is_told && is_gone {
        sqlx::query("DELETE FROM outbox WHERE id = ? AND state = 'failed'")
            .bind(failed.new.id.to_string())
            .execute(&mut **writing)
            .await?;
    }
    Ok(())
}

/// What is told to whom, whatever the way.
struct Told {
    library: LibraryId,
    desk: DeskId,
    thread: ThreadId,
    patron: PatronId,
    language: Language,
    /// Where they want to be written to, if their library can.
    address: Option<String>,
    kind: OutgoingKind,
    once: String,
    contact: Option<ContactId>,
    due: i64,
}

impl Told {
    fn by_push(&self, device: &DeviceRow, id: OutgoingId) -> NewOutgoing {
        let once = format!("{} {}", self.once, device.device);
        let mut new = self.on(Channel::Push, id, once, device.host.clone());
        new.payload = format!("{{\"device\":\"{}\"}}", device.device);
        new.message_id = id.to_string();
        new
    }

    async fn queue_mail(
        &self,
        writing: &mut Writing<'_>,
        id: OutgoingId,
        host: &str,
        now: i64,
    ) -> Result<Option<Saved>, StoreError> {
        let Some(address) = &self.address else {
            return Ok(None);
        };
        let mut new = self.on(Channel::Mail, id, self.once.clone(), address.clone());
        new.message_id = format!("{id}@{host}");
        queue(writing, &new, now).await.map(Some)
    }

    fn on(&self, channel: Channel, id: OutgoingId, once: String, address: String) -> NewOutgoing {
        NewOutgoing {
            id,
            library: self.library,
            channel,
            kind: self.kind,
            once,
            address,
            desk: Some(self.desk),
            thread: Some(self.thread),
            patron: Some(self.patron),
            contact: self.contact,
            language: self.language,
            payload: "{}".into(),
            message_id: String::new(),
            due: self.due,
        }
    }
}

async fn told(
    writing: &mut Writing<'_>,
    thread: ThreadId,
    tell: Tell,
    now: i64,
) -> Result<Option<Told>, StoreError> {
    const TEN_MINUTES: i64 = 600_000;
    let row = sqlx::query(
        "SELECT desk.library_id, thread.desk_id, thread.patron_id, thread.language, patron_read, \
         CASE WHEN reach = 'mail' AND mail_account.library_id IS NOT NULL \
          THEN reach_address END AS address, \
         EXISTS (SELECT 1 FROM message WHERE message.thread_id = thread.id \
          AND message.librarian_id IS NOT NULL AND at > patron_read) AS unread \
         FROM thread JOIN desk ON desk.id = thread.desk_id \
         LEFT JOIN mail_account ON mail_account.library_id = desk.library_id \
         WHERE thread.id = ?",
    );
    let row = row.bind(thread.to_string());
    let Some(row) = row.fetch_optional(&mut **writing).await? else {
        return Ok(None);
    };
    let patron_read: i64 = row.try_get("patron_read")?;
    let (kind, once, contact, due) = match tell {
        Tell::Answered { .. } if !row.try_get::<bool, _>("unread")? => return Ok(None),
        Tell::Answered { read_first } => {
            let once = format!("answered {thread} {patron_read}");
            let due = now + read_first.as_millis();
            (OutgoingKind::Answered, once, None, due)
        }
        Tell::YourTurn { contact, again } => {
            let which = if again { "second" } else { "first" };
            let once = format!("turn {contact} {which}");
            (OutgoingKind::YourTurn, once, Some(contact), now)
        }
        Tell::PrivateLink => {
            let once = format!("link {thread} {}", now / TEN_MINUTES);
            (OutgoingKind::PrivateLink, once, None, now)
        }
    };
    Ok(Some(Told {
        library: id(&row, "library_id")?,
        desk: id(&row, "desk_id")?,
        thread,
        patron: id(&row, "patron_id")?,
        language: word(&row, "language")?,
        address: row.try_get("address")?,
        kind,
        once,
        contact,
        due,
    }))
}

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
         WHERE thread.id = ? AND message.librarian_id IS NOT NULL AND at > patron_read) AS unread",
    );
    let row = row.bind(thread.map(|thread| thread.to_string()));
    Ok(row.fetch_one(&mut **writing).await?.try_get("unread")?)
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
         AND kind = 'answered' AND state IN ('queued', 'sent', 'uncertain') \
         AND NOT EXISTS (SELECT 1 FROM message JOIN thread ON thread.id = message.thread_id \
          WHERE thread.id = ?1 AND message.librarian_id IS NOT NULL AND at > patron_read)",
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
            state: state(&row.try_get::<String, _>("state")?, due)?,
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

fn state(word: &str, due: i64) -> Result<OutgoingState, StoreError> {
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
