//! Which calendars an account has (RFC 6764, 5397, 4791): from the address to who is
//! signed in, from there to where their calendars are, and what is there.

use hyper::Method;
use hyper::header::{CONTENT_TYPE, HeaderName};
use sportello_core::{Cause, Trouble};
use tokio::time::timeout;
use url::Url;

use super::ask::Question;
use super::xml::{Resource, WANTED, resources};
use super::{Account, Collection, Fault, Patience, Server};

/// How many places may hold an account's calendars.
const MOST_HOMES: usize = 5;
/// The most calendars that are told.
const MOST_CALENDARS: usize = 500;
/// The longest name of a calendar, in characters.
const LONGEST_NAME: usize = 200;

/// Finds the calendars of an account, in the order of their names. Where its address is a calendar, it is that one.
///
/// # Errors
/// What was in the way.
pub async fn find(account: &Account) -> Result<Vec<Collection>, Trouble> {
    find_within(Patience::default(), account).await
}

pub(super) async fn find_within(
    patience: Patience,
    account: &Account,
) -> Result<Vec<Collection>, Trouble> {
    let server = Server::of(account, patience)?;
    let found = timeout(patience.whole, server.calendars()).await;
    found.map_err(|_| Trouble::new(Cause::TooSlow, ""))?
}

impl Server<'_> {
    async fn calendars(&self) -> Result<Vec<Collection>, Trouble> {
        let mut last = None;
        for door in self.doors() {
            match self.behind(&door).await {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => {}
                // Another door may be the right one.
                Err(trouble) if leaves_hope(trouble.cause) => last = last.or(Some(trouble)),
                Err(trouble) => return Err(trouble),
            }
        }
        Err(last.unwrap_or_else(|| Trouble::new(Cause::NotACalendar, "")))
    }

    /// Where an account may be asked after: what was said, where servers say it, and the
    /// server itself.
    fn doors(&self) -> Vec<Url> {
        let usual = ["/.well-known/caldav", "/"];
        let usual = usual.iter().filter_map(|path| self.address.join(path).ok());
        let mut doors: Vec<Url> = Vec::new();
        if self.address.path() != "/" {
            doors.push(self.address.clone());
        }
        doors.extend(usual);
        doors
    }

    /// The calendars behind a door; none where it leads to nobody's.
    async fn behind(&self, door: &Url) -> Result<Option<Vec<Collection>>, Trouble> {
        let (at, said) = self.told(door, "0").await?;
        let Some(resource) = said.first() else {
            return Ok(None);
        };
        if resource.is_calendar {
            return Ok(Some(vec![collection(&at, resource)]));
        }
        let mut homes = (at, resource.homes.clone());
        if let Some(principal) = &resource.principal {
            let principal = self.leads(&homes.0, principal)?;
            let (at, said) = self.told(&principal, "0").await?;
            let found: Vec<String> = said.into_iter().flat_map(|one| one.homes).collect();
            if !found.is_empty() {
                homes = (at, found);
            }
        }
        let (at, homes) = homes;
        if homes.is_empty() {
            return Ok(None);
        }
        let mut found: Vec<Collection> = Vec::new();
        for home in homes.iter().take(MOST_HOMES) {
            let home = self.leads(&at, home)?;
            let (at, said) = self.told(&home, "1").await?;
            for resource in said.iter().filter(|resource| resource.is_calendar) {
                let at = self.leads(&at, &resource.href)?;
                let is_new = found.iter().all(|known| known.href != at.as_str());
                if is_new && found.len() < MOST_CALENDARS {
                    found.push(collection(&at, resource));
                }
            }
        }
        found.sort_by_cached_key(|one| (one.name.to_lowercase(), one.href.clone()));
        Ok(Some(found))
    }

    /// What the server says of a resource, and with depth 1 of what is in it.
    async fn told(&self, url: &Url, depth: &str) -> Result<(Url, Vec<Resource>), Trouble> {
        let question = Question {
            method: Method::from_bytes(b"PROPFIND").unwrap_or(Method::GET),
            headers: vec![
                (HeaderName::from_static("depth"), depth),
                (CONTENT_TYPE, "application/xml; charset=utf-8"),
            ],
            body: WANTED,
        };
        let answer = self.ask(url, &question).await;
        let answer = answer.map_err(|why| Fault::from(why).trouble().clone())?;
        match answer.status.as_u16() {
            207 => {}
            403 => return Err(answer.trouble(Cause::TurnedAway)),
            _ => {
                return Err(answer
                    .fault(!self.account.user.is_empty())
                    .trouble()
                    .clone());
            }
        }
        let said = resources(&answer.body);
        let said = said.ok_or_else(|| answer.trouble(Cause::NotACalendar))?;
        Ok((answer.url, said))
    }
}

fn collection(at: &Url, resource: &Resource) -> Collection {
    let mut path = at.path_segments().into_iter().flatten().rev();
    let name = match resource.name.as_str() {
        "" => path.find(|part| !part.is_empty()).unwrap_or_default(),
        name => name,
    };
    Collection {
        href: at.to_string(),
        name: name.chars().take(LONGEST_NAME).collect(),
        takes_events: resource.takes_events,
        colour: resource.colour.clone(),
    }
}

/// Whether what was in the way at one door may not be at another.
fn leaves_hope(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::NotACalendar | Cause::TurnedAway | Cause::Refused | Cause::PlaceForbidden
    )
}
