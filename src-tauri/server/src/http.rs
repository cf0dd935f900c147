//! What is handed out over HTTP: the patron's page, its parts, and whether all is well.

mod app;
mod appointments;
mod begun;
mod busy;
mod calendar_feed;
mod certificates;
mod facts;
mod files;
mod front;
mod glances;
mod invitations;
mod links;
mod listening;
mod loans;
mod me;
mod pages;
mod printed;
pub(crate) mod qr;
mod record;
mod reports;
mod template;
mod visitor;
mod words;

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::compression::CompressionLayer;

use crate::Shared;
use crate::ws;
pub(crate) use certificates::{Certificates, Offer, PROTOCOLS, speaking};
pub(crate) use glances::Glances;
use printed::MayBeFramed;
pub(crate) use qr::svg as code_of;
pub(crate) use record::{as_json, in_words};
pub(crate) use visitor::Visitor;

/// Browsers come back over TLS for a year, whatever a link says.
const TLS_FOR_A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Answers until told to stop.
pub(crate) async fn serve(
    listener: TcpListener,
    shared: Shared,
    certificates: Option<Offer>,
    stopping: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let router = router(shared.clone());
    listening::listen(listener, router, shared, certificates, stopping).await
}

fn router(shared: Shared) -> Router {
    let pages = Router::new()
        .route("/", get(pages::front))
        .route("/invito", get(invitations::page))
        .route("/{handle}", get(pages::desk))
        .route("/{handle}/{person}", get(pages::person))
        .route("/{handle}/qr.svg", get(pages::qr))
        .route("/{handle}/poster", get(pages::poster))
        .route("/{handle}/poster/prestiti", get(pages::loans_poster))
        .route("/{handle}/poster/prestiti.svg", get(pages::loans_qr))
        .route("/{handle}/button", get(pages::button))
        .route("/{handle}/embed", get(pages::frame))
        .route("/assets/{*path}", get(pages::asset))
        .route("/push-worker.js", get(app::worker))
        .route("/api/{handle}/manifest", get(app::manifest))
        .layer(CompressionLayer::new());
    let icons = Router::new()
        .route("/icon.png", get(app::icon))
        .route("/icon-small.png", get(app::small_icon));
    let is_secure = shared.transport.is_secure();
    Router::new()
        .merge(pages)
        .merge(icons)
        .route("/api/{handle}/patron", post(ws::patron::become_patron))
        .route("/api/{handle}/socket", get(ws::patron::open))
        .route("/api/{handle}/files", post(files::from_patron))
        .route("/api/{handle}/files/{id}", get(files::to_patron))
        .route(
            "/api/{handle}/case-files/{id}",
            get(files::of_case_to_patron),
        )
        .route("/api/{handle}/appointments/{file}", get(appointments::file))
        .route("/api/{handle}/link", post(links::open))
        .route("/api/{handle}/link/new", post(links::make))
        .route("/api/{handle}/me/export.json", get(me::export_json))
        .route("/api/{handle}/me/export.html", get(me::export_page))
        .route("/api/{handle}/me/forget", post(me::forget))
        .route("/api/invitation/look", post(invitations::look))
        .route("/api/invitation/accept", post(invitations::accept))
        .route("/calendar/{file}", get(calendar_feed::read))
        .route("/api/seat", get(ws::seat::open))
        .route("/api/seat/busy", post(busy::read))
        .route("/api/seat/loans", post(loans::receive))
        .route("/api/seat/report", get(reports::look))
        .route("/api/seat/report.csv", get(reports::table))
        .route("/api/seat/report.pdf", get(reports::document))
        .route("/api/seat/files", post(files::from_librarian))
        .route("/api/seat/files/{id}", get(files::to_librarian))
        .route("/healthz", get(health))
        .fallback(pages::missing)
        .layer(middleware::map_response(move |response: Response| {
            std::future::ready(harden(response, is_secure))
        }))
        .with_state(shared)
}

/// Every library answers and the store can be read.
async fn health(State(shared): State<Shared>) -> Response {
    let patience = std::time::Duration::from_secs(2);
    let all_well = async {
        for owner in shared.owners.values() {
            if !owner.is_well().await {
                return false;
            }
        }
        shared.store.libraries().await.is_ok()
    };
    match tokio::time::timeout(patience, all_well).await {
        Ok(true) => Json(status("ok")).into_response(),
        Ok(false) | Err(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, Json(status("unwell"))).into_response()
        }
    }
}

/// How the server is, and that it is one: whoever sets up a desk asks for it.
fn status(status: &str) -> serde_json::Value {
    serde_json::json!({ "status": status, "program": "sportello" })
}

/// Headers for every answer. Pages set their own content security policy before;
/// whatever is no page may load nothing at all.
fn harden(mut response: Response, is_secure: bool) -> Response {
    const ALWAYS: [(HeaderName, &str); 6] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(self), microphone=(self), geolocation=()",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-site",
        ),
    ];
    // Such a page names in its policy who may frame it; this header knows only nobody.
    let may_be_framed = response.extensions().get::<MayBeFramed>().is_some();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        if may_be_framed && name == header::X_FRAME_OPTIONS {
            continue;
        }
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, TLS_FOR_A_YEAR);
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'",
        ));
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use sportello_core::RESERVED_PERSONS;

    #[test]
    fn no_person_can_be_called_like_a_page_of_a_desk() {
        let source = include_str!("http.rs");
        let below = source.split("\"/{handle}/").skip(1);
        let pages = below.filter_map(|rest| rest.split('"').next());
        let pages: Vec<_> = pages
            .filter(|page| !page.is_empty() && !page.contains(['{', '/']))
            .collect();
        assert!(pages.len() >= 4, "{pages:?}");
        for page in pages {
            assert!(RESERVED_PERSONS.contains(&page), "{page}");
        }
    }
}
