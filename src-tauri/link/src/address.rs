//! The address of a desk server, as a librarian types it.

use url::{Host, Url};

/// A desk server's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerAddress(Url);

/// Why a text is no address of a desk server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It can't be read.
    #[error("this is no web address")]
    Unreadable,
    /// A password must not cross a network in the clear.
    #[error("the address must begin with https://")]
    NotSecure,
}

impl ServerAddress {
    /// Reads `https://host`, or just `host`. Plain `http://` is for this computer only.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let full = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        let url = Url::parse(&full).map_err(|_| AddressError::Unreadable)?;
        if url.host().is_none() || !matches!(url.scheme(), "http" | "https") {
            return Err(AddressError::Unreadable);
        }
        if url.scheme() == "http" && !is_this_computer(&url) {
            return Err(AddressError::NotSecure);
        }
        Ok(Self(url))
    }

    /// The server itself, whatever page of it was named.
    #[must_use]
    pub fn bare(&self) -> Self {
        let mut url = self.under("/");
        url.set_fragment(None);
        Self(url)
    }

    /// The address of something under it: a path, with its query after `?`.
    pub(crate) fn under(&self, path: &str) -> Url {
        let (path, query) = path
            .split_once('?')
            .map_or((path, None), |(path, query)| (path, Some(query)));
        let mut url = self.0.clone();
        url.set_path(path);
        url.set_query(query);
        url
    }

    /// Where the seat's socket is.
    pub(crate) fn socket_url(&self) -> String {
        let mut url = self.under("/api/seat");
        let scheme = if url.scheme() == "https" { "wss" } else { "ws" };
        url.set_scheme(scheme).expect("both are web schemes");
        url.into()
    }
}

impl std::fmt::Display for ServerAddress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_host_means_https() {
        let address = ServerAddress::parse(" desk.comune.example ").expect("a host");
        assert_eq!(address.socket_url(), "wss://desk.comune.example/api/seat");
        assert_eq!(address.to_string(), "https://desk.comune.example");
    }

    #[test]
    fn a_page_of_the_server_names_the_server() {
        let address = ServerAddress::parse("https://desk.example:8443/@x?y").expect("an address");
        assert_eq!(address.socket_url(), "wss://desk.example:8443/api/seat");
    }

    #[test]
    fn a_page_and_its_server_are_two_things() {
        let page = ServerAddress::parse("https://desk.example:8443/@x?y#z").expect("an address");
        assert_eq!(page.bare().to_string(), "https://desk.example:8443");
    }

    #[test]
    fn a_password_is_never_sent_in_the_clear_to_another_computer() {
        assert_eq!(
            ServerAddress::parse("http://desk.example"),
            Err(AddressError::NotSecure)
        );
        for local in [
            "http://localhost:8470",
            "http://127.0.0.1:8470",
            "http://[::1]:8470",
        ] {
            assert!(ServerAddress::parse(local).is_ok(), "{local}");
        }
    }

    #[test]
    fn what_is_no_address_is_said_to_be_none() {
        for text in ["", "://", "ftp://desk.example", "due parole"] {
            assert_eq!(
                ServerAddress::parse(text),
                Err(AddressError::Unreadable),
                "{text}"
            );
        }
    }
}
