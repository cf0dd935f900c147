//! The pages of a desk: the patron's, embedded, with what the desk says of itself
//! written in; those that are printed or framed; and the small page for handles that
//! lead nowhere.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use rust_embed::RustEmbed;
use sportello_core::{Handle, PersonName};

use super::facts::Facts;
use super::glances::glance;
use super::printed::{self, Ancestor, Link};
use super::words::{language, words};
use crate::Shared;

#[derive(RustEmbed)]
#[folder = "../../ui/dist/patron"]
pub(super) struct Page;

/// A server with one desk has one front door.
pub(super) async fn front(State(shared): State<Shared>) -> Response {
    match shared.desks.handles().as_slice() {
        [only] => Redirect::temporary(&format!("/{only}")).into_response(),
        [] | [..] => missing().await,
    }
}

/// The page of a desk.
pub(super) async fn desk(
    State(shared): State<Shared>,
    handle: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let handle = handle.ok().map(|Path(handle)| handle);
    match handle.and_then(|handle| known(&shared, &handle)) {
        Some(handle) => page_of(&shared, &handle, &headers).await,
        None => missing().await,
    }
}

/// The same page for a person behind the handle: the script asks for them by name.
pub(super) async fn person(
    State(shared): State<Shared>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Path((handle, person))) = path else {
        return missing().await;
    };
    match known(&shared, &handle) {
        Some(handle) if PersonName::parse(&person).is_ok() => {
            page_of(&shared, &handle, &headers).await
        }
        Some(_) | None => missing().await,
    }
}

/// The built page with what the desk says of itself. When the owner is busy with
/// worse, the page comes without it, and says so itself once it has its socket.
async fn page_of(shared: &Shared, handle: &Handle, headers: &HeaderMap) -> Response {
    let Some(built) = Page::get("index.html") else {
        return missing().await;
    };
    let words = words(language(headers));
    let facts = glance(shared, handle).await.map(|(facts, _)| facts);
    let written = facts.and_then(|facts| {
        let built = std::str::from_utf8(&built.data).ok()?;
        super::front::write(built, &facts, words)
    });
    let page = written.map_or(built.data, |page| {
        super::app::with_manifest(&page, handle).into_bytes().into()
    });
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            policy(headers.get(header::HOST)),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::VARY, HeaderValue::from_static("accept-language")),
    ];
    (headers, page).into_response()
}

/// The QR code of a desk's public link.
pub(super) async fn qr(
    State(shared): State<Shared>,
    handle: Result<Path<String>, PathRejection>,
) -> Response {
    let handle = handle.ok().and_then(|Path(handle)| known(&shared, &handle));
    let picture = handle.and_then(|handle| printed::qr_picture(&link(&shared, &handle).address));
    match picture {
        Some(picture) => picture,
        None => missing().await,
    }
}

/// The poster of a desk.
pub(super) async fn poster(
    State(shared): State<Shared>,
    handle: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    print(shared, handle, |facts, link, _| {
        Some(printed::poster(facts, link, words(language(&headers))))
    })
    .await
}

/// The poster that leads to a patron's loans, where a desk tells them.
pub(super) async fn loans_poster(
    State(shared): State<Shared>,
    handle: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    print(shared, handle, |facts, link, _| {
        printed::loans_poster(facts, link, words(language(&headers)))
    })
    .await
}

/// Its code alone, for a receipt.
pub(super) async fn loans_qr(
    State(shared): State<Shared>,
    handle: Result<Path<String>, PathRejection>,
) -> Response {
    print(shared, handle, |facts, link, _| {
        printed::loans_picture(facts, link)
    })
    .await
}

/// What whoever makes the library's website copies.
pub(super) async fn button(
    State(shared): State<Shared>,
    handle: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    print(shared, handle, |facts, link, ancestors| {
        let words = words(language(&headers));
        Some(printed::button(facts, link, !ancestors.is_empty(), words))
    })
    .await
}

/// The frame for other sites.
pub(super) async fn frame(
    State(shared): State<Shared>,
    handle: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    print(shared, handle, |facts, link, ancestors| {
        printed::frame(facts, link, ancestors, words(language(&headers)))
    })
    .await
}

async fn print(
    shared: Shared,
    handle: Result<Path<String>, PathRejection>,
    write: impl FnOnce(&Facts, &Link, &[Ancestor]) -> Option<Response>,
) -> Response {
    let handle = handle.ok().and_then(|Path(handle)| known(&shared, &handle));
    let Some(handle) = handle else {
        return missing().await;
    };
    let Some((facts, seen)) = glance(&shared, &handle).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let ancestors = seen.ancestors.iter();
    let ancestors: Vec<_> = ancestors.filter_map(|one| Ancestor::parse(one)).collect();
    match write(&facts, &link(&shared, &handle), &ancestors) {
        Some(page) => page,
        None => missing().await,
    }
}

/// A handle with its sign that leads to a desk.
pub(super) fn known(shared: &Shared, handle: &str) -> Option<Handle> {
    if !handle.starts_with('@') {
        return None;
    }
    let handle = Handle::parse(handle).ok()?;
    shared.desks.find(&handle).map(|_| handle)
}

fn link(shared: &Shared, handle: &Handle) -> Link {
    Link {
        address: format!("{}/{handle}", shared.public.base),
        this_computer_only: shared.public.this_computer_only,
    }
}

/// Nothing from elsewhere, nothing inline. The socket is named in full, because
/// older Safari does not count it as 'self'.
fn policy(host: Option<&HeaderValue>) -> HeaderValue {
    let host = host
        .and_then(|host| host.to_str().ok())
        .filter(|host| is_host(host));
    let sockets = host
        .map(|host| format!(" ws://{host} wss://{host}"))
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         media-src 'self' blob:; connect-src 'self'{sockets}; manifest-src 'self'; \
         worker-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

fn is_host(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c))
}

/// A part of the page. Its name holds a hash of its content, so it never changes.
pub(super) async fn asset(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let Some(part) = Page::get(path) else {
        return missing().await;
    };
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(media_type(path)),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
    ];
    (headers, part.data).into_response()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// The answer to an address that leads nowhere.
pub(super) async fn missing() -> Response {
    const PAGE: &str = include_str!("missing.html");
    (StatusCode::NOT_FOUND, Html(PAGE)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_socket_of_the_host_that_was_asked_for() {
        let policy = policy(Some(&HeaderValue::from_static("sportello.example:8443")));
        let policy = policy.to_str().expect("plain text");
        assert!(policy.contains(
            "connect-src 'self' ws://sportello.example:8443 wss://sportello.example:8443;"
        ));
    }

    #[test]
    fn a_host_can_not_write_into_the_policy() {
        let policy = policy(Some(&HeaderValue::from_static("evil; script-src *")));
        assert!(
            policy
                .to_str()
                .expect("plain text")
                .contains("connect-src 'self';")
        );
    }
}
