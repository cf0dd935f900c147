//! A patron's appointment as a file that calendars open.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sportello_core::AppointmentId;
use sportello_store::StoreError;

use super::Visitor;
use super::words::language;
use crate::Shared;
use crate::appointments::told;
use crate::ws::patron::{find, patron_of};

/// `GET /api/@handle/appointments/<id>.ics`: whoever holds the patron's capability has
/// it; for everybody else it is not there.
pub(super) async fn file(
    State(shared): State<Shared>,
    Path((handle, name)): Path<(String, String)>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let (handle, desk, _) = find(&shared, &handle)?;
    let id = name.strip_suffix(".ics").and_then(|id| id.parse().ok());
    let id: AppointmentId = id.ok_or(StatusCode::NOT_FOUND)?;
    if !visitor.same_origin {
        return Err(StatusCode::NOT_FOUND);
    }
    let patron = patron_of(&shared, desk, &headers).await?;
    let patron = patron.ok_or(StatusCode::NOT_FOUND)?;
    let library = shared.store.library_of(desk).await.map_err(status)?;
    let told = told(&shared.store, library, id).await.map_err(status)?;
    if told.appointment.patron != patron.id {
        return Err(StatusCode::NOT_FOUND);
    }
    let event = told.event(language(&headers), &shared.public.base);
    let text = sportello_calendar::stored(&event);
    let name = format!("attachment; filename=\"{}.ics\"", handle.as_str());
    let name = HeaderValue::from_str(&name);
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/calendar; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            name.unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ),
    ];
    Ok((headers, text).into_response())
}

fn status(why: StoreError) -> StatusCode {
    match why {
        StoreError::NotFound => StatusCode::NOT_FOUND,
        why => {
            tracing::error!(%why, "an appointment can't be read");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
