//! The addresses of STUN and TURN servers (RFC 7064, 7065), as far as needed here.

/// How a server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    Udp,
    Tcp,
    Tls,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) transport: Transport,
}

impl Server {
    /// Nothing when it is none, or one that nobody here can reach.
    pub(super) fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once(':')?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let transport = match (scheme, query) {
            ("stun", _) | ("turn", "" | "transport=udp") => Transport::Udp,
            ("turn", "transport=tcp") => Transport::Tcp,
            ("turns", "" | "transport=tcp") => Transport::Tls,
            _ => return None,
        };
        let usual = if transport == Transport::Tls {
            5349
        } else {
            3478
        };
        let (host, port) = match place.strip_prefix('[') {
            Some(v6) => {
                let (host, port) = v6.split_once(']')?;
                (host, port.strip_prefix(':'))
            }
            None => match place.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (place, None),
            },
        };
        let port = port.map_or(Ok(usual), str::parse).ok()?;
        (!host.is_empty()).then(|| Self {
            host: host.to_owned(),
            port,
            transport,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(url: &str) -> Option<(String, u16, Transport)> {
        let Server {
            host,
            port,
            transport,
        } = Server::parse(url)?;
        Some((host, port, transport))
    }

    #[test]
    fn an_address_says_host_port_and_transport() {
        for (url, host, port, transport) in [
            ("stun:a.example", "a.example", 3478, Transport::Udp),
            ("turn:a.example:99", "a.example", 99, Transport::Udp),
            (
                "turn:a.example?transport=udp",
                "a.example",
                3478,
                Transport::Udp,
            ),
            (
                "turn:a.example?transport=tcp",
                "a.example",
                3478,
                Transport::Tcp,
            ),
            ("turns:a.example", "a.example", 5349, Transport::Tls),
            (
                "turns:[2001:db8::1]:443?transport=tcp",
                "2001:db8::1",
                443,
                Transport::Tls,
            ),
        ] {
            assert_eq!(
                parsed(url),
                Some((host.to_owned(), port, transport)),
                "{url}"
            );
        }
    }

    #[test]
    fn what_is_none_is_none() {
        for url in [
            "",
            "turn",
            "turn:",
            "http://a.example",
            "turns:a?transport=udp",
            "turn:a:b",
            "turn:[::1",
        ] {
            assert_eq!(parsed(url), None, "{url}");
        }
    }
}
