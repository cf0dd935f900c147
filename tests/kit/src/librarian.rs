//! A librarian: a seat that signed in.

mod accounts;
mod administration;
mod availability;
mod outbox;
mod outside;
mod threads;
mod tools;

pub use outbox::mail_at;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use sportello_wire::seat::administration::{AdministrationNews, SettingsView};
use sportello_wire::seat::{
    AccountsTold, AccountsView, AnswerView, AnswersNews, BorrowerView, CalendarTold, CalendarView,
    CallBackView, CallBacksTold, CaseRow, CaseView, CasesTold, CasesView, FromSeat, House,
    LetterView, LoansTold, LoansView, OfferEnd, OutboxConcerns, OutboxTold, OutboxView,
    OutsideTold, OutsideView, SeatAppointment, SeatContact, SeatDesk, SignInRefusal, ThreadEntry,
    ToSeat, TransferOrder, VisitView, WrapUpView,
};
use sportello_wire::{
    ChosenPresence, ContactId, IceServer, LegId, MarksView, MessageId, MessageView, Mode, Outcome,
    Presence, RefusalCode, Role, SeatId, Signal, ThreadId, TopicId,
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
    /// What is set.
    pub house: Option<House>,
    /// The settings, for an administrator who watches them.
    pub settings: Option<SettingsView>,
    /// The threads with news, or newest.
    pub threads: Option<Vec<ThreadEntry>>,
    /// All that was said in the thread of the contact under way, as of its answer or
    /// the last connection; and in a thread that was opened.
    pub histories: BTreeMap<ThreadId, Vec<MessageView>>,
    /// What happened before in these threads.
    pub visits: BTreeMap<ThreadId, Vec<VisitView>>,
    /// The answers that librarians keep at hand.
    pub answers: Option<Vec<AnswerView>>,
    /// How far the patrons of these threads have come.
    pub patron_marks: BTreeMap<ThreadId, MarksView>,
    /// Accounts, while they are watched.
    pub accounts: Option<AccountsView>,
    /// The outbox, while it is watched.
    pub outbox: Option<OutboxView>,
    /// What of it concerns everybody, once they have asked.
    pub outbox_concerns: Option<OutboxConcerns>,
    /// Loans and notices, while they are watched.
    pub loans: Option<LoansView>,
    /// Who stands behind threads that were asked for.
    pub borrowers: BTreeMap<ThreadId, Vec<BorrowerView>>,
    /// Cases, while they are watched.
    pub cases: Option<CasesView>,
    /// The case that is open.
    pub case: Option<CaseView>,
    /// The cases of threads that were asked for.
    pub cases_of: BTreeMap<ThreadId, Vec<CaseRow>>,
    /// The call-backs that are not over.
    pub call_backs: Vec<CallBackView>,
    /// What letters say, once they have asked.
    pub letters: Vec<LetterView>,
    /// The days of the calendar that are watched.
    pub calendar: Option<CalendarView>,
    /// Calendars outside of the desk, once watched.
    pub outside: Option<OutsideView>,
    /// The librarian's own appointments from now to the end of the day.
    pub today: Vec<SeatAppointment>,
    /// Where to look for a way to the patrons of these contacts.
    pub ways: BTreeMap<ContactId, Vec<IceServer>>,
    /// The name and role that an administrator gave this librarian since the sign-in.
    pub you: Option<(String, Role)>,
}

impl SeatView {
    /// The contacts under way, the call first.
    pub fn contacts(&self) -> &[SeatContact] {
        self.desk.as_ref().map_or(&[], |desk| &desk.contacts)
    }

    /// The contact under way; the first, where there are several.
    pub fn contact(&self) -> Option<&SeatContact> {
        self.contacts().first()
    }

    /// This contact, while it is under way.
    pub fn under_way(&self, contact: ContactId) -> Option<&SeatContact> {
        self.contacts().iter().find(|one| one.id == contact)
    }

    /// Takes the desk in. The history of a contact that is over is the past: the
    /// next contact of the same patron brings its own.
    fn take_desk(&mut self, desk: SeatDesk) {
        let goes_on = |one: &SeatContact| desk.contacts.iter().any(|now| now.id == one.id);
        let over = self.contacts().iter().filter(|one| !goes_on(one));
        for thread in over.map(|one| one.thread).collect::<Vec<_>>() {
            self.histories.remove(&thread);
        }
        self.desk = Some(desk);
    }
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
            ToSeat::Desk { desk } => view.take_desk(desk),
            ToSeat::House { house } => view.house = Some(house),
            ToSeat::Threads { threads } => view.threads = Some(threads),
            ToSeat::History {
                thread,
                name: _,
                messages,
                patron,
            } => {
                view.histories.insert(thread, messages);
                view.patron_marks.insert(thread, patron);
            }
            ToSeat::Marks { thread, patron } => {
                view.patron_marks.insert(thread, patron);
            }
            ToSeat::Administration {
                news: AdministrationNews::Settings { settings },
            } => view.settings = Some(*settings),
            ToSeat::Visits { visits } => {
                view.visits.insert(visits.thread, visits.visits);
            }
            ToSeat::Answers {
                news: AnswersNews::All { answers },
            } => view.answers = Some(answers),
            ToSeat::Accounts {
                told: AccountsTold::View { view: accounts },
            } => view.accounts = Some(accounts),
            ToSeat::Accounts {
                told: AccountsTold::You { librarian, role },
            } => view.you = Some((librarian.name, role)),
            ToSeat::Outbox {
                told: OutboxTold::View { view: outbox },
            } => view.outbox = Some(*outbox),
            ToSeat::Outbox {
                told: OutboxTold::Concerns { concerns },
            } => view.outbox_concerns = Some(concerns),
            ToSeat::Outbox {
                told: OutboxTold::Letters { letters },
            } => view.letters = letters,
            ToSeat::Loans {
                told: LoansTold::View { view: loans },
            } => view.loans = Some(*loans),
            ToSeat::Cases {
                told: CasesTold::View { view: cases },
            } => view.cases = Some(*cases),
            ToSeat::Cases {
                told: CasesTold::Case { case },
            } => view.case = Some(*case),
            ToSeat::Cases {
                told: CasesTold::OfThread { thread, cases },
            } => {
                view.cases_of.insert(thread, cases);
            }
            ToSeat::CallBacks {
                told: CallBacksTold::Open { call_backs },
            } => view.call_backs = call_backs,
            ToSeat::Loans {
                told: LoansTold::OfThread { thread, borrowers },
            } => {
                view.borrowers.insert(thread, borrowers);
            }
            ToSeat::Calendar {
                told: CalendarTold::Calendar { calendar },
            } => view.calendar = Some(calendar),
            ToSeat::Calendar {
                told:
                    CalendarTold::Outside {
                        told: OutsideTold::View { view: told },
                    },
            } => view.outside = Some(*told),
            ToSeat::Calendar {
                told: CalendarTold::Today { appointments },
            } => view.today = appointments,
            ToSeat::IceServers {
                contact,
                ice_servers,
            } => {
                view.ways.insert(contact, ice_servers);
            }
            ToSeat::Heartbeat => {}
            ToSeat::Answers {
                news: AnswersNews::Refused { .. },
            }
            | ToSeat::Cases { .. }
            | ToSeat::CallBacks { .. }
            | ToSeat::Welcome { .. }
            | ToSeat::Typing { .. }
            | ToSeat::PresenceChanged { .. }
            | ToSeat::SignInRefused { .. }
            | ToSeat::Message { .. }
            | ToSeat::Signal { .. }
            | ToSeat::OfferEnded { .. }
            | ToSeat::Administration { .. }
            | ToSeat::Accounts { .. }
            | ToSeat::Outbox { .. }
            | ToSeat::Calendar { .. }
            | ToSeat::Loans { .. }
            | ToSeat::Refused { .. } => return Some(heard),
        }
        None
    }

    fn fence() -> (FromSeat, impl Fn(&ToSeat) -> bool) {
        let id = new_message();
        let fence = FromSeat::Say {
            thread: ThreadId(id.0),
            id,
            text: String::new(),
            file: None,
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
            let under_way = view.under_way(contact)?;
            let told = view.histories.contains_key(&under_way.thread);
            (told && under_way.here).then_some(())
        })
        .await;
    }

    /// The thread of the contact under way.
    pub fn thread(&self) -> ThreadId {
        let contact = self.view.contact();
        contact.expect("a contact is under way").thread
    }

    /// Waits until no contact is under way.
    pub async fn is_free(&mut self) {
        self.see("no contact", |view| {
            view.desk.as_ref()?.contacts.is_empty().then_some(())
        })
        .await;
    }

    /// Waits until this contact is not under way.
    pub async fn is_rid_of(&mut self, contact: ContactId) {
        self.see("the contact to be over", |view| {
            view.desk.as_ref()?;
            view.under_way(contact).is_none().then_some(())
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

    /// Ends the contact, writes it down as settled and waits until that is done: from
    /// then on the next may ring.
    pub async fn hangs_up(&mut self, contact: ContactId) {
        self.puts_down(contact).await;
        self.settles(contact).await;
    }

    /// Writes a contact down as settled, and waits until that is done.
    pub async fn settles(&mut self, contact: ContactId) {
        self.wraps_up(contact, None, Outcome::ResolvedAtFirstLevel, "")
            .await;
    }

    /// Ends the contact and waits until it is over; it is still to be written down.
    pub async fn puts_down(&mut self, contact: ContactId) {
        self.say(FromSeat::HangUp { contact }).await;
        self.is_rid_of(contact).await;
        let why = self.is_told_of_an_end().await;
        assert!(matches!(why, OfferEnd::Ended { .. }), "not {why:?}");
    }

    /// Waits until a contact is to be written down.
    pub async fn is_to_wrap_up(&mut self, contact: ContactId) -> WrapUpView {
        self.see("a contact to be written down", |view| {
            let wrap_up = view.desk.as_ref()?.wrap_up.clone()?;
            (wrap_up.contact == contact).then_some(wrap_up)
        })
        .await
    }

    /// Waits until some contact is to be written down.
    pub async fn is_wrapping_up(&mut self) -> ContactId {
        self.see("a contact to be written down", |view| {
            Some(view.desk.as_ref()?.wrap_up.as_ref()?.contact)
        })
        .await
    }

    /// Writes down how a contact came out, and waits until that is done.
    pub async fn wraps_up(
        &mut self,
        contact: ContactId,
        topic: Option<TopicId>,
        outcome: Outcome,
        note: &str,
    ) {
        self.is_to_wrap_up(contact).await;
        let note = note.to_owned();
        self.say(FromSeat::WrapUp {
            contact,
            topic,
            outcome,
            note,
        })
        .await;
        self.see("it to be written down", |view| {
            let wrap_up = view.desk.as_ref()?.wrap_up.as_ref();
            (wrap_up.map(|one| one.contact) != Some(contact)).then_some(())
        })
        .await;
    }

    /// Puts the contact on hold, or takes it off, and waits until it is so.
    pub async fn holds(&mut self, contact: ContactId, on: bool) {
        self.say(FromSeat::Hold { contact, on }).await;
        self.see("the hold", |view| {
            (view.under_way(contact)?.on_hold == on).then_some(())
        })
        .await;
    }

    /// Passes the contact on, or does something else with what is passed on.
    pub async fn passes_on(&mut self, contact: ContactId, order: TransferOrder) {
        self.say(FromSeat::Transfer { contact, order }).await;
    }

    /// Proposes another mode.
    pub async fn set_mode(&mut self, contact: ContactId, mode: Mode) {
        self.say(FromSeat::SetMode { contact, mode }).await;
    }

    /// Waits until the contact goes on in this mode.
    pub async fn goes_on_with(&mut self, mode: Mode) -> SeatContact {
        self.see(&format!("{mode:?}"), |view| {
            view.contact()
                .filter(|contact| contact.mode == mode)
                .cloned()
        })
        .await
    }

    /// Sees the patron's picture clearly, and waits until it is so.
    pub async fn admits(&mut self, contact: ContactId) {
        self.say(FromSeat::Admit { contact }).await;
        self.see("an admitted patron", |view| {
            view.under_way(contact)?.admitted.then_some(())
        })
        .await;
    }

    /// Ends the contact and keeps its patron away.
    pub async fn blocks(&mut self, contact: ContactId, days: u16, reason: &str) {
        let reason = reason.to_owned();
        self.say(FromSeat::Block {
            contact,
            days,
            reason,
        })
        .await;
        self.is_rid_of(contact).await;
        self.is_told_of_an_end().await;
    }

    /// Calls the patron of a thread, and waits until it rings there.
    pub async fn calls(&mut self, thread: ThreadId, mode: Mode) -> ContactId {
        self.say(FromSeat::CallPatron { thread, mode }).await;
        self.see("the call", |view| {
            let mut contacts = view.contacts().iter();
            let call = contacts.find(|one| one.thread == thread && one.calling)?;
            Some(call.id)
        })
        .await
    }

    /// What is set; shown first of all.
    pub async fn house(&mut self) -> House {
        self.see("what is set", |view| view.house.clone()).await
    }

    /// Waits to be told that the desk changed the presence.
    pub async fn is_told_of_a_new_presence(&mut self) -> ChosenPresence {
        self.hear("a new presence", |heard| match heard {
            ToSeat::PresenceChanged { presence } => Some(*presence),
            _ => None,
        })
        .await
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
