//! A librarian: a seat that signed in.

use std::net::SocketAddr;

use sportello_wire::seat::{FromSeat, OfferEnd, SeatDesk, SignInRefusal, ToSeat};
use sportello_wire::{
    ChosenPresence, ContactId, LegId, MessageId, MessageView, Mode, Presence, RefusalCode, SeatId,
    Signal,
};

use crate::client::{Client, Side, connect};
use crate::ids::new_message;

/// The librarian's side of the desk.
#[derive(Debug)]
pub struct SeatSide;

/// A librarian's seat.
pub type Librarian = Client<SeatSide>;

/// What a seat is shown.
#[derive(Debug, Default)]
pub struct SeatView {
    /// Who signed in, and where.
    pub welcome: Option<ToSeat>,
    /// The desk.
    pub desk: Option<SeatDesk>,
    /// All that was said in the contact under way, as of its answer or the last
    /// connection.
    pub history: Option<(ContactId, Vec<MessageView>)>,
}

/// What a seat keeps when its socket is gone.
#[derive(Clone, Debug)]
pub struct Session {
    /// The seat.
    pub seat: SeatId,
    /// The token.
    pub token: String,
}

impl Side for SeatSide {
    type Says = FromSeat;
    type Hears = ToSeat;
    type View = SeatView;
    type Keeps = Session;

    fn take(view: &mut SeatView, heard: ToSeat) -> Option<ToSeat> {
        match heard {
            ToSeat::Desk { desk } => view.desk = Some(desk),
            ToSeat::History { contact, messages } => view.history = Some((contact, messages)),
            ToSeat::Heartbeat => {}
            ToSeat::Welcome { .. }
            | ToSeat::SignInRefused { .. }
            | ToSeat::Message { .. }
            | ToSeat::Signal { .. }
            | ToSeat::OfferEnded { .. }
            | ToSeat::Refused { .. } => return Some(heard),
        }
        None
    }

    fn fence() -> (FromSeat, impl Fn(&ToSeat) -> bool) {
        let id = new_message();
        let fence = FromSeat::Say {
            contact: ContactId(id.0),
            id,
            text: String::new(),
        };
        let is_answer = move |heard: &ToSeat| matches!(heard, ToSeat::Refused { about, .. } if *about == Some(id));
        (fence, is_answer)
    }
}

impl Librarian {
    /// Signs in with a password.
    ///
    /// # Errors
    /// Why the desk refused.
    pub async fn sign_in(
        address: SocketAddr,
        seat: SeatId,
        user: &str,
        password: &str,
    ) -> Result<Self, SignInRefusal> {
        let (user, password) = (user.to_owned(), password.to_owned());
        let who = user.clone();
        let sign_in = FromSeat::SignIn {
            seat,
            user,
            password,
        };
        Self::begin(address, &who, seat, sign_in, "").await
    }

    /// Signs in with the token of an earlier sign-in.
    ///
    /// # Errors
    /// Why the desk refused.
    pub async fn resume(
        address: SocketAddr,
        who: &str,
        session: &Session,
    ) -> Result<Self, SignInRefusal> {
        let resume = FromSeat::Resume {
            seat: session.seat,
            token: session.token.clone(),
        };
        Self::begin(address, who, session.seat, resume, &session.token).await
    }

    async fn begin(
        address: SocketAddr,
        who: &str,
        seat: SeatId,
        first: FromSeat,
        token: &str,
    ) -> Result<Self, SignInRefusal> {
        let socket = connect(address, "/api/seat", &[])
            .await
            .unwrap_or_else(|status| panic!("{who}'s socket is refused with {status}"));
        let token = token.to_owned();
        let mut librarian = Self::over(socket, who, Session { seat, token });
        librarian.say(first).await;
        match librarian.next().await {
            ToSeat::SignInRefused { code } => Err(code),
            ToSeat::Welcome { ref token, .. } if token.is_empty() => Ok(librarian),
            welcome @ ToSeat::Welcome { .. } => {
                if let ToSeat::Welcome { token, .. } = &welcome {
                    librarian.keeps.token.clone_from(token);
                }
                librarian.view.welcome = Some(welcome);
                Ok(librarian)
            }
            other => panic!("{who} expects to be welcome, and hears {other:?}"),
        }
    }

    /// Chooses to be available or away, and waits until the desk says so.
    pub async fn chooses(&mut self, presence: ChosenPresence) {
        self.say(FromSeat::SetPresence { presence }).await;
        self.see(&format!("{presence:?}"), |view| {
            (view.desk.as_ref()?.chosen == presence).then_some(())
        })
        .await;
    }

    /// Waits until the desk shows this presence.
    pub async fn is_now(&mut self, presence: Presence) {
        self.see(&format!("{presence:?}"), |view| {
            (view.desk.as_ref()?.presence == presence).then_some(())
        })
        .await;
    }

    /// Waits until a contact rings here.
    pub async fn is_rung(&mut self) -> ContactId {
        self.see("a ring", |view| {
            let line = &view.desk.as_ref()?.line;
            line.iter()
                .find(|entry| entry.rings_here)
                .map(|entry| entry.contact)
        })
        .await
    }

    /// Waits until nothing rings here.
    pub async fn is_left_in_peace(&mut self) {
        self.see("peace", |view| {
            let line = &view.desk.as_ref()?.line;
            line.iter().all(|entry| !entry.rings_here).then_some(())
        })
        .await;
    }

    /// Answers, with what the contact asks for at most.
    pub async fn accept(&mut self, contact: ContactId) {
        let with = Mode::Video;
        self.say(FromSeat::Accept { contact, with }).await;
    }

    /// Waits until the contact is under way at this seat, its history included.
    pub async fn talks(&mut self, contact: ContactId) {
        self.see("the contact under way", |view| {
            let under_way = view.desk.as_ref()?.contact.as_ref()?;
            let told = view.history.as_ref()?.0 == contact;
            (told && under_way.here && under_way.id == contact).then_some(())
        })
        .await;
    }

    /// Waits until no contact is under way.
    pub async fn is_free(&mut self) {
        self.see("no contact", |view| {
            view.desk.as_ref()?.contact.is_none().then_some(())
        })
        .await;
    }

    /// Answers the next ring and waits until the call is under way.
    pub async fn answers(&mut self) -> ContactId {
        let contact = self.is_rung().await;
        self.accept(contact).await;
        self.talks(contact).await;
        contact
    }

    /// Ends the contact and waits until it is over.
    pub async fn hangs_up(&mut self, contact: ContactId) {
        self.say(FromSeat::HangUp { contact }).await;
        self.is_free().await;
        let why = self.is_told_of_an_end().await;
        assert!(matches!(why, OfferEnd::Ended { .. }), "not {why:?}");
    }

    /// Writes a message.
    pub async fn write(&mut self, contact: ContactId, text: &str) -> MessageId {
        let id = new_message();
        self.write_as(contact, id, text).await;
        id
    }

    /// Writes a message under an id of before.
    pub async fn write_as(&mut self, contact: ContactId, id: MessageId, text: &str) {
        let text = text.to_owned();
        self.say(FromSeat::Say { contact, id, text }).await;
    }

    /// Takes a step in setting up the call.
    pub async fn signal(&mut self, contact: ContactId, leg: LegId, signal: Signal) {
        let signal = FromSeat::Signal {
            contact,
            leg,
            signal,
        };
        self.say(signal).await;
    }

    /// Waits for a message.
    pub async fn reads(&mut self, id: MessageId) -> MessageView {
        self.hear("a message", |heard| match heard {
            ToSeat::Message { message } if message.id == id => Some(message.clone()),
            _ => None,
        })
        .await
    }

    /// Waits for a refusal.
    pub async fn is_refused(&mut self, code: RefusalCode) -> Option<MessageId> {
        self.hear(&format!("{code:?}"), |heard| match heard {
            ToSeat::Refused { code: why, about } if *why == code => Some(*about),
            _ => None,
        })
        .await
    }

    /// Waits to be told why a contact stopped ringing, or a call its talking.
    pub async fn is_told_of_an_end(&mut self) -> OfferEnd {
        self.hear("why it ended", |heard| match heard {
            ToSeat::OfferEnded { why, .. } => Some(why.clone()),
            _ => None,
        })
        .await
    }
}
