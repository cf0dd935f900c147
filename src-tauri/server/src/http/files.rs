//! Files, over HTTP: sent beside the socket, since a socket that carries ten
//! megabytes carries nothing else meanwhile; fetched by whoever has the thread.
//!
//! Sending parks a file; it belongs to the thread once a message names it. A file
//! that may not be fetched is not there: nobody learns that it exists.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, http::HeaderName};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use sportello_core::{Attachment, ContactId, FileId, FileKind, LibrarianId, ThreadId};
use sportello_store::{Account, FileRow, StoreError};
use sportello_wire::RefusalCode;

use super::Visitor;
use crate::Shared;
use crate::clock::new_id;
use crate::files::{FileName, FileRefusal, Judged, LARGEST, media_type, read_percent};
use crate::owner::OwnerHandle;
use crate::secrets::hash_token;
use crate::ws::patron::{find, patron_of};

/// The header that brings the name, escaped as in an address.
const NAME: &str = "x-file-name";
/// How much a thread may hold, in bytes.
const ROOM: u64 = 100 * 1024 * 1024;
/// How long a file may take to arrive.
const PATIENCE: Duration = Duration::from_secs(120);
/// What is too large is still taken in up to here, and thrown away: a browser hears
/// why only after it has said everything.
const HEARD_OUT: usize = 4 * LARGEST;

/// A file that was taken.
#[derive(Debug, Serialize)]
pub(super) struct Taken {
    file: Attachment,
}

/// In which thread, and whether it is a still of its patron's picture.
#[derive(Debug, Deserialize)]
pub(super) struct InThread {
    thread: ThreadId,
    /// The contact in which the patron consented to it.
    still: Option<ContactId>,
}

/// Who sends a file, and where.
struct Sender {
    thread: ThreadId,
    /// Nobody: the patron of the thread.
    librarian: Option<LibrarianId>,
    /// Whose files are counted.
    meter: uuid::Uuid,
    /// It is a still: whose consent is to be used up, and where.
    still: Option<(ContactId, OwnerHandle)>,
}

/// Takes a file from a patron.
pub(super) async fn from_patron(
    State(shared): State<Shared>,
    Path(handle): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Taken>, FileRefusal> {
    let patron = patron(&shared, &handle, visitor, &headers).await?;
    let sender = Sender {
        thread: patron.thread,
        librarian: None,
        meter: patron.id.0,
        still: None,
    };
    take(&shared, sender, &headers, body).await
}

/// Hands a file to a patron.
pub(super) async fn to_patron(
    State(shared): State<Shared>,
    Path((handle, id)): Path<(String, String)>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, FileRefusal> {
    let patron = patron(&shared, &handle, visitor, &headers).await?;
    let row = row(&shared, &id).await?;
    let is_own = row.librarian.is_none();
    if row.thread != patron.thread || !(row.sent_with.is_some() || is_own) {
        return Err(FileRefusal::NotFound);
    }
    hand_out(&shared, row).await
}

/// Takes a file from a librarian.
pub(super) async fn from_librarian(
    State(shared): State<Shared>,
    Query(InThread { thread, still }): Query<InThread>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Taken>, FileRefusal> {
    let account = librarian(&shared, &headers).await?;
    if !is_of_library(&shared, &account, thread).await? {
        return Err(FileRefusal::NotFound);
    }
    let owner = || shared.owners.get(&account.library).cloned();
    let still = match still {
        Some(contact) => Some((contact, owner().ok_or(FileRefusal::NotFound)?)),
        None => None,
    };
    let sender = Sender {
        thread,
        librarian: Some(account.id),
        meter: account.id.0,
        still,
    };
    take(&shared, sender, &headers, body).await
}

/// Hands a file to a librarian.
pub(super) async fn to_librarian(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, FileRefusal> {
    let account = librarian(&shared, &headers).await?;
    let row = match row(&shared, &id).await {
        Err(FileRefusal::NotFound) => return of_case_to_librarian(&shared, &account, &id).await,
        row => row?,
    };
    let is_own = row.librarian == Some(account.id);
    let may =
        (row.sent_with.is_some() || is_own) && is_of_library(&shared, &account, row.thread).await?;
    if !may {
        return Err(FileRefusal::NotFound);
    }
    hand_out(&shared, row).await
}

/// Hands a file of a case to its patron: one of those that were sent to them.
pub(super) async fn of_case_to_patron(
    State(shared): State<Shared>,
    Path((handle, id)): Path<(String, String)>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, FileRefusal> {
    let patron = patron(&shared, &handle, visitor, &headers).await?;
    let id: FileId = id.parse().map_err(|_| FileRefusal::NotFound)?;
    let (file, case, kind) = found(shared.store.case_file(id).await)?;
    let (_, library) = found(shared.store.thread_of(patron.thread).await)?;
    let of = found(shared.store.case(library, case).await)?.case;
    if of.thread != Some(patron.thread) || !kind.is_for_the_patron() {
        return Err(FileRefusal::NotFound);
    }
    hand_out_as(&shared, id, &file.name, safe(&file.kind)).await
}

async fn of_case_to_librarian(
    shared: &Shared,
    account: &Account,
    id: &str,
) -> Result<Response, FileRefusal> {
    let id: FileId = id.parse().map_err(|_| FileRefusal::NotFound)?;
    let (file, case, _) = found(shared.store.case_file(id).await)?;
    found(shared.store.case(account.library, case).await)?;
    hand_out_as(shared, id, &file.name, safe(&file.kind)).await
}

fn found<T>(found: Result<T, StoreError>) -> Result<T, FileRefusal> {
    found.map_err(|why| refusal(&why))
}

/// What a browser may look into; anything else is bytes, whatever its sender called it.
fn safe(kind: &str) -> &'static str {
    const KNOWN: [&str; 5] = [
        "image/jpeg",
        "image/png",
        "image/webp",
        "application/pdf",
        "text/plain",
    ];
    let known = KNOWN.into_iter().find(|one| *one == kind);
    known.unwrap_or("application/octet-stream")
}

async fn patron(
    shared: &Shared,
    handle: &str,
    visitor: Visitor,
    headers: &HeaderMap,
) -> Result<sportello_store::PatronRow, FileRefusal> {
    let (_, desk, _) = find(shared, handle).map_err(|_| FileRefusal::NotFound)?;
    if !visitor.same_origin {
        return Err(FileRefusal::NotFound);
    }
    let patron = patron_of(shared, desk, headers).await;
    let patron = patron.map_err(|_| FileRefusal::NotSaved)?;
    patron.ok_or(FileRefusal::NotFound)
}

/// The librarian of a session. Seats are programs: no page may speak for one.
pub(super) async fn librarian(
    shared: &Shared,
    headers: &HeaderMap,
) -> Result<Account, FileRefusal> {
    if headers.contains_key(header::ORIGIN) {
        return Err(FileRefusal::NotFound);
    }
    let token = headers.get(header::AUTHORIZATION);
    let token = token.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let token = token.ok_or(FileRefusal::NotFound)?;
    let session = shared.store.session(&hash_token(token)).await;
    let session = session.map_err(|why| refusal(&why))?;
    let now = shared.clock.now().wall_millis();
    match shared.session_life.left(&session, now) {
        Some(_) => Ok(session.account),
        None => Err(FileRefusal::NotFound),
    }
}

async fn is_of_library(
    shared: &Shared,
    account: &Account,
    thread: ThreadId,
) -> Result<bool, FileRefusal> {
    let between = shared.store.thread_of(thread).await;
    let (_, library) = between.map_err(|why| refusal(&why))?;
    Ok(library == account.library)
}

async fn take(
    shared: &Shared,
    sender: Sender,
    headers: &HeaderMap,
    body: Body,
) -> Result<Json<Taken>, FileRefusal> {
    if !shared.limits.may_send_file(sender.meter) {
        return Err(FileRefusal::TooMany);
    }
    let _arriving = shared.files.arriving().ok_or(FileRefusal::TooMany)?;
    let bytes = tokio::time::timeout(PATIENCE, read(body)).await;
    let bytes = bytes.unwrap_or(Err(FileRefusal::Unreadable))?;
    let name = headers.get(NAME).and_then(|name| name.to_str().ok());
    let name = read_percent(name.unwrap_or_default());
    let judged = shared.files.judge(bytes, name).await?;
    let row = FileRow {
        id: FileId(new_id()),
        thread: sender.thread,
        librarian: sender.librarian,
        name: judged.name.as_str().to_owned(),
        kind: judged.kind,
        size: u32::try_from(judged.bytes.len()).map_err(|_| FileRefusal::TooLarge)?,
        consented_at: consented(&sender, &judged).await?,
        sent_with: None,
    };
    park(shared, &row, judged).await?;
    tracing::info!(file = %row.id, thread = %row.thread, size = row.size, "a file was taken");
    let file = Attachment {
        file: row.id,
        name: row.name,
        kind: row.kind,
        size: row.size,
        consented_at: row.consented_at,
    };
    Ok(Json(Taken { file }))
}

/// When the patron consented, if this is a still: the consent is used up with it. What
/// is no picture is no still.
async fn consented(sender: &Sender, judged: &Judged) -> Result<Option<i64>, FileRefusal> {
    let (Some((contact, owner)), Some(librarian)) = (&sender.still, sender.librarian) else {
        return Ok(None);
    };
    match judged.kind {
        FileKind::Jpeg | FileKind::Png | FileKind::Webp => {}
        FileKind::Pdf | FileKind::Text => return Err(FileRefusal::WrongKind),
    }
    let used = owner.use_consent(librarian, *contact, sender.thread);
    match used.await {
        Ok(consent) => Ok(Some(consent.at)),
        Err(RefusalCode::NotSaved) => Err(FileRefusal::NotSaved),
        Err(_) => Err(FileRefusal::NoConsent),
    }
}

/// All of it, unless it is too much.
async fn read(body: Body) -> Result<Vec<u8>, FileRefusal> {
    let mut stream = body.into_data_stream();
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    while let Some(part) = stream.next().await {
        let part = part.map_err(|_| FileRefusal::Unreadable)?;
        length = length.saturating_add(part.len());
        if length > HEARD_OUT {
            break;
        }
        if length > LARGEST {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&part);
        }
    }
    if length > LARGEST {
        return Err(FileRefusal::TooLarge);
    }
    Ok(bytes)
}

/// The bytes first, then the row: what has a row has its bytes.
async fn park(shared: &Shared, row: &FileRow, judged: Judged) -> Result<(), FileRefusal> {
    let (folder, id) = (shared.files.folder.clone(), row.id);
    let kept = tokio::task::spawn_blocking(move || folder.keep(id, &judged.bytes)).await;
    if let Ok(Err(why)) = &kept {
        tracing::error!(%why, "a file could not be written");
    }
    if !matches!(kept, Ok(Ok(()))) {
        return Err(FileRefusal::NotSaved);
    }
    let parked = save(shared, row).await;
    if parked.is_err() {
        let folder = shared.files.folder.clone();
        let _ = tokio::task::spawn_blocking(move || folder.remove(id)).await; // or the sweep does
    }
    parked
}

async fn save(shared: &Shared, row: &FileRow) -> Result<(), FileRefusal> {
    let saved = async {
        let mut writing = shared.store.write().await?;
        let taken = sportello_store::bytes_of_thread(&mut writing, row.thread).await?;
        if taken + u64::from(row.size) > ROOM {
            return Ok(false);
        }
        let at = shared.clock.now().wall_millis();
        sportello_store::add_file(&mut writing, row, at).await?;
        writing.commit().await?;
        Ok::<bool, StoreError>(true)
    };
    match saved.await {
        Ok(true) => Ok(()),
        Ok(false) => Err(FileRefusal::TooMany),
        Err(why) => {
            tracing::error!(%why, "the row of a file could not be written");
            Err(FileRefusal::NotSaved)
        }
    }
}

async fn row(shared: &Shared, id: &str) -> Result<FileRow, FileRefusal> {
    let id: FileId = id.parse().map_err(|_| FileRefusal::NotFound)?;
    let row = shared.store.file(id).await;
    row.map_err(|why| refusal(&why))
}

/// As an attachment that no browser opens as a page, and that no page may run.
async fn hand_out(shared: &Shared, row: FileRow) -> Result<Response, FileRefusal> {
    hand_out_as(shared, row.id, &row.name, media_type(row.kind)).await
}

async fn hand_out_as(
    shared: &Shared,
    id: FileId,
    name: &str,
    kind: &'static str,
) -> Result<Response, FileRefusal> {
    const POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";
    let folder = shared.files.folder.clone();
    let bytes = tokio::task::spawn_blocking(move || folder.read(id)).await;
    let Ok(Ok(bytes)) = bytes else {
        tracing::error!(file = %id, "a file has a row and no bytes");
        return Err(FileRefusal::NotFound);
    };
    let disposition = FileName::tidy(name).content_disposition();
    let disposition = HeaderValue::from_str(&disposition);
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let fixed = HeaderValue::from_static;
    let headers: [(HeaderName, HeaderValue); 5] = [
        (header::CONTENT_TYPE, fixed(kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, fixed(POLICY)),
        (header::CACHE_CONTROL, fixed("private, no-store")),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            fixed("same-origin"),
        ),
    ];
    Ok((headers, bytes).into_response())
}

fn refusal(why: &StoreError) -> FileRefusal {
    if matches!(why, StoreError::NotFound) {
        return FileRefusal::NotFound;
    }
    tracing::error!(%why, "a file could not be looked up");
    FileRefusal::NotSaved
}

impl IntoResponse for FileRefusal {
    fn into_response(self) -> Response {
        let status = match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongKind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unreadable => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::NoConsent => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotSaved => StatusCode::SERVICE_UNAVAILABLE,
        };
        let code = Json(serde_json::json!({ "code": self }));
        (status, code).into_response()
    }
}
