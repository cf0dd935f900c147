//! Invitations: who holds the link of one gets an account by it, before there is any
//! session.

use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Method, Request, StatusCode};
use serde::Deserialize;
use sportello_wire::seat::AccountsRefusal;
use url::{Position, Url};

use crate::ServerAddress;
use crate::files::ask;

/// The largest answer.
const LARGEST_ANSWER: usize = 16 * 1024;
/// The page of an invitation.
const PAGE: &str = "/invito";
/// The longest link that is looked at.
const LONGEST_LINK: usize = 2_048;

/// The link of an invitation.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The server that made it.
    pub server: ServerAddress,
    secret: String,
}

/// An invitation, as whoever holds its link sees it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Invited {
    /// Who invites.
    pub library: String,
    /// Who is invited.
    pub name: String,
    /// The name to sign in with, where only a new password is to be chosen.
    pub user: Option<String>,
}

/// Why an invitation did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// No server answers there, or it answers something else.
    #[error("the server can't be reached")]
    Unreachable,
    /// The server said no.
    #[error("the server refused")]
    Refused(AccountsRefusal),
}

impl Invitation {
    /// Reads a link as somebody pastes it: that of the page, or that which opens the
    /// program. `None` when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST_LINK {
            return None;
        }
        let url = Url::parse(text).ok()?;
        let (server, secret) = if url.scheme() == "sportello" {
            let value = |name| {
                let mut pairs = url.query_pairs();
                pairs.find_map(|(known, value)| (known == name).then(|| value.into_owned()))
            };
            (value("server")?, value("invitation")?)
        } else {
            let secret = url.fragment()?.to_owned();
            if url.path() != PAGE {
                return None;
            }
            (url[..Position::BeforePath].to_owned(), secret)
        };
        let sound = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let server = ServerAddress::parse(&server).ok()?;
        (!secret.is_empty() && secret.chars().all(sound)).then_some(Self { server, secret })
    }

    /// Who invites whom.
    ///
    /// # Errors
    /// Why that could not be had.
    pub async fn look(&self) -> Result<Invited, InvitationError> {
        let asked = serde_json::json!({ "secret": self.secret });
        self.ask("/api/invitation/look", &asked).await
    }

    /// Chooses name and password; gives back the name to sign in with.
    ///
    /// # Errors
    /// Why they were not taken.
    pub async fn accept(&self, user: &str, password: &str) -> Result<String, InvitationError> {
        #[derive(Deserialize)]
        struct Accepted {
            user: String,
        }
        let asked =
            serde_json::json!({ "secret": self.secret, "user": user, "password": password });
        let accepted: Accepted = self.ask("/api/invitation/accept", &asked).await?;
        Ok(accepted.user)
    }

    async fn ask<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        asked: &serde_json::Value,
    ) -> Result<T, InvitationError> {
        #[derive(Deserialize)]
        struct Refusal {
            code: AccountsRefusal,
        }
        let url = self.server.under(path);
        let request = Request::builder()
            .method(Method::POST)
            .uri(&url[Position::BeforePath..])
            .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
            .header(CONTENT_TYPE, "application/json");
        let body = asked.to_string().into_bytes();
        let answer = ask(&url, request, body, LARGEST_ANSWER).await;
        let (status, answer) = answer.map_err(|_| InvitationError::Unreachable)?;
        if status == StatusCode::OK {
            return serde_json::from_slice(&answer).map_err(|_| InvitationError::Unreachable);
        }
        let refusal: Result<Refusal, _> = serde_json::from_slice(&answer);
        Err(refusal.map_or(InvitationError::Unreachable, |refusal| {
            InvitationError::Refused(refusal.code)
        }))
    }
}

impl std::fmt::Debug for Invitation {
    /// Without the secret.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Invitation at {}", self.server)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_links_of_an_invitation_are_read() {
        for link in [
            " https://desk.example:8443/invito#aB-9_x\n",
            "sportello://join?server=https%3A%2F%2Fdesk.example%3A8443&invitation=aB-9_x",
            "http://localhost:8470/invito#aB-9_x",
        ] {
            let invitation = Invitation::parse(link).expect("a link");
            assert_eq!(invitation.secret, "aB-9_x", "{link}");
            assert!(!format!("{invitation:?}").contains("aB-9_x"));
        }
        let link = "https://desk.example:8443/invito#x";
        let server = Invitation::parse(link).expect("a link").server.to_string();
        assert_eq!(server, "https://desk.example:8443");
    }

    #[test]
    fn what_is_no_link_of_an_invitation_is_none() {
        for text in [
            "",
            "ciao",
            "https://desk.example/invito",
            "https://desk.example/invito#",
            "https://desk.example/invito#a b",
            "https://desk.example/@biblioteca#aB-9_x",
            "http://desk.example/invito#aB-9_x",
            "sportello://join?server=https://desk.example",
            &format!("https://desk.example/invito#{}", "a".repeat(3_000)),
        ] {
            assert!(Invitation::parse(text).is_none(), "{text}");
        }
    }
}
