//! Who asks: the address a request came from, and the page it came from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use url::{Host, Url};

use crate::Shared;

/// The maker of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visitor {
    /// Where from; what our proxy says, if there is one.
    pub(crate) address: IpAddr,
    /// The request was made by a page of this server, or by no page at all.
    pub(crate) same_origin: bool,
}

impl FromRequestParts<Shared> for Visitor {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, StatusCode> {
        let ConnectInfo(peer) = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .copied()
            .ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
        let ours = Ours {
            is_secure: shared.transport.is_secure(),
            public: (!shared.public.this_computer_only).then_some(shared.public.base.as_str()),
        };
        Ok(Self {
            address: shared
                .transport
                .visitor(peer.ip(), forwarded_for(&parts.headers).into_iter()),
            same_origin: ours.is_same_origin(&parts.headers),
        })
    }
}

/// All that proxies wrote, the first one's word first.
fn forwarded_for(headers: &HeaderMap) -> Vec<&str> {
    let lines = headers.get_all("x-forwarded-for").into_iter();
    lines
        .flat_map(|line| line.to_str().unwrap_or_default().split(','))
        .collect()
}

/// What pages of ours are known by.
struct Ours<'shared> {
    is_secure: bool,
    public: Option<&'shared str>,
}

impl Ours<'_> {
    /// Browsers name the page's origin in `Origin`; programs that are no browser
    /// don't. A page is ours if it stands where patrons find us, or where it asks
    /// from: but a name that is not our public one may be anybody's who lets it point
    /// to this computer.
    fn is_same_origin(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(header::ORIGIN).into_iter();
        let Some(origin) = origins.next() else {
            return true;
        };
        let Some(origin) = origins.next().is_none().then(|| text(origin)).flatten() else {
            return false;
        };
        if self.public.is_some_and(|public| same(public, origin)) {
            return true;
        }
        let Some(host) = headers.get(header::HOST).and_then(text) else {
            return false;
        };
        let of_host = |scheme: &str| same(origin, &format!("{scheme}://{host}"));
        (self.public.is_none() || is_of_this_computer(origin))
            && (of_host("https") || (!self.is_secure && of_host("http")))
    }
}

fn text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}

/// The same scheme, host and port, however they are written.
fn same(one: &str, other: &str) -> bool {
    let origin = |text: &str| {
        let url = Url::parse(text).ok()?;
        let is_bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
        (is_bare && url.has_host()).then(|| url.origin())
    };
    origin(one).is_some_and(|one| Some(one) == origin(other))
}

/// An address in figures, or `localhost`: no name that somebody else could point here.
fn is_of_this_computer(origin: &str) -> bool {
    match Url::parse(origin).ok().as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(ours: &Ours, origin: &'static str, host: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        headers.insert(header::HOST, HeaderValue::from_static(host));
        ours.is_same_origin(&headers)
    }

    #[test]
    fn another_sites_page_is_not_ours_whatever_it_looks_like() {
        let ours = Ours {
            is_secure: true,
            public: Some("https://desk.example"),
        };
        assert!(is_same(&ours, "https://desk.example", "desk.example"));
        assert!(is_same(&ours, "https://DESK.example:443", "10.0.0.7:8470"));
        for stranger in [
            "null",
            "",
            "https://",
            "http://desk.example",
            "https://desk.example:8443",
            "https://desk.example.evil.example",
            "https://evildesk.example",
            "https://evil.example/desk.example",
            "https://desk.example@evil.example",
            "https://evil.example#desk.example",
            "https://desk.example.",
            "https://desk.example/x",
            "https://dеsk.example.it",
        ] {
            let mut headers = HeaderMap::new();
            let origin = HeaderValue::from_bytes(stranger.as_bytes()).expect("no control");
            headers.insert(header::ORIGIN, origin);
            headers.insert(header::HOST, HeaderValue::from_static("desk.example"));
            assert!(!ours.is_same_origin(&headers), "{stranger}");
        }
    }

    #[test]
    fn a_name_that_was_pointed_here_is_not_ours() {
        let ours = Ours {
            is_secure: false,
            public: Some("https://desk.example"),
        };
        assert!(!is_same(&ours, "http://evil.example", "evil.example"));
        assert!(is_same(&ours, "http://127.0.0.1:8470", "127.0.0.1:8470"));
        assert!(is_same(&ours, "http://localhost:8470", "localhost:8470"));
        assert!(!is_same(&ours, "http://localhost:8470", "127.0.0.1:8470"));
    }

    #[test]
    fn two_origins_are_none() {
        let ours = Ours {
            is_secure: false,
            public: None,
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("localhost"));
        for _ in 0..2 {
            headers.append(header::ORIGIN, HeaderValue::from_static("http://localhost"));
        }
        assert!(!ours.is_same_origin(&headers));
    }

    #[test]
    fn every_line_of_the_proxies_counts() {
        let mut headers = HeaderMap::new();
        headers.append(
            "x-forwarded-for",
            HeaderValue::from_static("192.0.2.1, 10.0.0.1"),
        );
        headers.append("x-forwarded-for", HeaderValue::from_static("203.0.113.7"));
        assert_eq!(
            forwarded_for(&headers),
            ["192.0.2.1", " 10.0.0.1", "203.0.113.7"]
        );
    }
}
