//! A feed of appointments, for calendar programs. They send no cookie and no header:
//! the secret in the address is all they have.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sportello_store::StoreError;

use super::Visitor;
use crate::Shared;
use crate::outside::feed_written;
use crate::secrets::hash_token;

/// How long a secret is, in characters: 256 bits.
const SECRET: usize = 43;
const CALENDAR: HeaderValue = HeaderValue::from_static("text/calendar; charset=utf-8");
/// Programs may keep it, and ask each time whether it still is so.
const KEEPING: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Hands out a feed, unless it is as it was when it was read last.
pub(super) async fn read(
    State(shared): State<Shared>,
    Path(file): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let token = file.strip_suffix(".ics").unwrap_or_default();
    let now = shared.clock.now().wall_millis();
    let found = if token.len() == SECRET {
        feed_written(&shared.store, token, &shared.public.base, now).await
    } else {
        Err(StoreError::NotFound)
    };
    let text = match found {
        Ok(text) => text,
        // Only misses are metered: programs that have an address ask again and again.
        Err(StoreError::NotFound) if shared.limits.may_miss(visitor.address) => {
            return Err(StatusCode::NOT_FOUND);
        }
        Err(StoreError::NotFound) => return Err(StatusCode::TOO_MANY_REQUESTS),
        Err(why) => {
            tracing::error!(%why, "a feed could not be read");
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
    };
    let tag = format!("\"{}\"", hash_token(&text));
    let known = headers.get(header::IF_NONE_MATCH);
    let known = known.and_then(|known| known.to_str().ok());
    let is_known = known.is_some_and(|known| knows(known, &tag));
    let tag = HeaderValue::from_str(&tag).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let keeping = [(header::ETAG, tag), (header::CACHE_CONTROL, KEEPING)];
    Ok(if is_known {
        (StatusCode::NOT_MODIFIED, keeping).into_response()
    } else {
        (keeping, [(header::CONTENT_TYPE, CALENDAR)], text).into_response()
    })
}

/// Whether a program has the state with this tag. What stands before the server may have
/// made the tag a weak one.
fn knows(known: &str, tag: &str) -> bool {
    let mut tags = known.split(',').map(str::trim);
    tags.any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_has_this_state_is_known_however_it_says_so() {
        for known in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*"] {
            assert!(knows(known, "\"a\""), "{known}");
        }
        for unknown in ["", "\"b\"", "a"] {
            assert!(!knows(unknown, "\"a\""), "{unknown}");
        }
    }
}
