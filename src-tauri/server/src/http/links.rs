//! The private link of a patron: the thread is found again from another browser, or
//! after the cookies of this one were cleared.
//!
//! The secret stands behind the `#` of the address, which browsers send to nobody;
//! the page posts it, and is given the cookie of that patron. A patron has one link:
//! a new one replaces it, and what was opened with the old one closes. A letter that goes
//! out to them has a link of its own, which ends by itself, or with the others.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sportello_core::DeskId;
use sportello_store::{PatronRow, StoreError};

use super::{Visitor, qr};
use crate::Shared;
use crate::owner::Input;
use crate::secrets::{hash_token, new_token};
use crate::ws::patron::{capability, cookie, find, patron_of};

/// How long a secret is, in characters: 256 bits.
const SECRET: usize = 43;

/// What the page read in its address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    secret: String,
}

/// A link that was made.
#[derive(Serialize)]
pub(super) struct Made {
    link: String,
    /// As an SVG element.
    qr: String,
    /// When it ends, if it does: milliseconds since 1970 UTC.
    until: Option<i64>,
}

/// Why there is no link, or no cookie.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum LinkRefusal {
    /// No such desk, link or patron.
    NotFound,
    /// Too many tries in a minute.
    TooMany,
    /// The server could not read or write.
    NotSaved,
}

/// Opens a private link: the browser is that patron from here on.
pub(super) async fn open(
    State(shared): State<Shared>,
    Path(handle): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
    given: Bytes,
) -> Result<Response, LinkRefusal> {
    let given = serde_json::from_slice(&given);
    let Given { secret } = given.map_err(|_| LinkRefusal::NotFound)?;
    let (handle, desk, owner) = find(&shared, &handle).map_err(|_| LinkRefusal::NotFound)?;
    if !visitor.same_origin || secret.len() != SECRET {
        return Err(LinkRefusal::NotFound);
    }
    let hash = hash_token(&secret);
    let linked = match by_link(&shared, desk, &hash).await {
        Ok(linked) => linked,
        // Only misses are metered: links that work are nobody's guesses.
        Err(StoreError::NotFound) if shared.limits.may_sign_in(visitor.address, "#") => {
            return Err(LinkRefusal::NotFound);
        }
        Err(StoreError::NotFound) => return Err(LinkRefusal::TooMany),
        Err(why) => return Err(failed(&why)),
    };
    let mailed = shared.store.is_mailed(&hash, now(&shared)).await;
    if mailed.map_err(|why| failed(&why))? {
        let patron = linked.id;
        owner.tell(Input::LetterFollowed { patron }).await;
    }
    let known = patron_of(&shared, desk, &headers).await;
    let known = known.map_err(|_| LinkRefusal::NotSaved)?;
    if known.is_some_and(|known| known.id == linked.id) {
        return Ok(StatusCode::NO_CONTENT.into_response()); // with a cookie that outlives the link
    }
    let cookie = [(header::SET_COOKIE, cookie(&shared, &handle, &secret))];
    Ok((StatusCode::NO_CONTENT, cookie).into_response())
}

/// Makes a private link; the one before is worth nothing from here on.
pub(super) async fn make(
    State(shared): State<Shared>,
    Path(handle): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, LinkRefusal> {
    let (handle, desk, _) = find(&shared, &handle).map_err(|_| LinkRefusal::NotFound)?;
    if !visitor.same_origin {
        return Err(LinkRefusal::NotFound);
    }
    let patron = patron_of(&shared, desk, &headers).await;
    let patron = patron.map_err(|_| LinkRefusal::NotSaved)?;
    let patron = patron.ok_or(LinkRefusal::NotFound)?;
    if !shared.limits.may_make_link(patron.id) {
        return Err(LinkRefusal::TooMany);
    }
    let came_by_link = came_by_link(&shared, desk, &headers).await?;
    let (secret, at) = (new_token(), now(&shared));
    let saved = async {
        let mut writing = shared.store.write().await?;
        sportello_store::set_link(&mut writing, patron.id, &hash_token(&secret), at).await?;
        writing.commit().await.map_err(StoreError::from)
    };
    saved.await.map_err(|why| failed(&why))?;
    let link = format!("{}/{handle}#k={secret}", shared.public.base);
    let qr = qr::svg(&link, "QR").unwrap_or_default();
    let until = shared.links.made_until(at);
    let made = Json(Made { link, qr, until });
    // This browser must not be shut out with those of the old link.
    let cookie = came_by_link.then(|| [(header::SET_COOKIE, cookie(&shared, &handle, &secret))]);
    Ok(match cookie {
        Some(cookie) => (cookie, made).into_response(),
        None => made.into_response(),
    })
}

/// Whether the cookie of this browser holds the secret of a link.
async fn came_by_link(
    shared: &Shared,
    desk: DeskId,
    headers: &HeaderMap,
) -> Result<bool, LinkRefusal> {
    let hash = hash_token(capability(headers).unwrap_or_default());
    match by_link(shared, desk, &hash).await {
        Ok(_) => Ok(true),
        Err(StoreError::NotFound) => Ok(false),
        Err(why) => Err(failed(&why)),
    }
}

async fn by_link(shared: &Shared, desk: DeskId, hash: &str) -> Result<PatronRow, StoreError> {
    let now = now(shared);
    let made_since = shared.links.made_since(now);
    shared
        .store
        .patron_by_link(desk, hash, now, made_since)
        .await
}

fn now(shared: &Shared) -> i64 {
    shared.clock.now().wall_millis()
}

fn failed(why: &StoreError) -> LinkRefusal {
    tracing::error!(%why, "a private link could not be looked up or written");
    LinkRefusal::NotSaved
}

impl IntoResponse for LinkRefusal {
    fn into_response(self) -> Response {
        let status = match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::NotSaved => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, Json(serde_json::json!({ "code": self }))).into_response()
    }
}
