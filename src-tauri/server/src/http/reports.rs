//! Reports, for a librarian's seat: to look at, or as a file.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sportello_core::{
    BranchId, DeskId, Language, Report, ReportPeriod, ReportSlice, Role, TopicId,
};

use super::files::librarian;
use crate::Shared;
use crate::files::FileRefusal;
use crate::reports::{NoReport, Wanted, csv, pdf, report};

/// Which report is wanted.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    from: NaiveDate,
    to: NaiveDate,
    branch: Option<BranchId>,
    desk: Option<DeskId>,
    topic: Option<TopicId>,
    #[serde(default)]
    language: Language,
}

/// Why there is none.
pub(super) enum Refused {
    NotSignedIn,
    NotAllowed,
    WrongDays,
    Busy,
    Failed,
}

/// A report to look at.
pub(super) async fn look(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Json<Report>, Refused> {
    Ok(Json(make(&shared, &asked, &headers).await?))
}

/// A report as a table.
pub(super) async fn table(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let report = make(&shared, &asked, &headers).await?;
    let bytes = csv(&report, asked.language).into_bytes();
    Ok(file("text/csv; charset=utf-8", bytes))
}

/// A report as a document.
pub(super) async fn document(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let report = make(&shared, &asked, &headers).await?;
    let writing = move || pdf(&report, asked.language);
    let written = tokio::task::spawn_blocking(writing).await;
    match written {
        Ok(Ok(bytes)) => Ok(file("application/pdf", bytes)),
        Ok(Err(why)) => {
            tracing::error!(%why, "a report can't be written as a document");
            Err(Refused::Failed)
        }
        Err(_) => Err(Refused::Failed),
    }
}

async fn make(shared: &Shared, asked: &Asked, headers: &HeaderMap) -> Result<Report, Refused> {
    let account = librarian(shared, headers).await?;
    // One reads up to two years of visits.
    let _one_of_few = shared.reports.try_acquire().map_err(|_| Refused::Busy)?;
    // The role that stands in the database at this moment.
    let settings = shared.store.settings(account.library).await;
    let settings = settings.map_err(NoReport::from)?;
    let mut known = settings.librarians.iter();
    let known = known.find(|one| one.id == account.id);
    let wanted = Wanted {
        library: account.library,
        period: ReportPeriod {
            from: asked.from,
            to: asked.to,
        },
        slice: ReportSlice {
            branch: asked.branch,
            desk: asked.desk,
            topic: asked.topic,
        },
        role: known.map_or(Role::Librarian, |one| one.role),
        at: shared.clock.now().wall_millis(),
    };
    Ok(report(&shared.store, &wanted).await?)
}

fn file(kind: &'static str, bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, kind)], bytes).into_response()
}

impl From<FileRefusal> for Refused {
    fn from(why: FileRefusal) -> Self {
        match why {
            FileRefusal::NotSaved => Self::Failed,
            _ => Self::NotSignedIn,
        }
    }
}

impl From<NoReport> for Refused {
    fn from(why: NoReport) -> Self {
        match why {
            NoReport::NotAllowed => Self::NotAllowed,
            NoReport::Period(_) => Self::WrongDays,
            NoReport::Failed(why) => {
                tracing::error!(%why, "a report can't be made");
                Self::Failed
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self {
            Self::NotSignedIn => StatusCode::NOT_FOUND,
            Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::WrongDays => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy => StatusCode::TOO_MANY_REQUESTS,
            Self::Failed => StatusCode::SERVICE_UNAVAILABLE,
        };
        status.into_response()
    }
}
