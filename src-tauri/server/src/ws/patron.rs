//! The sockets of patrons' pages, and the capability that makes somebody a patron.

use axum::extract::{Path, Query, State, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sportello_core::{DeskId, Handle, PageId, PatronId, PersonName, ThreadId};
use sportello_store::{NewPatron, PatronRow, StoreError};
use sportello_wire::patron::{FromPatron, OwnCasesRefusal, OwnLoansRefusal, ToPatron};
use sportello_wire::{MessageId, RefusalCode};

use super::{Heard, Listener, bounded, carry};
use crate::Shared;
use crate::cases::OwnCases;
use crate::clock::new_id;
use crate::http::Visitor;
use crate::loans::OwnLoans;
use crate::owner::{Input, Outbox, OwnVoice, OwnerHandle};
use crate::secrets::{hash_token, new_token};

/// The cookie that holds the capability.
const COOKIE: &str = "sportello_patron";
/// How long a browser keeps it.
const KEPT_DAYS: u32 = 30;

/// Makes the visitor a patron of the desk, unless they are one.
pub(crate) async fn become_patron(
    State(shared): State<Shared>,
    Path(handle): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let (handle, desk, _) = find(&shared, &handle)?;
    if !visitor.same_origin {
        return Err(StatusCode::FORBIDDEN);
    }
    if patron_of(&shared, desk, &headers).await?.is_some() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    if !shared.limits.may_arrive(visitor.address) {
        return Err(StatusCode::TOO_MANY_REQUESTS);
    }
    let capability = new_token();
    let row = PatronRow {
        id: PatronId(new_id()),
        desk,
        thread: ThreadId(new_id()),
    };
    let patron = NewPatron {
        row,
        capability_hash: hash_token(&capability),
    };
    save(&shared, &patron).await.map_err(|why| failed(&why))?;
    let cookie = [(header::SET_COOKIE, cookie(&shared, &handle, &capability))];
    Ok((StatusCode::NO_CONTENT, cookie).into_response())
}

/// What a page may ask its socket for.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    /// The person behind the handle whom the page was opened for.
    person: Option<String>,
}

/// Opens the socket of a page.
pub(crate) async fn open(
    State(shared): State<Shared>,
    Path(handle): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, StatusCode> {
    let (handle, desk, owner) = find(&shared, &handle)?;
    if !visitor.same_origin {
        return Err(StatusCode::FORBIDDEN);
    }
    let library = shared.desks.find(&handle).map(|door| door.library);
    let library = library.ok_or(StatusCode::NOT_FOUND)?;
    let patron = patron_of(&shared, desk, &headers).await?;
    let person = asked.person.and_then(|name| PersonName::parse(&name).ok());
    let place = match &patron {
        Some(patron) => shared.limits.socket_of(patron.id),
        None => shared.limits.socket(visitor.address),
    };
    let place = place.ok_or(StatusCode::TOO_MANY_REQUESTS)?;
    Ok(bounded(upgrade).on_upgrade(async move |socket| {
        let _place = place;
        let page = PageId(new_id());
        let (outbox, waiting) = Outbox::new();
        let own = patron.and_then(|patron| {
            let loans = shared.loans.get(&library)?.clone();
            let cases = shared.cases.get(&library)?.clone();
            Some(OwnThings {
                loans: OwnLoans::new(loans, patron, outbox.own_voice()),
                cases: OwnCases::new(cases, patron, outbox.own_voice()),
            })
        });
        let mut listener = PageListener {
            page,
            owner,
            voice: outbox.own_voice(),
            only_watches: patron.is_none(),
            own,
        };
        listener
            .owner
            .tell(Input::PageOpened {
                page,
                desk,
                person,
                patron,
                outbox,
            })
            .await;
        carry(
            socket,
            waiting,
            ToPatron::Heartbeat,
            shared.stopping,
            &mut listener,
        )
        .await;
        listener.owner.tell(Input::PageClosed { page }).await;
    }))
}

struct PageListener {
    page: PageId,
    owner: OwnerHandle,
    voice: OwnVoice<ToPatron>,
    /// It came without a capability, and speaks for nobody.
    only_watches: bool,
    /// What is their own, if they are somebody.
    own: Option<OwnThings>,
}

/// What is a patron's own besides the thread.
struct OwnThings {
    loans: OwnLoans,
    cases: OwnCases,
}

impl Listener for PageListener {
    type Said = FromPatron;

    async fn hear(&mut self, heard: Heard<FromPatron>) -> bool {
        match heard {
            Heard::Said(said) if self.only_watches => {
                self.refuse(RefusalCode::BadMessage, message_in(&said));
            }
            Heard::Said(FromPatron::Loans { order }) => {
                if let Some(own) = &self.own {
                    own.loans.take(order);
                }
            }
            Heard::TooMany(FromPatron::Loans { .. }) => {
                if let Some(own) = &self.own {
                    own.loans.refuse(OwnLoansRefusal::TooManyTries {});
                }
            }
            Heard::Said(FromPatron::Cases { order }) => {
                if let Some(own) = &self.own {
                    own.cases.take(order);
                }
            }
            Heard::TooMany(FromPatron::Cases { order }) => {
                if let Some(own) = &self.own {
                    own.cases.refuse(&order, OwnCasesRefusal::TooManyTries);
                }
            }
            Heard::Said(said) => {
                self.owner
                    .tell(Input::PageSaid {
                        page: self.page,
                        said,
                    })
                    .await
            }
            Heard::TooMany(said) => self.refuse(RefusalCode::TooMany, message_in(&said)),
            Heard::Noise => self.refuse(RefusalCode::BadMessage, None),
        }
        true
    }

    async fn until_over(&mut self) {
        match &mut self.own {
            Some(OwnThings { loans, cases }) => tokio::select! {
                () = loans.keep_showing() => {}
                () = cases.keep_showing() => {}
            },
            None => std::future::pending().await,
        }
    }
}

impl PageListener {
    fn refuse(&self, code: RefusalCode, about: Option<MessageId>) {
        self.voice.say(ToPatron::Refused { code, about });
    }
}

fn message_in(said: &FromPatron) -> Option<MessageId> {
    match said {
        FromPatron::Say { id, .. } => Some(*id),
        FromPatron::Arrive { .. }
        | FromPatron::Introduce { .. }
        | FromPatron::Leave {}
        | FromPatron::Mark { .. }
        | FromPatron::Typing {}
        | FromPatron::SetMode { .. }
        | FromPatron::AnswerCall { .. }
        | FromPatron::AnswerStill { .. }
        | FromPatron::Rate { .. }
        | FromPatron::Reach { .. }
        | FromPatron::Booking { .. }
        | FromPatron::Loans { .. }
        | FromPatron::Cases { .. }
        | FromPatron::CallBacks { .. }
        | FromPatron::Signal { .. } => None,
    }
}

pub(crate) fn find(
    shared: &Shared,
    handle: &str,
) -> Result<(Handle, DeskId, OwnerHandle), StatusCode> {
    let handle = Handle::parse(handle).map_err(|_| StatusCode::NOT_FOUND)?;
    let door = shared.desks.find(&handle).ok_or(StatusCode::NOT_FOUND)?;
    Ok((handle, door.desk, door.owner))
}

/// The patron whom a request's cookie names: by the capability that was set here, or
/// by the secret of their private link.
pub(crate) async fn patron_of(
    shared: &Shared,
    desk: DeskId,
    headers: &HeaderMap,
) -> Result<Option<PatronRow>, StatusCode> {
    let Some(capability) = capability(headers) else {
        return Ok(None);
    };
    let hash = hash_token(capability);
    let known = match shared.store.patron(desk, &hash).await {
        Err(StoreError::NotFound) => {
            let now = shared.clock.now().wall_millis();
            let made_since = shared.links.made_since(now);
            let known = shared.store.patron_by_link(desk, &hash, now, made_since);
            known.await
        }
        known => known,
    };
    match known {
        Ok(patron) => Ok(Some(patron)),
        Err(StoreError::NotFound) => Ok(None),
        Err(why) => Err(failed(&why)),
    }
}

pub(crate) fn capability(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).into_iter();
    let mut pairs = cookies
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Readable by the server alone, sent to this desk alone, and over TLS wherever
/// patrons reach the server over TLS.
pub(crate) fn cookie(shared: &Shared, handle: &Handle, capability: &str) -> HeaderValue {
    set_cookie(shared, handle, capability, KEPT_DAYS * 24 * 60 * 60)
}

/// Takes the cookie back.
pub(crate) fn no_cookie(shared: &Shared, handle: &Handle) -> HeaderValue {
    set_cookie(shared, handle, "", 0)
}

fn set_cookie(shared: &Shared, handle: &Handle, capability: &str, age: u32) -> HeaderValue {
    let secure = if shared.transport.is_secure() {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!(
        "{COOKIE}={capability}; Path=/api/{handle}/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}"
    );
    HeaderValue::from_str(&cookie).expect("a token and a handle are plain ASCII")
}

async fn save(shared: &Shared, patron: &NewPatron) -> Result<(), StoreError> {
    let mut writing = shared.store.write().await?;
    sportello_store::add_patron(&mut writing, patron, shared.clock.now().wall_millis()).await?;
    writing.commit().await.map_err(StoreError::from)
}

fn failed(why: &StoreError) -> StatusCode {
    tracing::error!(%why, "a patron could not be looked up or written");
    StatusCode::SERVICE_UNAVAILABLE
}
