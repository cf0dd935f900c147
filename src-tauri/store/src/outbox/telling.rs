//! What patrons are to be told, and on which of their ways.

use sportello_core::{
    AppointmentId, Cause, Channel, ContactId, DeskId, Language, LibraryId, MessageId, OutgoingId,
    OutgoingKind, PatronId, Span, ThreadId,
};
use sqlx::Row;

use super::{NewOutgoing, OutgoingRow, queue};
use crate::devices::{DeviceRow, devices_within};
use crate::rows::{Word as _, id, word};
use crate::{Saved, StoreError, Writing};

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
    /// The desk calls back, and it rings on the page. By push alone: it rings for two
    /// minutes.
    CallBack {
        /// What rings there.
        contact: ContactId,
    },
    /// The private link that they asked for. Once in ten minutes.
    PrivateLink,
    /// A notice about loans, as this message says it. By push alone: it has its letter
    /// later, if nobody reads it.
    Loans {
        /// Which message.
        message: MessageId,
    },
    /// Something about an appointment. On every way: who booked by mail has it there,
    /// with its link.
    Appointment {
        /// What.
        kind: OutgoingKind,
        /// Which.
        appointment: AppointmentId,
        /// How often it was changed before: each change is told once.
        change: u32,
        /// How near it is, for reminders.
        nearness: u8,
    },
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
        OutgoingKind::PrivateLink => Vec::new(),
        _ if !ways.push => Vec::new(),
        _ => devices_within(writing, thread).await?,
    };
    let mut saved = None;
    for device in &devices {
        let new = told.by_push(device, next_id());
        saved = either(saved, Some(queue(writing, &new, now).await?));
    }
    let by_mail = match tell {
        Tell::Loans { .. } | Tell::CallBack { .. } => false,
        Tell::Answered { .. } => devices.is_empty(),
        Tell::YourTurn { .. } | Tell::PrivateLink | Tell::Appointment { .. } => true,
    };
    if by_mail {
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
    /// JSON without its braces: what the way needs besides.
    payload: String,
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
            payload: format!("{{{}}}", self.payload),
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
          AND (message.librarian_id IS NOT NULL \
           OR happened IN ('loanRenewed', 'loanNotRenewed')) AND at > patron_read) AS unread \
         FROM thread JOIN desk ON desk.id = thread.desk_id \
         LEFT JOIN mail_account ON mail_account.library_id = desk.library_id \
         WHERE thread.id = ?",
    );
    let row = row.bind(thread.to_string());
    let Some(row) = row.fetch_optional(&mut **writing).await? else {
        return Ok(None);
    };
    let patron_read: i64 = row.try_get("patron_read")?;
    let mut payload = String::new();
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
        Tell::CallBack { contact } => {
            let once = format!("call back {contact}");
            (OutgoingKind::CallBack, once, Some(contact), now)
        }
        Tell::Loans { message } => {
            let once = format!("notice {message}");
            (OutgoingKind::LoanNotice, once, None, now)
        }
        Tell::PrivateLink => {
            let once = format!("link {thread} {}", now / TEN_MINUTES);
            (OutgoingKind::PrivateLink, once, None, now)
        }
        Tell::Appointment {
            kind,
            appointment,
            change,
            nearness,
        } => {
            let word = kind.word();
            let once = format!("{word} {appointment} {change} {nearness}");
            payload = format!("\"appointment\":\"{appointment}\"");
            (kind, once, None, now)
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
        payload,
    }))
}
