//! The sockets of librarians' seats: sign in first, then speak.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, close_code};
use axum::extract::{State, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::Response;
use sportello_core::{SeatId, SessionId};
use sportello_store::{Account, NewSession, Store, StoreError};
use sportello_wire::seat::{
    AccountsRefusal, AccountsTold, CalendarOrder, CallBackRefusal, CallBacksTold, CasesRefusal,
    FromSeat, LoansRefusal, OutboxRefusal, OutboxTold, OutsideRefusal, SignInRefusal, ToSeat,
};
use sportello_wire::{MessageId, RefusalCode};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Heard, Listener, PARTING, bounded, carry, farewell, stopped};
use crate::Shared;
use crate::accounts::OwnAccounts;
use crate::admin::account_name;
use crate::cases::SeatCases;
use crate::clock::new_id;
use crate::http::Visitor;
use crate::loans::SeatLoans;
use crate::outbox::OwnOutbox;
use crate::outside::OwnOutside;
use crate::owner::{ConnectionId, Input, Outbox, OwnVoice, OwnerHandle};
use crate::secrets::{hash_password, hash_token, is_password, new_token};
use crate::sessions::Watcher;

/// How long a new socket may take to sign in.
const PATIENCE: Duration = Duration::from_secs(15);
/// How much of what a program calls itself is kept, in characters.
const LONGEST_PROGRAM: usize = 100;

/// A librarian who signed in.
struct SignedIn {
    account: Account,
    session: SessionId,
    seat: SeatId,
    /// The session's token.
    token: String,
    /// The token was made just now, and the seat does not know it yet.
    is_new: bool,
}

/// Opens the socket of a seat. Seats are programs: no page may open one.
pub(crate) async fn open(
    State(shared): State<Shared>,
    visitor: Visitor,
    headers: axum::http::HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, StatusCode> {
    if headers.contains_key(axum::http::header::ORIGIN) {
        return Err(StatusCode::FORBIDDEN);
    }
    let place = shared.limits.socket(visitor.address);
    let place = place.ok_or(StatusCode::TOO_MANY_REQUESTS)?;
    let from = From {
        address: visitor.address,
        program: program(&headers),
    };
    Ok(bounded(upgrade).on_upgrade(async move |mut socket| {
        let mut stopping = shared.stopping.clone();
        let signed_in = tokio::select! {
            signed_in = sign_in(&mut socket, &shared, &from) => signed_in,
            () = stopped(&mut stopping) => {
                return part(socket, close_code::RESTART).await;
            }
        };
        match signed_in {
            Ok(signed_in) => {
                drop(place); // who has a session stands in nobody's way
                attend(socket, shared, signed_in, from.address).await;
            }
            Err(code) => refuse(socket, code).await,
        }
    }))
}

/// From where somebody signs in.
struct From {
    address: IpAddr,
    /// The program and the computer, as the program says.
    program: String,
}

/// What a program calls itself: it is shown to its librarian alone, and never relied on.
fn program(headers: &axum::http::HeaderMap) -> String {
    let named = headers.get(axum::http::header::USER_AGENT);
    let named = named.map(|named| String::from_utf8_lossy(named.as_bytes()));
    let readable = |c: &char| !c.is_control();
    let named = named.unwrap_or_default();
    named
        .chars()
        .filter(readable)
        .take(LONGEST_PROGRAM)
        .collect()
}

async fn attend(socket: WebSocket, shared: Shared, signed_in: SignedIn, from: IpAddr) {
    let SignedIn {
        account,
        session,
        seat,
        token,
        is_new,
    } = signed_in;
    let Some(owner) = shared.owners.get(&account.library).cloned() else {
        return;
    };
    let connection = ConnectionId(new_id());
    let (outbox, waiting) = Outbox::new();
    let token_hash = hash_token(&token);
    let accounts = OwnAccounts::new(
        shared.clone(),
        account.clone(),
        from,
        (session, token_hash.clone()),
        outbox.own_voice(),
    );
    let outgoing = OwnOutbox::new(
        shared.clone(),
        account.library,
        account.id,
        outbox.own_voice(),
    );
    let outside = OwnOutside::new(
        shared.clone(),
        account.library,
        account.id,
        outbox.own_voice(),
    );
    let Some(loans) = shared.loans.get(&account.library).cloned() else {
        return;
    };
    let loans = SeatLoans::new(loans, account.id, outbox.own_voice());
    let Some(cases) = shared.cases.get(&account.library).cloned() else {
        return;
    };
    let cases = SeatCases::new(cases, account.id, outbox.own_voice());
    let mut listener = SeatListener {
        connection,
        owner,
        voice: outbox.own_voice(),
        session: SessionHeld::watched(&shared, token_hash, is_new),
        accounts,
        outgoing,
        outside,
        loans,
        cases,
    };
    let token = if is_new { token } else { String::new() };
    let opened = Input::SeatOpened {
        connection,
        seat,
        librarian: account.id,
        token,
        outbox,
    };
    listener.owner.tell(opened).await;
    carry(
        socket,
        waiting,
        ToSeat::Heartbeat,
        shared.stopping.clone(),
        &mut listener,
    )
    .await;
    listener.owner.tell(Input::SeatClosed { connection }).await;
}

struct SeatListener {
    connection: ConnectionId,
    owner: OwnerHandle,
    voice: OwnVoice<ToSeat>,
    session: SessionHeld,
    accounts: OwnAccounts,
    outgoing: OwnOutbox,
    outside: OwnOutside,
    loans: SeatLoans,
    cases: SeatCases,
}

/// The session that a socket lives by.
struct SessionHeld {
    store: Store,
    token_hash: String,
    changed: watch::Sender<()>,
    used: Arc<AtomicBool>,
    over: JoinHandle<()>,
}

impl SessionHeld {
    fn watched(shared: &Shared, token_hash: String, is_new: bool) -> Self {
        let used = Arc::new(AtomicBool::new(!is_new));
        let watcher = Watcher {
            store: shared.store.clone(),
            clock: shared.clock,
            life: shared.session_life,
            token_hash: token_hash.clone(),
            used: Arc::clone(&used),
            changed: shared.sessions_changed.subscribe(),
        };
        Self {
            store: shared.store.clone(),
            token_hash,
            changed: shared.sessions_changed.clone(),
            used,
            over: tokio::spawn(watcher.until_over()),
        }
    }

    /// Ends it here and for every other socket that lives by it.
    async fn end(&self) {
        end_session(&self.store, &self.token_hash).await;
        self.changed.send_replace(());
    }
}

impl Drop for SessionHeld {
    fn drop(&mut self) {
        self.over.abort();
    }
}

impl Listener for SeatListener {
    type Said = FromSeat;

    async fn hear(&mut self, heard: Heard<FromSeat>) -> bool {
        match heard {
            Heard::Said(FromSeat::SignOut {}) | Heard::TooMany(FromSeat::SignOut {}) => {
                self.session.end().await;
                return false;
            }
            Heard::Said(FromSeat::SignIn { .. } | FromSeat::Resume { .. }) => {
                self.refuse(RefusalCode::BadMessage, None); // once is enough
            }
            Heard::Said(FromSeat::Accounts { number, order }) => {
                self.session.used.store(true, Ordering::Relaxed);
                self.accounts.take(number, order).await;
            }
            Heard::TooMany(FromSeat::Accounts { number, .. }) => {
                let why = AccountsRefusal::TooManyTries;
                let told = AccountsTold::Refused { number, why };
                self.voice.say(ToSeat::Accounts { told });
            }
            Heard::Said(FromSeat::Outbox { number, order }) => {
                self.session.used.store(true, Ordering::Relaxed);
                self.outgoing.take(number, order).await;
            }
            Heard::TooMany(FromSeat::Outbox { number, .. }) => {
                let why = OutboxRefusal::TooManyTries {};
                let told = OutboxTold::Refused { number, why };
                self.voice.say(ToSeat::Outbox { told });
            }
            Heard::Said(FromSeat::Loans { number, order }) => {
                self.session.used.store(true, Ordering::Relaxed);
                self.loans.take(number, *order).await;
            }
            Heard::TooMany(FromSeat::Loans { number, .. }) => {
                self.loans.refuse(number, LoansRefusal::TooManyTries {});
            }
            Heard::Said(FromSeat::Cases { number, order }) => {
                self.session.used.store(true, Ordering::Relaxed);
                self.cases.take(number, *order).await;
            }
            Heard::TooMany(FromSeat::Cases { number, .. }) => {
                self.cases.refuse(number, CasesRefusal::TooManyTries {});
            }
            Heard::TooMany(FromSeat::CallBacks { number, .. }) => {
                let why = CallBackRefusal::NotSaved;
                let told = CallBacksTold::Refused { number, why };
                self.voice.say(ToSeat::CallBacks { told });
            }
            Heard::Said(FromSeat::Calendar {
                number,
                order: CalendarOrder::Outside { order },
            }) => {
                self.session.used.store(true, Ordering::Relaxed);
                self.outside.take(number, order).await;
            }
            Heard::TooMany(FromSeat::Calendar {
                number,
                order: CalendarOrder::Outside { .. },
            }) => {
                let why = OutsideRefusal::TooManyTries {};
                self.outside.refuse(number, why);
            }
            Heard::Said(said) => {
                self.session.used.store(true, Ordering::Relaxed);
                self.owner
                    .tell(Input::SeatSaid {
                        connection: self.connection,
                        said,
                    })
                    .await;
            }
            Heard::TooMany(said) => self.refuse(RefusalCode::TooMany, message_in(&said)),
            Heard::Noise => self.refuse(RefusalCode::BadMessage, None),
        }
        true
    }

    async fn until_over(&mut self) {
        tokio::select! {
            _ = &mut self.session.over => {}
            () = self.accounts.keep_showing() => {}
            () = self.outgoing.keep_showing() => {}
            () = self.loans.keep_showing() => {}
            () = self.cases.keep_showing() => {}
        }
        let code = SignInRefusal::SessionEnded;
        self.voice.say(ToSeat::SignInRefused { code });
    }
}

impl SeatListener {
    fn refuse(&self, code: RefusalCode, about: Option<MessageId>) {
        self.voice.say(ToSeat::Refused { code, about });
    }
}

fn message_in(said: &FromSeat) -> Option<MessageId> {
    match said {
        FromSeat::Say { id, .. } => Some(*id),
        FromSeat::SignIn { .. }
        | FromSeat::Resume { .. }
        | FromSeat::SignOut {}
        | FromSeat::SetPresence { .. }
        | FromSeat::Accept { .. }
        | FromSeat::Decline { .. }
        | FromSeat::HangUp { .. }
        | FromSeat::WrapUp { .. }
        | FromSeat::Hold { .. }
        | FromSeat::SetMode { .. }
        | FromSeat::Transfer { .. }
        | FromSeat::Admit { .. }
        | FromSeat::Block { .. }
        | FromSeat::CallPatron { .. }
        | FromSeat::OpenThread { .. }
        | FromSeat::CloseThread {}
        | FromSeat::Mark { .. }
        | FromSeat::Typing { .. }
        | FromSeat::Signal { .. }
        | FromSeat::Answers { .. }
        | FromSeat::Stills { .. }
        | FromSeat::Administer { .. }
        | FromSeat::Accounts { .. }
        | FromSeat::Calendar { .. }
        | FromSeat::Loans { .. }
        | FromSeat::Cases { .. }
        | FromSeat::CallBacks { .. }
        | FromSeat::Outbox { .. } => None,
    }
}

/// The first message signs in.
async fn sign_in(
    socket: &mut WebSocket,
    shared: &Shared,
    from: &From,
) -> Result<SignedIn, SignInRefusal> {
    let first = tokio::time::timeout(PATIENCE, socket.recv()).await;
    let Ok(Some(Ok(Message::Text(text)))) = first else {
        return Err(SignInRefusal::SessionEnded);
    };
    match sportello_wire::read(&text) {
        Ok(FromSeat::SignIn {
            seat,
            user,
            password,
        }) => with_password(shared, from, seat, user, password).await,
        Ok(FromSeat::Resume { seat, token }) => {
            let now = shared.clock.now().wall_millis();
            let session = shared.store.session(&hash_token(&token)).await;
            match session {
                Ok(session) if shared.session_life.left(&session, now).is_some() => Ok(SignedIn {
                    account: session.account,
                    session: session.id,
                    seat,
                    token,
                    is_new: false,
                }),
                // It is no miss to come back late.
                Ok(_) => Err(SignInRefusal::SessionEnded),
                // Only tries that miss are metered: after a restart a whole library
                // comes back from one address.
                Err(_) if shared.limits.may_miss(from.address) => Err(SignInRefusal::SessionEnded),
                Err(_) => Err(SignInRefusal::TooManyTries),
            }
        }
        Ok(_) | Err(_) => Err(SignInRefusal::SessionEnded),
    }
}

async fn with_password(
    shared: &Shared,
    from: &From,
    seat: SeatId,
    user: String,
    password: String,
) -> Result<SignedIn, SignInRefusal> {
    let user = account_name(&user);
    if !shared.limits.may_sign_in(from.address, &user) {
        return Err(SignInRefusal::TooManyTries);
    }
    let account = shared.store.account(&user).await.ok();
    let turn = shared.limits.password_checks.acquire().await;
    // An unknown name takes as long as a wrong password: names can't be fished for.
    let checked = tokio::task::spawn_blocking(move || match account {
        Some(account) => is_password(&password, &account.password_hash).then_some(account),
        None => {
            let _ = hash_password(&password);
            None
        }
    });
    let account = checked
        .await
        .ok()
        .flatten()
        .ok_or(SignInRefusal::WrongNameOrPassword)?;
    drop(turn);
    let token = new_token();
    let session = NewSession {
        id: SessionId(new_id()),
        token_hash: hash_token(&token),
        librarian: account.id,
        program: from.program.clone(),
    };
    let begun = begin_session(shared, &session).await;
    begun.map_err(|why| {
        tracing::error!(%why, "a session could not be written");
        SignInRefusal::SessionEnded
    })?;
    tracing::info!(librarian = %account.id, "a librarian signed in");
    Ok(SignedIn {
        account,
        session: session.id,
        seat,
        token,
        is_new: true,
    })
}

async fn begin_session(shared: &Shared, session: &NewSession) -> Result<(), StoreError> {
    let at = shared.clock.now().wall_millis();
    let (begun_before, used_before) = shared.session_life.over_before(at);
    let mut writing = shared.store.write().await?;
    sportello_store::forget_sessions(&mut writing, begun_before, used_before).await?;
    sportello_store::add_session(&mut writing, session, at).await?;
    writing.commit().await?;
    shared.accounts_changed.send_replace(());
    Ok(())
}

async fn end_session(store: &Store, token_hash: &str) {
    let ended = async {
        let mut writing = store.write().await?;
        sportello_store::end_session(&mut writing, token_hash).await?;
        writing.commit().await.map_err(StoreError::from)
    };
    if let Err(why) = ended.await {
        tracing::error!(%why, "a session could not be ended");
    }
}

async fn refuse(mut socket: WebSocket, code: SignInRefusal) {
    if let Ok(text) = serde_json::to_string(&ToSeat::SignInRefused { code }) {
        let _ = socket.send(Message::Text(text.into())).await;
    }
    part(socket, close_code::NORMAL).await;
}

async fn part(mut socket: WebSocket, why: u16) {
    let parting = async {
        let _ = socket.send(farewell(why)).await; // it may have said goodbye itself
        while let Some(Ok(_)) = socket.recv().await {}
    };
    let _ = tokio::time::timeout(PARTING, parting).await;
}
