//! A file of loans that a librarian's seat sends: what comes back is what it would
//! change.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, body};
use serde::{Deserialize, Serialize};
use sportello_core::SourceId;
use sportello_wire::seat::FilePreview;

use super::files::librarian;
use crate::Shared;
use crate::files::{FileName, FileRefusal, read_percent};
use crate::loans::NotTaken;

/// How long a file may take to arrive.
const PATIENCE: Duration = Duration::from_secs(180);
/// What its sender calls it, percent-encoded.
const NAME: &str = "x-file-name";
/// The longest name that is kept, in characters.
const LONGEST_NAME: usize = 100;
/// The longest file.
const LONGEST: usize = 64 * 1024 * 1024;

/// For which source a file is.
#[derive(Debug, Deserialize)]
pub(super) struct For {
    source: SourceId,
}

/// Why a file was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum LoansFileRefusal {
    /// Not signed in, or no such source.
    NotFound,
    /// It is no table.
    NotATable,
    /// It is longer than a table may be.
    TooLarge,
    /// Too many in a short time.
    TooMany,
    /// The server could not do it.
    NotSaved,
}

impl From<FileRefusal> for LoansFileRefusal {
    fn from(why: FileRefusal) -> Self {
        match why {
            FileRefusal::NotSaved => Self::NotSaved,
            _ => Self::NotFound,
        }
    }
}

impl From<NotTaken> for LoansFileRefusal {
    fn from(why: NotTaken) -> Self {
        match why {
            NotTaken::Gone => Self::NotFound,
            NotTaken::NotATable(_) | NotTaken::ColumnsMissing => Self::NotATable,
            NotTaken::AsksFirst { .. } | NotTaken::Busy => Self::NotSaved,
            NotTaken::Failed(why) => {
                tracing::error!(
                    why = format!("{why:#}"),
                    "a file of loans could not be read"
                );
                Self::NotSaved
            }
        }
    }
}

/// Keeps a file, and says what it would change.
pub(super) async fn receive(
    State(shared): State<Shared>,
    Query(of): Query<For>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<FilePreview>, LoansFileRefusal> {
    let account = librarian(&shared, &headers).await?;
    if !shared.limits.may_send_file(account.id.0) {
        return Err(LoansFileRefusal::TooMany);
    }
    let _arriving = shared.files.arriving().ok_or(LoansFileRefusal::TooMany)?;
    let bytes = tokio::time::timeout(PATIENCE, body::to_bytes(body, LONGEST)).await;
    let bytes = bytes.map_err(|_| LoansFileRefusal::NotSaved)?;
    let bytes = bytes.map_err(|_| LoansFileRefusal::TooLarge)?;
    let loans = shared.loans.get(&account.library);
    let loans = loans.ok_or(LoansFileRefusal::NotFound)?;
    let name = headers.get(NAME).and_then(|name| name.to_str().ok());
    let name = FileName::tidy(&read_percent(name.unwrap_or_default()));
    let name = name.as_str().chars().take(LONGEST_NAME).collect();
    Ok(Json(loans.receive(of.source, name, bytes.into()).await?))
}

impl IntoResponse for LoansFileRefusal {
    fn into_response(self) -> Response {
        let status = match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotATable => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotSaved => StatusCode::SERVICE_UNAVAILABLE,
        };
        let code = Json(serde_json::json!({ "code": self }));
        (status, code).into_response()
    }
}
