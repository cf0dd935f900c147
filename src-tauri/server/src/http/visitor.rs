//! Who asks: the address a request came from, and the page it came from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};

use crate::Shared;

/// The maker of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visitor {
    /// Where from; what the proxy says, if there is one.
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
        let forwarded = shared
            .behind_proxy
            .then(|| forwarded_for(&parts.headers))
            .flatten();
        Ok(Self {
            address: forwarded.unwrap_or(peer.ip()),
            same_origin: is_same_origin(&parts.headers),
        })
    }
}

/// The last address in the list is the one that our own proxy saw.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let list = headers.get("x-forwarded-for")?.to_str().ok()?;
    list.rsplit(',').next()?.trim().parse().ok()
}

/// Browsers name the page's origin in `Origin`; programs that are no browser don't.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let (Ok(origin), Some(Ok(host))) = (
        origin.to_str(),
        headers.get(header::HOST).map(|host| host.to_str()),
    ) else {
        return false;
    };
    origin
        .split_once("://")
        .is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn another_sites_page_is_not_ours() {
        let ours = headers(&[("origin", "https://desk.example"), ("host", "desk.example")]);
        assert!(is_same_origin(&ours));
        let other = headers(&[("origin", "https://evil.example"), ("host", "desk.example")]);
        assert!(!is_same_origin(&other));
        let opaque = headers(&[("origin", "null"), ("host", "desk.example")]);
        assert!(!is_same_origin(&opaque));
    }

    #[test]
    fn a_visitor_can_not_choose_the_address_the_proxy_saw() {
        let list = headers(&[("x-forwarded-for", "10.0.0.1, 203.0.113.7")]);
        assert_eq!(forwarded_for(&list), Some("203.0.113.7".parse().unwrap()));
    }
}
