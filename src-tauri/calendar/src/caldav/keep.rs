//! An appointment put into a calendar, and taken out again.

use hyper::Method;
use hyper::header::{CONTENT_TYPE, HeaderName, IF_MATCH, IF_NONE_MATCH};
use sportello_core::{Cause, Trouble};
use tokio::time::timeout;
use url::Url;

use super::ask::{Answer, Question};
use super::{Account, ETag, Fault, Patience, Put, Remove, Server};
use crate::read::identity;

/// Keeps an appointment in a calendar: `text` is what [`stored`](crate::stored) writes,
/// `known` the state in which it was left there; without one it is created.
///
/// Where the server says that there is another state already, it is looked at: if it is
/// what was to be put there, an attempt before this one has arrived.
pub async fn put(
    account: &Account,
    collection: &str,
    uid: &str,
    text: &str,
    known: Option<&ETag>,
) -> Put {
    put_within(Patience::default(), account, collection, uid, text, known).await
}

pub(super) async fn put_within(
    patience: Patience,
    account: &Account,
    collection: &str,
    uid: &str,
    text: &str,
    known: Option<&ETag>,
) -> Put {
    let place = Place::of(patience, account, collection, uid);
    let kept = match &place {
        Ok(place) => timeout(patience.whole, place.put(text, known)).await,
        Err(trouble) => return Put::Failed(Fault::no_way(trouble.clone())),
    };
    kept.unwrap_or_else(|_| Put::Failed(Fault::Uncertain(Trouble::new(Cause::TooSlow, ""))))
}

/// Takes an appointment out of a calendar. With the state in which it was left there, it
/// is not taken out when somebody has changed it since.
pub async fn remove(
    account: &Account,
    collection: &str,
    uid: &str,
    known: Option<&ETag>,
) -> Remove {
    let patience = Patience::default();
    let place = Place::of(patience, account, collection, uid);
    let removed = match &place {
        Ok(place) => timeout(patience.whole, place.remove(known)).await,
        Err(trouble) => return Remove::Failed(Fault::no_way(trouble.clone())),
    };
    removed.unwrap_or_else(|_| Remove::Failed(Fault::Uncertain(Trouble::new(Cause::TooSlow, ""))))
}

/// Where an appointment is kept.
struct Place<'a> {
    server: Server<'a>,
    url: Url,
}

impl<'a> Place<'a> {
    fn of(
        patience: Patience,
        account: &'a Account,
        collection: &str,
        uid: &str,
    ) -> Result<Self, Trouble> {
        let server = Server::of(account, patience)?;
        let mut collection = server.leads(&server.address, collection)?;
        if !collection.path().ends_with('/') {
            let path = format!("{}/", collection.path());
            collection.set_path(&path);
        }
        let url = collection.join(&file_name(uid));
        let url = url.map_err(|why| Trouble::new(Cause::NotSet, &why.to_string()))?;
        Ok(Self { server, url })
    }

    async fn put(&self, text: &str, known: Option<&ETag>) -> Put {
        let condition = match known {
            Some(known) => (IF_MATCH, known.as_str()),
            None => (IF_NONE_MATCH, "*"),
        };
        let question = Question {
            method: Method::PUT,
            headers: vec![(CONTENT_TYPE, "text/calendar; charset=utf-8"), condition],
            body: text,
        };
        let answer = match self.server.ask(&self.url, &question).await {
            Ok(answer) => answer,
            Err(why) => return Put::Failed(why.into()),
        };
        match answer.status.as_u16() {
            200..=299 if answer.is_page() => {
                Put::Failed(Fault::no_way(answer.trouble(Cause::NotACalendar)))
            }
            200..=299 => match answer.etag() {
                Some(etag) => Put::Stored(Some(etag)),
                None => self.stored(text).await,
            },
            404 if known.is_some() => Put::ChangedThere,
            412 => self.met(text, known).await,
            _ => Put::Failed(self.fault(&answer)),
        }
    }

    /// It is there, and the server did not say in which state: where it changed what it
    /// was given, for one.
    async fn stored(&self, text: &str) -> Put {
        match self.there().await {
            Ok(there) if is_same(&there, text) => Put::Stored(there.etag()),
            Ok(_) | Err(_) => Put::Stored(None),
        }
    }

    /// There is something else already. Perhaps it is this.
    async fn met(&self, text: &str, known: Option<&ETag>) -> Put {
        let there = match self.there().await {
            Ok(there) => there,
            Err(fault) => return Put::Failed(fault),
        };
        match there.status.as_u16() {
            200 if is_same(&there, text) => Put::Stored(there.etag()),
            200 => Put::ChangedThere,
            404 | 410 if known.is_some() => Put::ChangedThere,
            404 | 410 => Put::Failed(Fault::not_now(there.trouble(Cause::Deferred))),
            _ => Put::Failed(self.fault(&there)),
        }
    }

    async fn there(&self) -> Result<Answer, Fault> {
        let question = Question {
            method: Method::GET,
            headers: Vec::new(),
            body: "",
        };
        let answer = self.server.ask(&self.url, &question).await;
        // To look changes nothing, so nothing is uncertain.
        answer.map_err(|why| Fault::not_now(Fault::from(why).trouble().clone()))
    }

    async fn remove(&self, known: Option<&ETag>) -> Remove {
        let condition = known.map(|known| (IF_MATCH, known.as_str()));
        let question = Question {
            method: Method::DELETE,
            headers: condition.into_iter().collect::<Vec<(HeaderName, &str)>>(),
            body: "",
        };
        let answer = match self.server.ask(&self.url, &question).await {
            Ok(answer) => answer,
            Err(why) => return Remove::Failed(why.into()),
        };
        match answer.status.as_u16() {
            200..=299 if answer.is_page() => {
                Remove::Failed(Fault::no_way(answer.trouble(Cause::NotACalendar)))
            }
            200..=299 | 404 | 410 => Remove::Removed,
            412 => match self.there().await {
                // With a condition, some say so of what is gone.
                Ok(there) if matches!(there.status.as_u16(), 404 | 410) => Remove::Removed,
                Ok(_) | Err(_) => Remove::ChangedThere,
            },
            _ => Remove::Failed(self.fault(&answer)),
        }
    }

    fn fault(&self, answer: &Answer) -> Fault {
        answer.fault(!self.server.account.user.is_empty())
    }
}

/// Whether what is there is this appointment, in this state.
fn is_same(there: &Answer, text: &str) -> bool {
    let ours = identity(text.as_bytes());
    ours.is_some() && identity(&there.body) == ours
}

/// The name of an appointment's resource. Nothing stands in it that servers, or what
/// stands before them, read in several ways; two appointments never have the same one.
fn file_name(uid: &str) -> String {
    let mut name = String::with_capacity(uid.len() + 4);
    for octet in uid.bytes() {
        match octet {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'@' => name.push(octet.into()),
            other => {
                name.push('_');
                name.push_str(&format!("{other:02X}"));
            }
        }
    }
    name + ".ics"
}
