//! A patron: a browser's page, with the cookie that makes it somebody.

use std::net::SocketAddr;

use sportello_wire::patron::{
    DeskState, DeskView, FromPatron, PatronContact, PatronContactState, ToPatron,
};
use sportello_wire::{
    ContactId, EndedBy, IceServer, Language, LegId, MessageId, MessageView, Mode, RefusalCode,
    Signal,
};

use crate::client::{Client, Side, connect};
use crate::ids::new_message;
use crate::web::ask;

/// The patron's side of the desk.
#[derive(Debug)]
pub struct PatronSide;

/// A patron's open page.
pub type Patron = Client<PatronSide>;

/// What a page is shown.
#[derive(Debug, Default)]
pub struct PageView {
    /// The desk.
    pub desk: Option<DeskView>,
    /// The contact; `None` inside when there is none, outside when nothing was said.
    pub contact: Option<Option<PatronContact>>,
    /// Where to look for a way to the librarian.
    pub ice_servers: Vec<IceServer>,
    /// All that was said, as of the last connection.
    pub history: Option<Vec<MessageView>>,
}

impl PageView {
    /// Where the contact stands.
    pub fn state(&self) -> Option<&PatronContactState> {
        self.contact
            .as_ref()?
            .as_ref()
            .map(|contact| &contact.state)
    }
}

impl Side for PatronSide {
    type Says = FromPatron;
    type Hears = ToPatron;
    type View = PageView;
    /// The cookie, if the page is a patron's.
    type Keeps = Option<String>;

    fn take(view: &mut PageView, heard: ToPatron) -> Option<ToPatron> {
        match heard {
            ToPatron::Desk { desk } => view.desk = Some(desk),
            ToPatron::Contact {
                contact,
                ice_servers,
            } => {
                view.contact = Some(contact);
                view.ice_servers = ice_servers;
            }
            ToPatron::History { messages } => view.history = Some(messages),
            ToPatron::Heartbeat => {}
            ToPatron::Message { .. }
            | ToPatron::Signal { .. }
            | ToPatron::Refused { .. }
            | ToPatron::Superseded => return Some(heard),
        }
        None
    }

    fn fence() -> (FromPatron, impl Fn(&ToPatron) -> bool) {
        let id = new_message();
        let text = String::new();
        let is_answer = move |heard: &ToPatron| matches!(heard, ToPatron::Refused { about, .. } if *about == Some(id));
        (FromPatron::Say { id, text }, is_answer)
    }
}

impl Patron {
    /// Opens the page of a desk: asks for the cookie, then for the socket.
    pub async fn open(address: SocketAddr, handle: &str, who: &str) -> Self {
        let cookie = Self::cookie(address, handle).await;
        Self::open_with(address, handle, who, Some(cookie)).await
    }

    /// Asks for a cookie.
    pub async fn cookie(address: SocketAddr, handle: &str) -> String {
        let origin = format!("http://{address}");
        let answer = ask(
            address,
            "POST",
            &format!("/api/{handle}/patron"),
            &[("Origin", &origin)],
        )
        .await;
        assert_eq!(answer.status, 204, "a cookie is given: {answer:?}");
        let cookie = answer.header("set-cookie").split(';').next();
        cookie.unwrap_or_default().to_owned()
    }

    /// Opens the page with a cookie of before, or with none.
    pub async fn open_with(
        address: SocketAddr,
        handle: &str,
        who: &str,
        cookie: Option<String>,
    ) -> Self {
        let origin = format!("http://{address}");
        let mut headers = vec![("origin", origin.as_str())];
        headers.extend(cookie.as_deref().map(|cookie| ("cookie", cookie)));
        let path = format!("/api/{handle}/socket");
        let socket = connect(address, &path, &headers)
            .await
            .unwrap_or_else(|status| panic!("{who}'s socket is refused with {status}"));
        Self::over(socket, who, cookie)
    }

    /// Asks for a place in the line.
    pub async fn arrive(&mut self, mode: Mode) {
        let arrive = FromPatron::Arrive {
            mode,
            name: self.who.clone(),
            language: Language::It,
        };
        self.say(arrive).await;
    }

    /// Writes a message.
    pub async fn write(&mut self, text: &str) -> MessageId {
        let id = new_message();
        self.write_as(id, text).await;
        id
    }

    /// Writes a message under an id of before.
    pub async fn write_as(&mut self, id: MessageId, text: &str) {
        let text = text.to_owned();
        self.say(FromPatron::Say { id, text }).await;
    }

    /// Takes a step in setting up the call.
    pub async fn signal(&mut self, leg: LegId, signal: Signal) {
        self.say(FromPatron::Signal { leg, signal }).await;
    }

    /// Waits until the desk is open, with so many available and on a contact.
    pub async fn sees_open(&mut self, available: u32, on_contact: u32) {
        let open = DeskState::Open {
            available,
            on_contact,
        };
        self.see(&format!("{open:?}"), |view| {
            (view.desk.as_ref()?.state == open).then_some(())
        })
        .await;
    }

    /// Waits until the desk is closed.
    pub async fn sees_closed(&mut self) {
        self.see("a closed desk", |view| {
            (view.desk.as_ref()?.state == DeskState::Closed).then_some(())
        })
        .await;
    }

    /// Waits for a place in the line.
    pub async fn waits_at(&mut self, place: u32) -> ContactId {
        self.see(&format!("place {place}"), |view| {
            let contact = view.contact.as_ref()?.as_ref()?;
            let here = matches!(contact.state, PatronContactState::Waiting { position, .. } if position == place);
            here.then_some(contact.id)
        })
        .await
    }

    /// Waits until somebody has answered.
    pub async fn talks_with(&mut self, name: &str) -> ContactId {
        self.see(&format!("{name} answering"), |view| {
            let contact = view.contact.as_ref()?.as_ref()?;
            let with = matches!(&contact.state, PatronContactState::Talking { librarian, .. } if librarian == name);
            with.then_some(contact.id)
        })
        .await
    }

    /// Waits until the contact is over.
    pub async fn sees_the_end(&mut self) -> EndedBy {
        self.see("the end of the contact", |view| match view.state()? {
            PatronContactState::Ended { by } => Some(*by),
            PatronContactState::Waiting { .. } | PatronContactState::Talking { .. } => None,
        })
        .await
    }

    /// Waits for a message.
    pub async fn reads(&mut self, id: MessageId) -> MessageView {
        self.hear("a message", |heard| match heard {
            ToPatron::Message { message } if message.id == id => Some(message.clone()),
            _ => None,
        })
        .await
    }

    /// Waits for a refusal.
    pub async fn is_refused(&mut self, code: RefusalCode) -> Option<MessageId> {
        self.hear(&format!("{code:?}"), |heard| match heard {
            ToPatron::Refused { code: why, about } if *why == code => Some(*about),
            _ => None,
        })
        .await
    }
}
