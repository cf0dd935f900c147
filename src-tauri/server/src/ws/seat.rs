//! The sockets of librarians' seats: sign in first, then speak.

use std::net::IpAddr;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, close_code};
use axum::extract::{State, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::Response;
use sportello_core::SeatId;
use sportello_store::{Account, Store, StoreError};
use sportello_wire::seat::{FromSeat, SignInRefusal, ToSeat};
use sportello_wire::{MessageId, RefusalCode};

use super::{Heard, Listener, PARTING, bounded, carry, farewell, stopped};
use crate::Shared;
use crate::admin::account_name;
use crate::clock::new_id;
use crate::http::Visitor;
use crate::owner::{ConnectionId, Input, Outbox, OwnVoice, OwnerHandle};
use crate::secrets::{hash_password, hash_token, is_password, new_token};

/// How long a new socket may take to sign in.
const PATIENCE: Duration = Duration::from_secs(15);

/// A librarian who signed in.
struct SignedIn {
    account: Account,
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
    Ok(bounded(upgrade).on_upgrade(async move |mut socket| {
        let mut stopping = shared.stopping.clone();
        let signed_in = tokio::select! {
            signed_in = sign_in(&mut socket, &shared, visitor.address) => signed_in,
            () = stopped(&mut stopping) => {
                return part(socket, close_code::RESTART).await;
            }
        };
        match signed_in {
            Ok(signed_in) => attend(socket, shared, signed_in).await,
            Err(code) => refuse(socket, code).await,
        }
    }))
}

async fn attend(socket: WebSocket, shared: Shared, signed_in: SignedIn) {
    let SignedIn {
        account,
        seat,
        token,
        is_new,
    } = signed_in;
    let Some(owner) = shared.owners.get(&account.library).cloned() else {
        return;
    };
    let connection = ConnectionId(new_id());
    let (outbox, waiting) = Outbox::new();
    let mut listener = SeatListener {
        connection,
        owner,
        voice: outbox.own_voice(),
        store: shared.store.clone(),
        token_hash: hash_token(&token),
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
    store: Store,
    token_hash: String,
}

impl Listener for SeatListener {
    type Said = FromSeat;

    async fn hear(&mut self, heard: Heard<FromSeat>) -> bool {
        match heard {
            Heard::Said(FromSeat::SignOut) | Heard::TooMany(FromSeat::SignOut) => {
                end_session(&self.store, &self.token_hash).await;
                return false;
            }
            Heard::Said(said) => {
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
        | FromSeat::SignOut
        | FromSeat::SetPresence { .. }
        | FromSeat::Accept { .. }
        | FromSeat::Decline { .. }
        | FromSeat::HangUp { .. }
        | FromSeat::Signal { .. } => None,
    }
}

/// The first message signs in.
async fn sign_in(
    socket: &mut WebSocket,
    shared: &Shared,
    from: IpAddr,
) -> Result<SignedIn, SignInRefusal> {
    let first = tokio::time::timeout(PATIENCE, socket.recv()).await;
    let Ok(Some(Ok(Message::Text(text)))) = first else {
        return Err(SignInRefusal::SessionEnded);
    };
    match serde_json::from_str(&text) {
        Ok(FromSeat::SignIn {
            seat,
            user,
            password,
        }) => with_password(shared, from, seat, user, password).await,
        Ok(FromSeat::Resume { seat, token }) => {
            let account = shared.store.account_of_session(&hash_token(&token)).await;
            match account {
                Ok(account) => Ok(SignedIn {
                    account,
                    seat,
                    token,
                    is_new: false,
                }),
                // Only tries that miss are metered: after a restart a whole library
                // comes back from one address.
                Err(_) if shared.limits.may_sign_in(from, "") => Err(SignInRefusal::SessionEnded),
                Err(_) => Err(SignInRefusal::TooManyTries),
            }
        }
        Ok(_) | Err(_) => Err(SignInRefusal::SessionEnded),
    }
}

async fn with_password(
    shared: &Shared,
    from: IpAddr,
    seat: SeatId,
    user: String,
    password: String,
) -> Result<SignedIn, SignInRefusal> {
    let user = account_name(&user);
    if !shared.limits.may_sign_in(from, &user) {
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
    let begun = begin_session(shared, &token, &account).await;
    begun.map_err(|why| {
        tracing::error!(%why, "a session could not be written");
        SignInRefusal::SessionEnded
    })?;
    tracing::info!(librarian = %account.id, "a librarian signed in");
    Ok(SignedIn {
        account,
        seat,
        token,
        is_new: true,
    })
}

async fn begin_session(shared: &Shared, token: &str, account: &Account) -> Result<(), StoreError> {
    let at = shared.clock.now().wall_millis();
    let mut writing = shared.store.write().await?;
    sportello_store::add_session(&mut writing, &hash_token(token), account.id, at).await?;
    writing.commit().await.map_err(StoreError::from)
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
        if socket.send(farewell(why)).await.is_ok() {
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    let _ = tokio::time::timeout(PARTING, parting).await;
}
