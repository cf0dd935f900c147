//! Contacts. One that rings is stored as waiting: offers do not outlive the server,
//! places do. A librarian's call that rings at the patron's page is stored with its
//! caller, and comes back as one that nobody answered.

use std::collections::BTreeMap;

use sportello_core::wait::WaitRange;
use sportello_core::{
    Contact, ContactId, ContactState, LibraryId, Moment, PassedOn, PatronName, Purpose, Rating,
    Span, Still, Talk, Text, Wanted,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{Word, id, optional_id, optional_word, small, word};
use crate::{Store, StoreError, Writing};

/// How long after its end a contact may still be wrapped up.
const WRAP_UP: Span = Span::minutes(15);

impl Store {
    /// The contacts of a library that are not over, and those whose librarian may
    /// still be writing down how they came out; the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn contacts_under_way(
        &self,
        library: LibraryId,
        now: Moment,
    ) -> Result<Vec<Contact>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, desk_id, patron_id, thread_id, mode, name, language, topic_id, wanted_id, \
             overflowed, arrived_at, place_at, stepped_back, told_shortest, told_longest, \
             first_offered_at, state, librarian_id, seat_id, answered_with, answered_at, on_hold, \
             proposed, admitted, still, still_for, still_at, ended_at, ended_by, outcome, \
             rating, passed_by, passed_note, (SELECT appointment.id FROM appointment WHERE contact_id = contact.id) \
             AS booked FROM contact \
             WHERE library_id = ?1 AND state <> 'ended' UNION ALL \
             SELECT id, desk_id, patron_id, thread_id, mode, name, language, topic_id, wanted_id, \
             overflowed, arrived_at, place_at, stepped_back, told_shortest, told_longest, \
             first_offered_at, state, librarian_id, seat_id, answered_with, answered_at, on_hold, \
             proposed, admitted, still, still_for, still_at, ended_at, ended_by, outcome, \
             rating, passed_by, passed_note, (SELECT appointment.id FROM appointment WHERE contact_id = contact.id) \
             AS booked FROM contact \
             WHERE library_id = ?1 AND state = 'ended' AND ended_at > ?2 \
             AND answered_at IS NOT NULL AND librarian_id IS NOT NULL AND patron_id IS NOT NULL \
             AND thread_id IS NOT NULL AND wrapped_up = 0 AND free_at IS NULL \
             ORDER BY arrived_at, id",
        );
        let rows = rows
            .bind(library.to_string())
            .bind(now.wall_millis() - WRAP_UP.as_millis())
            .fetch_all(self.read())
            .await?;
        rows.iter().map(|row| contact(row, now)).collect()
    }
}

fn contact(row: &SqliteRow, now: Moment) -> Result<Contact, StoreError> {
    let name: String = row.try_get("name")?;
    Ok(Contact {
        id: id(row, "id")?,
        desk: id(row, "desk_id")?,
        patron: id(row, "patron_id")?,
        thread: id(row, "thread_id")?,
        mode: word(row, "mode")?,
        name: PatronName::tidy(&name),
        language: word(row, "language")?,
        topic: optional_id(row, "topic_id")?,
        wanted: wanted(row)?,
        booked: optional_id(row, "booked")?,
        arrived: Moment::restored(row.try_get("arrived_at")?, now),
        place: Moment::restored(row.try_get("place_at")?, now),
        stepped_back: row.try_get("stepped_back")?,
        told: told(row)?,
        first_offered: optional_moment(row, "first_offered_at", now)?,
        state: state(row, now)?,
        passed: BTreeMap::new(),
        absent_since: None,
        passed_on: passed_on(row)?,
        wrap_up: None,
        rating: rating(row)?,
    })
}

fn state(row: &SqliteRow, now: Moment) -> Result<ContactState, StoreError> {
    match row.try_get::<String, _>("state")?.as_str() {
        "waiting" => Ok(ContactState::Waiting),
        "calling" => Ok(ContactState::Calling {
            with: id(row, "librarian_id")?,
            seat: id(row, "seat_id")?,
            until: now, // the page that it rang at is not there any more
        }),
        "talking" => Ok(ContactState::Talking(talk(row, now)?)),
        "ended" => Ok(ContactState::Ended {
            at: Moment::restored(row.try_get("ended_at")?, now),
            by: word(row, "ended_by")?,
            outcome: word(row, "outcome")?,
            librarian: optional_id(row, "librarian_id")?,
        }),
        _ => Err(StoreError::Unreadable("state of a contact")),
    }
}

fn talk(row: &SqliteRow, now: Moment) -> Result<Talk, StoreError> {
    let missing = || StoreError::Unreadable("contact that is talking to nobody");
    Ok(Talk {
        with: optional_id(row, "librarian_id")?.ok_or_else(missing)?,
        seat: optional_id(row, "seat_id")?.ok_or_else(missing)?,
        answered_with: word(row, "answered_with")?,
        since: Moment::restored(row.try_get("answered_at")?, now),
        on_hold: row.try_get("on_hold")?,
        proposed: optional_word(row, "proposed")?,
        admitted: row.try_get("admitted")?,
        still: still(row, now)?,
        transfer: None,
    })
}

fn still(row: &SqliteRow, now: Moment) -> Result<Still, StoreError> {
    let missing = || StoreError::Unreadable("still of a contact");
    let at = || optional_moment(row, "still_at", now)?.ok_or_else(missing);
    let purpose = || {
        let words: String = row.try_get("still_for")?;
        Purpose::parse(&words).ok_or_else(missing)
    };
    match row.try_get::<String, _>("still")?.as_str() {
        "" => Ok(Still::Unasked),
        "asked" => Ok(Still::Asked {
            purpose: purpose()?,
            at: at()?,
        }),
        "allowed" => Ok(Still::Allowed {
            purpose: purpose()?,
            at: at()?,
        }),
        "refused" => Ok(Still::Refused { at: at()? }),
        _ => Err(missing()),
    }
}

fn wanted(row: &SqliteRow) -> Result<Option<Wanted>, StoreError> {
    let librarian = optional_id(row, "wanted_id")?;
    let overflowed = row.try_get("overflowed")?;
    Ok(librarian.map(|librarian| Wanted {
        librarian,
        overflowed,
    }))
}

fn passed_on(row: &SqliteRow) -> Result<Option<PassedOn>, StoreError> {
    let Some(by) = optional_id(row, "passed_by")? else {
        return Ok(None);
    };
    let note: String = row.try_get("passed_note")?;
    let note = Text::parse(&note).ok();
    Ok(Some(PassedOn { by, note }))
}

fn told(row: &SqliteRow) -> Result<Option<WaitRange>, StoreError> {
    if row.try_get::<Option<i64>, _>("told_shortest")?.is_none() {
        return Ok(None);
    }
    Ok(Some(WaitRange {
        shortest_minutes: small(row, "told_shortest")?,
        longest_minutes: small(row, "told_longest")?,
    }))
}

fn rating(row: &SqliteRow) -> Result<Option<Rating>, StoreError> {
    let stars: Option<u8> = row.try_get("rating")?;
    let read = |stars| Rating::new(stars).ok_or(StoreError::Unreadable("rating"));
    stars.map(read).transpose()
}

fn optional_moment(
    row: &SqliteRow,
    column: &'static str,
    now: Moment,
) -> Result<Option<Moment>, StoreError> {
    let at: Option<i64> = row.try_get(column)?;
    Ok(at.map(|at| Moment::restored(at, now)))
}

/// Writes a contact as it now is. Who answered, and when, stays known after the end;
/// a patron who was forgotten meanwhile stays so.
///
/// # Errors
/// When the database fails.
pub async fn save_contact(
    writing: &mut Writing<'_>,
    library: LibraryId,
    contact: &Contact,
) -> Result<(), StoreError> {
    save_place(writing, library, contact).await?;
    save_state(writing, contact).await?;
    save_words(writing, contact).await
}

/// Who came, for what, and where they stand in the line.
async fn save_place(
    writing: &mut Writing<'_>,
    library: LibraryId,
    contact: &Contact,
) -> Result<(), StoreError> {
    let (wanted, told) = (contact.wanted, contact.told);
    let passed_on = contact.passed_on.as_ref();
    let passed_note = passed_on.and_then(|one| one.note.as_ref());
    sqlx::query(
        "INSERT INTO contact (id, library_id, desk_id, patron_id, thread_id, mode, name, language, \
         topic_id, wanted_id, overflowed, arrived_at, place_at, stepped_back, told_shortest, \
         told_longest, first_offered_at, passed_by, passed_note, state) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting') \
         ON CONFLICT (id) DO UPDATE SET mode = excluded.mode, \
         name = CASE WHEN contact.patron_id IS NULL THEN '' ELSE excluded.name END, \
         language = excluded.language, topic_id = excluded.topic_id, \
         wanted_id = excluded.wanted_id, overflowed = excluded.overflowed, \
         place_at = excluded.place_at, stepped_back = excluded.stepped_back, \
         told_shortest = excluded.told_shortest, told_longest = excluded.told_longest, \
         first_offered_at = excluded.first_offered_at, passed_by = excluded.passed_by, \
         passed_note = CASE WHEN contact.patron_id IS NULL THEN '' ELSE excluded.passed_note END",
    )
    .bind(contact.id.to_string())
    .bind(library.to_string())
    .bind(contact.desk.to_string())
    .bind(contact.patron.to_string())
    .bind(contact.thread.to_string())
    .bind(contact.mode.word())
    .bind(contact.name.as_str())
    .bind(contact.language.word())
    .bind(contact.topic.map(|topic| topic.to_string()))
    .bind(wanted.map(|wanted| wanted.librarian.to_string()))
    .bind(wanted.is_some_and(|wanted| wanted.overflowed))
    .bind(contact.arrived.wall_millis())
    .bind(contact.place.wall_millis())
    .bind(contact.stepped_back)
    .bind(told.map(|told| told.shortest_minutes))
    .bind(told.map(|told| told.longest_minutes))
    .bind(contact.first_offered.map(Moment::wall_millis))
    .bind(passed_on.map(|one| one.by.to_string()))
    .bind(passed_note.map_or("", Text::as_str))
    .execute(&mut **writing)
    .await?;
    Ok(())
}

async fn save_state(writing: &mut Writing<'_>, contact: &Contact) -> Result<(), StoreError> {
    let stands = Columns::of(&contact.state);
    sqlx::query(
        "UPDATE contact SET state = ?, librarian_id = coalesce(?, librarian_id), seat_id = ?, \
         answered_with = coalesce(?, answered_with), answered_at = coalesce(?, answered_at), \
         on_hold = ?, proposed = ?, admitted = ?, still = ?, still_for = ?, still_at = ?, ended_at = ?, ended_by = ?, outcome = ? \
         WHERE id = ?",
    )
    .bind(stands.state)
    .bind(stands.librarian)
    .bind(stands.seat)
    .bind(stands.answered_with)
    .bind(stands.answered_at)
    .bind(stands.on_hold)
    .bind(stands.proposed)
    .bind(stands.admitted)
    .bind(stands.still)
    .bind(stands.still_for)
    .bind(stands.still_at)
    .bind(stands.ended_at)
    .bind(stands.ended_by)
    .bind(stands.outcome)
    .bind(contact.id.to_string())
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// What librarian and patron said of it afterwards.
async fn save_words(writing: &mut Writing<'_>, contact: &Contact) -> Result<(), StoreError> {
    if let Some(wrap_up) = &contact.wrap_up {
        sqlx::query(
            "UPDATE contact SET wrapped_up = 1, topic_id = coalesce(?, topic_id), outcome = ?, \
             note = CASE WHEN patron_id IS NULL THEN '' ELSE ? END WHERE id = ?",
        )
        .bind(wrap_up.topic.map(|topic| topic.to_string()))
        .bind(wrap_up.outcome.word())
        .bind(wrap_up.note.as_ref().map_or("", Text::as_str))
        .bind(contact.id.to_string())
        .execute(&mut **writing)
        .await?;
    }
    if let Some(rating) = contact.rating {
        sqlx::query("UPDATE contact SET rating = ? WHERE id = ?")
            .bind(rating.stars())
            .bind(contact.id.to_string())
            .execute(&mut **writing)
            .await?;
    }
    Ok(())
}

/// Writes when the librarian was free again after a contact; the first time counts.
///
/// # Errors
/// When the database fails.
pub async fn save_free(
    writing: &mut Writing<'_>,
    contact: ContactId,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE contact SET free_at = coalesce(free_at, ?) WHERE id = ?")
        .bind(at)
        .bind(contact.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// What the columns hold for a state.
#[derive(Default)]
struct Columns {
    state: &'static str,
    librarian: Option<String>,
    seat: Option<String>,
    answered_with: Option<&'static str>,
    answered_at: Option<i64>,
    on_hold: bool,
    proposed: Option<&'static str>,
    admitted: bool,
    still: &'static str,
    still_for: String,
    still_at: Option<i64>,
    ended_at: Option<i64>,
    ended_by: Option<&'static str>,
    outcome: Option<&'static str>,
}

impl Columns {
    fn with_still(still: &Still, rest: Self) -> Self {
        let (word, purpose, at) = match still {
            Still::Unasked => ("", None, None),
            Still::Asked { purpose, at } => ("asked", Some(purpose), Some(at)),
            Still::Allowed { purpose, at } => ("allowed", Some(purpose), Some(at)),
            Still::Refused { at } => ("refused", None, Some(at)),
        };
        Self {
            still: word,
            still_for: purpose.map_or_else(String::new, |purpose| purpose.as_str().to_owned()),
            still_at: at.map(|at| at.wall_millis()),
            ..rest
        }
    }

    fn of(state: &ContactState) -> Self {
        let stands = |state| Self {
            state,
            admitted: true,
            ..Self::default()
        };
        match state {
            ContactState::Waiting | ContactState::Called { .. } | ContactState::Offered { .. } => {
                stands("waiting")
            }
            ContactState::Calling { with, seat, .. } => Self {
                librarian: Some(with.to_string()),
                seat: Some(seat.to_string()),
                ..stands("calling")
            },
            ContactState::Talking(talk) => Self {
                librarian: Some(talk.with.to_string()),
                seat: Some(talk.seat.to_string()),
                answered_with: Some(talk.answered_with.word()),
                answered_at: Some(talk.since.wall_millis()),
                on_hold: talk.on_hold,
                proposed: talk.proposed.map(Word::word),
                admitted: talk.admitted,
                ..Self::with_still(&talk.still, stands("talking"))
            },
            ContactState::Ended {
                at,
                by,
                outcome,
                librarian,
            } => Self {
                librarian: librarian.map(|librarian| librarian.to_string()),
                ended_at: Some(at.wall_millis()),
                ended_by: Some(by.word()),
                outcome: Some(outcome.word()),
                ..stands("ended")
            },
        }
    }
}
