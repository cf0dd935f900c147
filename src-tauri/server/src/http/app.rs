//! What makes of a desk's page an app that can be told something: the worker that hears
//! pushes, the manifest with which a phone puts the page on its home screen, and icons.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use sportello_core::Handle;

use super::glances::glance;
use super::pages::{Page, known, missing};
use crate::Shared;

/// The colour of the page's ground; see `ui/src/lib/look`.
const GROUND: &str = "#ffffff";
const ICON: &[u8] = include_bytes!("../../../../assets/icons/icon.png");
const SMALL_ICON: &[u8] = include_bytes!("../../../../assets/icons/128x128@2x.png");

/// The worker that hears pushes. It is asked for anew each time: a browser that keeps
/// an old one would keep its faults. It may load nothing but the icon of what it shows.
pub(super) async fn worker() -> Response {
    let Some(built) = Page::get("push-worker.js") else {
        return missing().await;
    };
    let headers = [
        typed("text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; img-src 'self'"),
        ),
    ];
    (headers, built.data).into_response()
}

/// The manifest of a desk's page: an app of its own, with the library's name.
pub(super) async fn manifest(
    State(shared): State<Shared>,
    handle: Result<Path<String>, PathRejection>,
) -> Response {
    let handle = handle.ok().and_then(|Path(handle)| known(&shared, &handle));
    let Some(handle) = handle else {
        return missing().await;
    };
    let Some((facts, _)) = glance(&shared, &handle).await else {
        return missing().await;
    };
    let page = format!("/{handle}");
    let manifest = json!({
        "id": page,
        "name": facts.library,
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": [
            { "src": "/icon-small.png", "sizes": "256x256", "type": "image/png" },
            { "src": "/icon.png", "sizes": "512x512", "type": "image/png" },
        ],
    });
    let headers = [
        typed("application/manifest+json"),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, Json(manifest)).into_response()
}

/// The icon of an app.
pub(super) async fn icon() -> Response {
    picture(ICON)
}

/// The icon of a notification.
pub(super) async fn small_icon() -> Response {
    picture(SMALL_ICON)
}

/// A built page that names the manifest of its desk. A handle can write no markup.
pub(super) fn with_manifest(page: &str, handle: &Handle) -> String {
    let link = format!("<link rel=\"manifest\" href=\"/api/{handle}/manifest\" /></head>");
    page.replacen("</head>", &link, 1)
}

fn picture(bytes: &'static [u8]) -> Response {
    let headers = [
        typed("image/png"),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=86400"),
        ),
    ];
    (headers, bytes).into_response()
}

fn typed(media: &'static str) -> (HeaderName, HeaderValue) {
    (header::CONTENT_TYPE, HeaderValue::from_static(media))
}
