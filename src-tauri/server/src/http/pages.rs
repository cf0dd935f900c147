//! The patron's page, embedded, and the small page for handles that lead nowhere.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use rust_embed::RustEmbed;
use sportello_core::Handle;

use crate::Shared;

#[derive(RustEmbed)]
#[folder = "../../ui/dist/patron"]
struct Page;

/// A server with one desk has one front door.
pub(super) async fn front(State(shared): State<Shared>) -> Response {
    let mut handles = shared.desks.keys();
    match (handles.next(), handles.next()) {
        (Some(only), None) => Redirect::temporary(&format!("/{only}")).into_response(),
        _ => missing().await,
    }
}

/// The page of a desk.
pub(super) async fn desk(
    State(shared): State<Shared>,
    handle: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Path(handle)) = handle else {
        return missing().await;
    };
    let known = handle.starts_with('@')
        && Handle::parse(&handle).is_ok_and(|handle| shared.desks.contains_key(&handle));
    if !known {
        return missing().await;
    }
    let Some(page) = Page::get("index.html") else {
        return missing().await;
    };
    let policy = policy(headers.get(header::HOST));
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, page.data).into_response()
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
