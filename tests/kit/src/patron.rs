//! A patron: a browser's page, with the cookie that makes it somebody.

use std::net::SocketAddr;

use sportello_wire::patron::{
    AppointmentView, BookingNews, DeskState, DeskView, FromPatron, OwnCallBack, OwnCard, OwnCase,
    OwnCasesNews, OwnLoansNews, PatronContact, PatronContactState, PushView, ReachNews, ReachOrder,
    ReachWishView, SubscriptionView, ToPatron,
};
use sportello_wire::{
    Attachment, ContactId, DeviceId, EndedBy, FileId, IceServer, Language, LegId, MarksView,
    MessageId, MessageView, Mode, Outcome, PersonName, Rating, RefusalCode, Signal, TopicId,
};

use crate::client::{Client, Side, connect};
use crate::ids::new_message;
use crate::web::{Answer, Question, ask, percent_encoded};

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
    /// How far the desk has come in what the patron wrote.
    pub desk_marks: MarksView,
    /// How far the patron had come, as of the last connection.
    pub own_marks: MarksView,
    /// Whether the library can write by mail, and how the patron wants to be reached.
    pub reach: Option<(bool, Option<ReachWishView>)>,
    /// How it stands with pushes.
    pub push: Option<PushView>,
    /// The patron's own appointments, once they have asked.
    pub appointments: Option<Vec<AppointmentView>>,
    /// The cards that are linked, and the card a code is awaited for; once they have asked.
    pub cards: Option<(Vec<OwnCard>, Option<String>)>,
    /// The patron's own cases, once they were asked for.
    pub cases: Option<Vec<OwnCase>>,
    /// The patron's own call-backs that are not over.
    pub call_backs: Vec<OwnCallBack>,
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
            ToPatron::History {
                messages,
                desk,
                own,
            } => {
                view.history = Some(messages);
                view.desk_marks = desk;
                view.own_marks = own;
            }
            ToPatron::Marks { desk } => view.desk_marks = desk,
            ToPatron::Reach {
                news: ReachNews::Stands { mail, wish, push },
            } => {
                view.reach = Some((mail, wish));
                view.push = push;
            }
            ToPatron::Booking {
                news: BookingNews::Stands { appointments, .. },
            } => view.appointments = Some(appointments),
            ToPatron::Loans {
                news: OwnLoansNews::Stands { cards, awaited },
            } => view.cards = Some((cards, awaited)),
            ToPatron::Cases {
                news: OwnCasesNews::Stands { cases },
            } => view.cases = Some(cases),
            ToPatron::CallBacks { call_backs } => view.call_backs = call_backs,
            ToPatron::Heartbeat => {}
            ToPatron::Message { .. }
            | ToPatron::Typing { .. }
            | ToPatron::Signal { .. }
            | ToPatron::Refused { .. }
            | ToPatron::Reach { .. }
            | ToPatron::Booking { .. }
            | ToPatron::Loans { .. }
            | ToPatron::Cases { .. }
            | ToPatron::Superseded => return Some(heard),
        }
        None
    }

    fn fence() -> (FromPatron, impl Fn(&ToPatron) -> bool) {
        let id = new_message();
        let text = String::new();
        let is_answer = move |heard: &ToPatron| matches!(heard, ToPatron::Refused { about, .. } if *about == Some(id));
        let file = None;
        (FromPatron::Say { id, text, file }, is_answer)
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
        self.arrive_with(mode, None, None).await;
    }

    /// Asks for a place in the line, about a topic, for a person.
    pub async fn arrive_with(
        &mut self,
        mode: Mode,
        topic: Option<TopicId>,
        person: Option<PersonName>,
    ) {
        let arrive = FromPatron::Arrive {
            mode,
            name: self.who.clone(),
            language: Language::It,
            topic,
            person,
        };
        self.say(arrive).await;
    }

    /// Says how to be called, without a place in the line.
    pub async fn introduce(&mut self) {
        let introduce = FromPatron::Introduce {
            name: self.who.clone(),
            language: Language::It,
        };
        self.say(introduce).await;
    }

    /// Orders something about how to be reached.
    pub async fn orders_reach(&mut self, order: ReachOrder) {
        self.say(FromPatron::Reach { order }).await;
    }

    /// Wants to be reached by mail at this address, and sees it taken.
    pub async fn wants_mail(&mut self, address: &str) {
        let wish = ReachWishView::Mail {
            address: address.into(),
        };
        let taken = Some((true, Some(wish.clone())));
        self.orders_reach(ReachOrder::Wish { wish }).await;
        self.see("the wish taken", |view| (view.reach == taken).then_some(()))
            .await;
    }

    /// Wants to be told on this browser, and sees it taken; gives back how the server
    /// calls it.
    pub async fn wants_push(&mut self, subscription: SubscriptionView) -> DeviceId {
        self.orders_reach(ReachOrder::Ask {}).await;
        let known = self.see("pushes", |view| view.push.clone()).await.devices;
        self.orders_reach(ReachOrder::Push { subscription }).await;
        self.see("the browser taken", move |view| {
            let mut devices = view.push.as_ref()?.devices.iter();
            devices.find(|one| !known.contains(one)).cloned()
        })
        .await
    }

    /// Leaves the line, or hangs up.
    pub async fn leave(&mut self) {
        self.say(FromPatron::Leave {}).await;
    }

    /// Writes a message.
    pub async fn write(&mut self, text: &str) -> MessageId {
        let id = new_message();
        self.write_as(id, text).await;
        id
    }

    /// Writes a message under an id of before.
    pub async fn write_as(&mut self, id: MessageId, text: &str) {
        let (text, file) = (text.to_owned(), None);
        self.say(FromPatron::Say { id, text, file }).await;
    }

    /// Sends a file that was uploaded before.
    pub async fn send_file(&mut self, file: FileId) -> MessageId {
        let (id, text) = (new_message(), String::new());
        let file = Some(file);
        self.say(FromPatron::Say { id, text, file }).await;
        id
    }

    /// Uploads a file.
    pub async fn upload(
        &self,
        address: SocketAddr,
        handle: &str,
        name: &str,
        bytes: &[u8],
    ) -> Answer {
        let origin = format!("http://{address}");
        let path = format!("/api/{handle}/files");
        let named = percent_encoded(name);
        let cookie = self.keeps.clone().unwrap_or_default();
        let headers = [
            ("Origin", origin.as_str()),
            ("Cookie", &cookie),
            ("X-File-Name", &named),
        ];
        Question::new("POST", &path)
            .headers(&headers)
            .body(bytes)
            .ask(address)
            .await
    }

    /// Uploads a file that is taken.
    pub async fn uploads(
        &self,
        address: SocketAddr,
        handle: &str,
        name: &str,
        bytes: &[u8],
    ) -> Attachment {
        self.upload(address, handle, name, bytes).await.attachment()
    }

    /// Fetches a file.
    pub async fn download(&self, address: SocketAddr, handle: &str, file: FileId) -> Answer {
        let path = format!("/api/{handle}/files/{file}");
        let cookie = self.keeps.clone().unwrap_or_default();
        ask(address, "GET", &path, &[("Cookie", &cookie)]).await
    }

    /// Says how far the patron has come in what the desk wrote.
    pub async fn mark(&mut self, received: i64, read: i64) {
        let marks = MarksView { received, read };
        self.say(FromPatron::Mark { marks }).await;
    }

    /// Says that the patron types.
    pub async fn type_something(&mut self) {
        self.say(FromPatron::Typing {}).await;
    }

    /// Goes on in another mode, or says yes to a proposal.
    pub async fn set_mode(&mut self, mode: Mode) {
        self.say(FromPatron::SetMode { mode }).await;
    }

    /// Answers a librarian's call; `None` says no.
    pub async fn answer_call(&mut self, contact: ContactId, with: Option<Mode>) {
        self.say(FromPatron::AnswerCall { contact, with }).await;
    }

    /// Says how it was, from 1 to 5.
    pub async fn rate(&mut self, contact: ContactId, stars: u8) {
        let rating = Rating::new(stars).expect("1 to 5");
        self.say(FromPatron::Rate { contact, rating }).await;
    }

    /// Takes a step in setting up the call.
    pub async fn signal(&mut self, leg: LegId, signal: Signal) {
        self.say(FromPatron::Signal { leg, signal }).await;
    }

    /// Waits until the desk is open, with so many available and on a contact.
    pub async fn sees_open(&mut self, available: u32, on_contact: u32) {
        let what = format!("an open desk with {available} available and {on_contact} busy");
        let wanted = (available, on_contact);
        self.see(&what, |view| match view.desk.as_ref()?.state {
            DeskState::Open {
                available,
                on_contact,
                ..
            } => ((available, on_contact) == wanted).then_some(()),
            DeskState::NobodyThere { .. } | DeskState::Closed { .. } => None,
        })
        .await;
    }

    /// Waits until nobody is at the desk, whatever the reason.
    pub async fn sees_closed(&mut self) {
        self.see("a desk without anybody", |view| {
            match view.desk.as_ref()?.state {
                DeskState::Open { .. } => None,
                DeskState::NobodyThere { .. } | DeskState::Closed { .. } => Some(()),
            }
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
        self.sees_how_it_ended().await.0
    }

    /// Waits until the contact is over, and sees how it came out.
    pub async fn sees_how_it_ended(&mut self) -> (EndedBy, Outcome) {
        self.see("the end of the contact", |view| match view.state()? {
            PatronContactState::Ended { by, outcome, .. } => Some((*by, *outcome)),
            PatronContactState::Waiting { .. }
            | PatronContactState::Calling { .. }
            | PatronContactState::Talking { .. } => None,
        })
        .await
    }

    /// Waits until a librarian calls.
    pub async fn is_called_by(&mut self, name: &str) -> ContactId {
        self.see(&format!("a call of {name}"), |view| {
            let contact = view.contact.as_ref()?.as_ref()?;
            let calls = matches!(&contact.state, PatronContactState::Calling { librarian } if librarian == name);
            calls.then_some(contact.id)
        })
        .await
    }

    /// Waits until the contact goes on in this mode.
    pub async fn goes_on_with(&mut self, mode: Mode) {
        self.see(&format!("{mode:?}"), |view| {
            let contact = view.contact.as_ref()?.as_ref()?;
            (contact.mode == mode).then_some(())
        })
        .await;
    }

    /// Waits until the desk has read up to there.
    pub async fn sees_it_read(&mut self, up_to: i64) {
        self.see("a read message", |view| {
            (view.desk_marks.read >= up_to).then_some(())
        })
        .await;
    }

    /// Waits until somebody types.
    pub async fn sees_somebody_typing(&mut self) -> String {
        self.hear("somebody typing", |heard| match heard {
            ToPatron::Typing { librarian } => Some(librarian.clone()),
            _ => None,
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

    /// Waits for the next message, whichever it is.
    pub async fn next_message(&mut self) -> MessageView {
        self.hear("some message", |heard| match heard {
            ToPatron::Message { message } => Some(message.clone()),
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
