//! Links that open the program: `sportello://join?server=https://…&invitation=…`.
//!
//! Anybody can write one, into a mail or a page. So a link is bounded and read
//! strictly, it only ever asks, and the librarian decides in the window. An invitation
//! is a secret: no link is written to the log.

use sportello_seat::ServerAddress;
use sportello_wire::window::Asked;
use url::Url;

/// What all links begin with.
const SCHEME: &str = "sportello:";
/// The longest link that is read, in bytes.
const LONGEST: usize = 2_048;
/// The longest secret of an invitation, in bytes.
const LONGEST_SECRET: usize = 256;

/// What the first link among a program's arguments asks; `None` without a link.
pub(crate) fn among<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Option<Asked> {
    let is_link = |argument: &&str| {
        let begin = argument.get(..SCHEME.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(SCHEME))
    };
    let link = arguments.into_iter().find(is_link)?;
    Some(read(link).unwrap_or(Asked::Unreadable))
}

fn read(link: &str) -> Option<Asked> {
    if link.len() > LONGEST {
        return None;
    }
    let link = Url::parse(link).ok()?;
    // `sportello:join` is what some desktops make of `sportello://join`.
    let what = link.host_str().unwrap_or(link.path()).to_owned();
    let rest = link.host_str().map_or("", |_| link.path());
    if what != "join" || !matches!(rest, "" | "/") {
        return None;
    }
    let (mut server, mut invitation) = (None, None);
    for (name, value) in link.query_pairs() {
        let place = match &*name {
            "server" => &mut server,
            "invitation" => &mut invitation,
            _ => return None,
        };
        if place.replace(value.into_owned()).is_some() {
            return None; // said twice, it could be read in two ways
        }
    }
    let server = ServerAddress::parse(&server?).ok()?;
    Some(Asked::Join {
        server: server.to_string(),
        invitation: invitation.map(secret).transpose().ok()?,
    })
}

fn secret(text: String) -> Result<String, ()> {
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let good = (1..=LONGEST_SECRET).contains(&text.len()) && text.bytes().all(sound);
    if good { Ok(text) } else { Err(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(server: &str, invitation: Option<&str>) -> Asked {
        Asked::Join {
            server: server.into(),
            invitation: invitation.map(Into::into),
        }
    }

    #[test]
    fn a_link_asks_to_join_a_server_with_or_without_an_invitation() {
        let server = ServerAddress::parse("https://desk.example.org").unwrap();
        let server = server.to_string();
        let links = [
            "sportello://join?server=https://desk.example.org&invitation=aB-9_x",
            "sportello://join/?server=https%3A%2F%2Fdesk.example.org&invitation=aB-9_x",
            "SPORTELLO://join?invitation=aB-9_x&server=https://desk.example.org",
            "sportello:join?server=https://desk.example.org&invitation=aB-9_x",
        ];
        for link in links {
            assert_eq!(
                among(["sportello", link]),
                Some(join(&server, Some("aB-9_x"))),
                "{link}"
            );
        }
        let plain = "sportello://join?server=https://desk.example.org";
        assert_eq!(among([plain]), Some(join(&server, None)));
    }

    #[test]
    fn a_program_that_no_link_opened_is_asked_nothing() {
        assert_eq!(among(["sportello", "--hidden", "è", "sport"]), None);
    }

    #[test]
    fn what_is_not_understood_is_said_and_not_guessed() {
        let long = format!(
            "sportello://join?server=https://a.example/{}",
            "a".repeat(3_000)
        );
        let secret = "a".repeat(300);
        let secret = format!("sportello://join?server=https://a.example&invitation={secret}");
        let links = [
            "sportello:",
            "sportello://",
            "sportello://format?disk=yes",
            "sportello://join",
            "sportello://join?server=",
            "sportello://join?server=javascript:alert(1)",
            "sportello://join?server=https://a.example&server=https://b.example",
            "sportello://join?server=https://a.example&password=x",
            "sportello://join?server=https://a.example&invitation=",
            "sportello://join?server=https://a.example&invitation=%0a",
            "sportello://join/more?server=https://a.example",
            &long,
            &secret,
        ];
        for link in links {
            assert_eq!(among([link]), Some(Asked::Unreadable), "{link}");
        }
    }
}
