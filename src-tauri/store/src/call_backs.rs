//! Call-backs: agreed, moved, tried, and over.

use sportello_core::{
    CallBack, CallBackCase, CallBackHow, CallBackState, CalledOffBy, CaseNumber, LibraryId,
    PatronName, PhoneNumber, ThreadId, ThreadOf,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{Word, id, optional_id, optional_word, small, word};
use crate::{Store, StoreError, Writing};

/// How long one that is over is kept, in milliseconds: how it came out stands in the case
/// and in the conversation.
const KEPT: i64 = 30 * 86_400_000;

const ALL: &str = "SELECT call_back.id, call_back.desk_id, case_id, call_back.thread_id, \
     thread.patron_id, thread.desk_id AS thread_desk, call_back.name, call_back.language, mode, \
     phone, about, due_at, tries, moves, call_back.state, taken_by, taken_at, contact_id, \
     called_off_by, over_at, agreed_by, agreed_at, desk_case.year, desk_case.number, \
     desk_case.subject FROM call_back LEFT JOIN thread ON thread.id = call_back.thread_id \
     LEFT JOIN desk_case ON desk_case.id = case_id";

impl Word for CalledOffBy {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Patron, "patron"), (Self::Desk, "desk")];
    const WHAT: &'static str = "who called off";
}

impl Store {
    /// The call-backs of a library that are not over.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn call_backs(&self, library: LibraryId) -> Result<Vec<CallBack>, StoreError> {
        let open = format!(
            "{ALL} WHERE call_back.library_id = ? AND over_at IS NULL ORDER BY due_at, call_back.id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(open)).bind(library.to_string());
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter().map(call_back).collect()
    }

    /// All that were agreed with the patron of a thread and are still kept.
    pub(crate) async fn call_backs_of(
        &self,
        thread: ThreadId,
    ) -> Result<Vec<CallBack>, StoreError> {
        let theirs = format!("{ALL} WHERE call_back.thread_id = ? ORDER BY due_at, call_back.id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(theirs)).bind(thread.to_string());
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter().map(call_back).collect()
    }
}

/// Writes a call-back as it now is.
///
/// # Errors
/// When the database fails.
pub async fn save_call_back(
    writing: &mut Writing<'_>,
    library: LibraryId,
    call_back: &CallBack,
) -> Result<(), StoreError> {
    let (mode, phone) = match &call_back.how {
        CallBackHow::Page { mode } => (Some(mode.word()), ""),
        CallBackHow::Phone { number } => (None, number.as_ref().map_or("", PhoneNumber::as_str)),
    };
    let Stands {
        state,
        by,
        since,
        contact,
        called_off_by,
        over,
    } = stands(call_back.state);
    sqlx::query(
        "INSERT INTO call_back (id, library_id, desk_id, case_id, thread_id, name, language, mode, \
         phone, about, due_at, tries, moves, state, taken_by, taken_at, contact_id, \
         called_off_by, over_at, agreed_by, agreed_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET phone = excluded.phone, due_at = excluded.due_at, \
         tries = excluded.tries, moves = excluded.moves, state = excluded.state, \
         taken_by = excluded.taken_by, taken_at = excluded.taken_at, \
         contact_id = excluded.contact_id, called_off_by = excluded.called_off_by, \
         over_at = excluded.over_at",
    )
    .bind(call_back.id.to_string())
    .bind(library.to_string())
    .bind(call_back.desk.to_string())
    .bind(call_back.case.as_ref().map(|case| case.id.to_string()))
    .bind(call_back.of.map(|of| of.thread.to_string()))
    .bind(call_back.name.as_str())
    .bind(call_back.language.word())
    .bind(mode)
    .bind(phone)
    .bind(&call_back.about)
    .bind(call_back.due)
    .bind(i64::from(call_back.tries))
    .bind(i64::from(call_back.moves))
    .bind(state)
    .bind(by.map(|by| by.to_string()))
    .bind(since)
    .bind(contact.map(|contact| contact.to_string()))
    .bind(called_off_by)
    .bind(over)
    .bind(call_back.agreed_by.to_string())
    .bind(call_back.agreed_at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Takes away those that were over long ago.
pub(crate) async fn forget_call_backs(
    writing: &mut Writing<'_>,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM call_back WHERE over_at < ?")
        .bind(now - KEPT)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// A state, as its columns say it.
#[derive(Default)]
struct Stands {
    state: &'static str,
    by: Option<sportello_core::LibrarianId>,
    since: Option<i64>,
    contact: Option<sportello_core::ContactId>,
    called_off_by: Option<&'static str>,
    over: Option<i64>,
}

fn stands(state: CallBackState) -> Stands {
    match state {
        CallBackState::Agreed => Stands {
            state: "agreed",
            ..Stands::default()
        },
        CallBackState::Taken { by, contact, since } => Stands {
            state: "taken",
            by: Some(by),
            since: Some(since),
            contact,
            ..Stands::default()
        },
        CallBackState::Reached { by, at } => Stands {
            state: "reached",
            by: Some(by),
            over: Some(at),
            ..Stands::default()
        },
        CallBackState::GivenUp { at } => Stands {
            state: "givenUp",
            over: Some(at),
            ..Stands::default()
        },
        CallBackState::CalledOff { by, at } => Stands {
            state: "calledOff",
            called_off_by: Some(by.word()),
            over: Some(at),
            ..Stands::default()
        },
    }
}

fn call_back(row: &SqliteRow) -> Result<CallBack, StoreError> {
    let name: String = row.try_get("name")?;
    let phone: String = row.try_get("phone")?;
    let how = match optional_word(row, "mode")? {
        Some(mode) => CallBackHow::Page { mode },
        None => CallBackHow::Phone {
            number: PhoneNumber::parse(&phone),
        },
    };
    Ok(CallBack {
        id: id(row, "id")?,
        desk: id(row, "desk_id")?,
        case: case(row)?,
        of: of(row)?,
        name: PatronName::tidy(&name),
        language: word(row, "language")?,
        how,
        about: row.try_get("about")?,
        due: row.try_get("due_at")?,
        tries: row.try_get("tries")?,
        moves: small(row, "moves")?,
        state: state(row)?,
        agreed_by: id(row, "agreed_by")?,
        agreed_at: row.try_get("agreed_at")?,
    })
}

fn state(row: &SqliteRow) -> Result<CallBackState, StoreError> {
    let over = || row.try_get::<i64, _>("over_at");
    Ok(match row.try_get::<String, _>("state")?.as_str() {
        "agreed" => CallBackState::Agreed,
        "taken" => CallBackState::Taken {
            by: id(row, "taken_by")?,
            contact: optional_id(row, "contact_id")?,
            since: row.try_get("taken_at")?,
        },
        "reached" => CallBackState::Reached {
            by: id(row, "taken_by")?,
            at: over()?,
        },
        "givenUp" => CallBackState::GivenUp { at: over()? },
        "calledOff" => CallBackState::CalledOff {
            by: word(row, "called_off_by")?,
            at: over()?,
        },
        _ => return Err(StoreError::Unreadable("state of a call-back")),
    })
}

fn case(row: &SqliteRow) -> Result<Option<CallBackCase>, StoreError> {
    let Some(case) = optional_id(row, "case_id")? else {
        return Ok(None);
    };
    Ok(Some(CallBackCase {
        id: case,
        number: CaseNumber {
            year: row.try_get("year")?,
            number: small(row, "number")?,
        },
        subject: row.try_get("subject")?,
    }))
}

fn of(row: &SqliteRow) -> Result<Option<ThreadOf>, StoreError> {
    let Some(thread) = optional_id(row, "thread_id")? else {
        return Ok(None);
    };
    Ok(Some(ThreadOf {
        thread,
        desk: id(row, "thread_desk")?,
        patron: id(row, "patron_id")?,
    }))
}
