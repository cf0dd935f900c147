//! When a librarian is busy, from their own calendar: a file that their seat sends. The
//! file is read and forgotten; what is kept is times alone.

use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, body};
use serde::Serialize;
use sportello_calendar::{Busy, LONGEST_CALENDAR, NotACalendar};
use sportello_core::Span;
use sportello_core::hours::Tz;
use sportello_store::Account;

use super::files::librarian;
use crate::Shared;
use crate::files::FileRefusal;

/// How far ahead is looked.
const AHEAD: Span = Span::minutes(365 * 24 * 60);
/// How long a file may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);

/// What was read.
#[derive(Debug, Serialize)]
pub(super) struct Read {
    /// How many times are busy.
    times: usize,
    /// How many entries could not be read, or not wholly.
    unread: u32,
}

/// Why nothing was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum BusyRefusal {
    /// Not signed in.
    NotFound,
    /// It is no calendar.
    NotACalendar,
    /// It is longer than a calendar may be.
    TooLarge,
    /// It has entries, and none could be read: that is no free year.
    Unreadable,
    /// Too many in a short time.
    TooMany,
    /// The server could not write; what was known before still is.
    NotSaved,
}

impl From<FileRefusal> for BusyRefusal {
    fn from(why: FileRefusal) -> Self {
        match why {
            FileRefusal::NotSaved => Self::NotSaved,
            _ => Self::NotFound,
        }
    }
}

/// Reads when somebody is busy in the year that comes.
pub(super) async fn read(
    State(shared): State<Shared>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Read>, BusyRefusal> {
    let account = librarian(&shared, &headers).await?;
    if !shared.limits.may_send_file(account.id.0) {
        return Err(BusyRefusal::TooMany);
    }
    let _arriving = shared.files.arriving().ok_or(BusyRefusal::TooMany)?;
    let text = tokio::time::timeout(PATIENCE, body::to_bytes(body, LONGEST_CALENDAR)).await;
    let text = text.map_err(|_| BusyRefusal::NotSaved)?;
    let text = text.map_err(|_| BusyRefusal::TooLarge)?;
    let zone = zone_of(&shared, &account).await?;
    let now = shared.clock.now().wall_millis();
    let until = now + AHEAD.as_millis();
    let reading = move || sportello_calendar::busy(&text, now, until, zone);
    let busy = tokio::task::spawn_blocking(reading).await;
    let Busy { times, unread } = busy.map_err(|_| BusyRefusal::NotSaved)??;
    if times.is_empty() && unread > 0 {
        return Err(BusyRefusal::Unreadable);
    }
    let read = Read {
        times: times.len(),
        unread,
    };
    let owner = shared.owners.get(&account.library);
    let owner = owner.ok_or(BusyRefusal::NotFound)?;
    let kept = owner.keep_busy(account.id, Some((times, now))).await;
    kept.map_err(|_| BusyRefusal::NotSaved)?;
    tracing::info!(librarian = %account.id, times = read.times, unread, "a calendar was read");
    Ok(Json(read))
}

/// Where the clock of the library's first desk hangs: whole days are its days.
async fn zone_of(shared: &Shared, account: &Account) -> Result<Tz, BusyRefusal> {
    let settings = shared.store.settings(account.library).await;
    let settings = settings.map_err(|why| {
        tracing::error!(%why, "the settings could not be read");
        BusyRefusal::NotSaved
    })?;
    let first = settings.desks.first();
    Ok(first.map_or(Tz::Europe__Rome, |desk| settings.zone_of(desk.id)))
}

impl From<NotACalendar> for BusyRefusal {
    fn from(why: NotACalendar) -> Self {
        match why {
            NotACalendar::SomethingElse => Self::NotACalendar,
            NotACalendar::TooLong => Self::TooLarge,
        }
    }
}

impl IntoResponse for BusyRefusal {
    fn into_response(self) -> Response {
        let status = match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotACalendar => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unreadable => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotSaved => StatusCode::SERVICE_UNAVAILABLE,
        };
        let code = Json(serde_json::json!({ "code": self }));
        (status, code).into_response()
    }
}
