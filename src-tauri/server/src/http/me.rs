//! What a patron may do with all that the desk knows of them: take it away, and have
//! it erased. Whoever holds the capability is the patron; nobody else is asked.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sportello_core::{DeskId, Handle, LibraryId};
use sportello_store::{PatronRecord, PatronRow, StoreError};
use sportello_wire::RefusalCode;

use super::glances::glance;
use super::words::{language, words};
use super::{Visitor, record};
use crate::Shared;
use crate::ws::patron::{find, no_cookie, patron_of};

/// Why it was not done.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum DataRefusal {
    /// No such desk, or nobody is known by this cookie.
    NotFound,
    /// First the contact under way must end.
    ContactUnderWay,
    /// The server could not read or write; nothing was changed.
    NotSaved,
}

/// A patron at their desk.
struct Patron {
    handle: Handle,
    desk: DeskId,
    row: PatronRow,
}

/// Everything that is kept of the patron, for programs.
pub(super) async fn export_json(
    State(shared): State<Shared>,
    Path(handle): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, DataRefusal> {
    let patron = patron(&shared, &handle, visitor, &headers).await?;
    let record = record(&shared, &patron).await?;
    let headers = attachment(&patron.handle, "json", "application/json");
    Ok((headers, record::as_json(&record).to_string()).into_response())
}

/// The same, for people.
pub(super) async fn export_page(
    State(shared): State<Shared>,
    Path(handle): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, DataRefusal> {
    let patron = patron(&shared, &handle, visitor, &headers).await?;
    let record = record(&shared, &patron).await?;
    let seen = glance(&shared, &patron.handle).await;
    let clock = seen.as_ref().and_then(|(_, glance)| glance.hours.as_ref());
    let page = record::as_page(&record, clock, words(language(&headers)));
    let headers = attachment(&patron.handle, "html", "text/html; charset=utf-8");
    Ok((headers, page).into_response())
}

async fn record(shared: &Shared, patron: &Patron) -> Result<PatronRecord, DataRefusal> {
    let record = shared.store.patron_record(patron.row.thread).await;
    record.map_err(|why| failed(&why))
}

async fn library_of(shared: &Shared, patron: &Patron) -> Result<LibraryId, DataRefusal> {
    let known = shared.store.thread_of(patron.row.thread).await;
    known
        .map(|(_, library)| library)
        .map_err(|why| failed(&why))
}

/// To be saved, and opened as a page of nobody's.
fn attachment(handle: &Handle, ending: &str, kind: &'static str) -> [(HeaderName, HeaderValue); 4] {
    const POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";
    let name = format!("attachment; filename=\"{}.{ending}\"", handle.as_str());
    let name = HeaderValue::from_str(&name);
    [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CONTENT_DISPOSITION,
            name.unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ),
    ]
}

/// Erases what a patron said, sent and was called. Their visits are still counted,
/// and nobody's.
pub(super) async fn forget(
    State(shared): State<Shared>,
    Path(handle): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, DataRefusal> {
    let patron = patron(&shared, &handle, visitor, &headers).await?;
    let library = library_of(&shared, &patron).await?;
    let cases = shared.cases.get(&library).ok_or(DataRefusal::NotSaved)?;
    let forgotten = cases.forget(patron.row.thread).await;
    forgotten.map_err(refusal)?;
    tracing::info!(desk = %patron.desk, "a patron was forgotten");
    let cookie = [(header::SET_COOKIE, no_cookie(&shared, &patron.handle))];
    Ok((StatusCode::NO_CONTENT, cookie).into_response())
}

async fn patron(
    shared: &Shared,
    handle: &str,
    visitor: Visitor,
    headers: &HeaderMap,
) -> Result<Patron, DataRefusal> {
    let (handle, desk, _) = find(shared, handle).map_err(|_| DataRefusal::NotFound)?;
    if !visitor.same_origin {
        return Err(DataRefusal::NotFound);
    }
    let row = patron_of(shared, desk, headers).await;
    let row = row.map_err(|_| DataRefusal::NotSaved)?;
    Ok(Patron {
        handle,
        desk,
        row: row.ok_or(DataRefusal::NotFound)?,
    })
}

fn refusal(code: RefusalCode) -> DataRefusal {
    if code == RefusalCode::DoesNotFit {
        DataRefusal::ContactUnderWay
    } else {
        DataRefusal::NotSaved
    }
}

fn failed(why: &StoreError) -> DataRefusal {
    tracing::error!(%why, "a patron's data could not be read");
    DataRefusal::NotSaved
}

impl IntoResponse for DataRefusal {
    fn into_response(self) -> Response {
        let status = match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::ContactUnderWay => StatusCode::CONFLICT,
            Self::NotSaved => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, Json(serde_json::json!({ "code": self }))).into_response()
    }
}
