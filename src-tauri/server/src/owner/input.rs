//! What reaches the owner, and how it is put to the machine.

use std::collections::BTreeSet;

use sportello_core::{
    Arrival, ContactId, LibrarianId, Mode, PageId, Party, PatronId, PatronName, Refusal, SeatId,
    Text, ThreadId, WrapUp,
};
use sportello_store::PatronRow;
use sportello_wire::patron::{FromPatron, ToPatron};
use sportello_wire::seat::{FromSeat, LibrarianView, ToSeat};
use sportello_wire::{LegId, RefusalCode, Signal};
use tokio::sync::oneshot;

use super::booking::BusyRead;
use super::clients::{Door, thread_of};
use super::glance::Glance;
use super::tellings::Said;
use super::{ConnectionId, Outbox, Owner, StillTaken};
use crate::clock::new_id;

/// For how many days a patron may be kept away.
const LONGEST_BLOCK: u16 = 365;

/// Something that reached the owner.
#[derive(Debug)]
pub(crate) enum Input {
    /// A page opened its socket; with a patron, if it holds a capability.
    PageOpened {
        page: PageId,
        desk: sportello_core::DeskId,
        person: Option<sportello_core::PersonName>,
        patron: Option<PatronRow>,
        outbox: Outbox<ToPatron>,
    },
    /// A page said something.
    PageSaid { page: PageId, said: FromPatron },
    /// A page's socket closed.
    PageClosed { page: PageId },
    /// A librarian's seat signed in; the token is a new one, or empty.
    SeatOpened {
        connection: ConnectionId,
        seat: SeatId,
        librarian: LibrarianId,
        token: String,
        outbox: Outbox<ToSeat>,
    },
    /// A seat said something.
    SeatSaid {
        connection: ConnectionId,
        said: FromSeat,
    },
    /// A seat's socket closed.
    SeatClosed { connection: ConnectionId },
    /// Somebody passes by and looks at a desk without opening its page.
    Glance {
        desk: sportello_core::DeskId,
        answer: oneshot::Sender<Option<Glance>>,
    },
    /// A patron wants to be forgotten, or an administrator wants it.
    Forget {
        thread: ThreadId,
        answer: oneshot::Sender<Result<(), RefusalCode>>,
    },
    /// A still was taken, and waits for its consent to be used up.
    StillTaken(StillTaken),
    /// A patron opened the private link of a letter: the letter reached them.
    LetterFollowed { patron: PatronId },
    /// Somebody's own calendar was read for when they are busy.
    BusyRead(BusyRead),
    /// At these desks patrons can have their loans told.
    LoansOffered(BTreeSet<sportello_core::DeskId>),
    /// A case is erased: nobody is called back about it.
    CaseErased { case: sportello_core::CaseId },
    /// The desk says something about loans or a case.
    Said(Said),
    /// A thread is past its retention, and gone from the store.
    Purged { thread: ThreadId },
    /// An administrator changed the settings just now: they hold at once.
    SettingsChanged,
    /// Somebody wants to know whether the owner is well.
    AreYouWell(oneshot::Sender<bool>),
    /// All is ending.
    Stop,
}

impl Owner {
    /// Puts an input to the machine.
    pub(super) async fn take(&mut self, input: Input) {
        let now = self.now();
        match input {
            Input::PageOpened {
                page,
                desk,
                person,
                patron,
                outbox,
            } => {
                let person = person.and_then(|person| self.machine.person_at(desk, &person));
                let door = Door { desk, person };
                self.clients.add_page(page, door, patron, outbox);
                self.pace.page_opened(page);
                if let Some(patron) = patron {
                    self.machine
                        .handle_page_connected(page, thread_of(&patron), now);
                    self.presence_of_patron_changed(patron.thread);
                }
            }
            Input::PageSaid { page, said } => self.take_from_page(page, said).await,
            Input::PageClosed { page } => {
                self.page_looks_no_more(page);
                if let Some(patron) = self.clients.remove_page(page) {
                    self.machine
                        .handle_page_disconnected(page, thread_of(&patron), now);
                    self.presence_of_patron_changed(patron.thread);
                    self.tell_of_unread(patron.thread).await;
                }
            }
            Input::SeatOpened {
                connection,
                seat,
                librarian,
                token,
                outbox,
            } => {
                self.clients
                    .add_connection(connection, seat, librarian, outbox);
                self.welcome(connection, librarian, token);
                self.tell_ways_again(connection, seat);
                self.machine.handle_seat_connected(seat, librarian, now);
                self.pace.seat_opened(seat);
            }
            Input::SeatSaid { connection, said } => self.take_from_seat(connection, said).await,
            Input::SeatClosed { connection } => {
                self.seat_looks_no_more(connection);
                if let Some(seat) = self.clients.remove_connection(connection) {
                    self.machine.handle_seat_disconnected(seat, now);
                }
            }
            Input::Glance { desk, answer } => {
                let _ = answer.send(self.glance(desk));
            }
            Input::Forget { thread, answer } => {
                let _ = answer.send(self.forget(thread).await);
            }
            Input::StillTaken(taken) => self.take_still(taken),
            Input::LetterFollowed { patron } => self.confirm_all_of(patron),
            Input::BusyRead(read) => self.take_busy(read),
            Input::LoansOffered(desks) => {
                self.loans_offered = desks;
                self.pace.house_changed();
            }
            Input::CaseErased { case } => self.machine.handle_case_erased(case, now),
            Input::Said(said) => self.take_said(said),
            Input::Purged { thread } => self.let_go_of(thread),
            Input::SettingsChanged => {
                self.read_settings().await;
            }
            Input::AreYouWell(answer) => {
                let _ = answer.send(self.is_well);
            }
            Input::Stop => {}
        }
    }

    /// A page that is open on it is put aside: its patron is not known any more.
    fn let_go_of(&mut self, thread: ThreadId) {
        let Some(patron) = self.machine.thread(thread).map(|known| known.patron) else {
            return;
        };
        if self.machine.handle_forgotten(thread, self.now()).is_err() {
            return; // a contact began meanwhile; what can't be saved will be told
        }
        self.booking.book.handle_forgotten(patron, self.now());
        for page in self.clients.pages_of(patron) {
            self.clients.supersede(page);
        }
        self.pace.threads_changed();
    }

    /// Whether a patron's page is open stands in the list of threads.
    fn presence_of_patron_changed(&mut self, thread: ThreadId) {
        if self.machine.thread(thread).is_some() {
            self.pace.threads_changed();
        }
    }

    async fn take_from_page(&mut self, page: PageId, said: FromPatron) {
        let Some(party) = self.page_speaks_for(page) else {
            return;
        };
        let Some(patron) = self.clients.patron_of(page) else {
            return;
        };
        let (now, thread) = (self.now(), thread_of(&patron));
        self.pace.page_spoke(page);
        let done = match said {
            FromPatron::Arrive {
                mode,
                name,
                language,
                topic,
                person,
            } => {
                let wanted = person.and_then(|name| self.machine.person_at(patron.desk, &name));
                self.unsaid.push((party, None));
                let arrival = Arrival {
                    contact: ContactId(new_id()),
                    desk: patron.desk,
                    patron: patron.id,
                    thread: patron.thread,
                    mode,
                    name: PatronName::tidy(&name),
                    language,
                    topic,
                    wanted,
                    booked: None,
                };
                self.machine.handle_arrival(arrival, now)
            }
            FromPatron::Introduce { name, language } => {
                let name = PatronName::tidy(&name);
                self.machine
                    .handle_introduction(thread, name, language, now);
                Ok(())
            }
            FromPatron::Leave {} => {
                self.unsaid.push((party, None));
                self.waits_no_more(patron.id);
                self.machine.handle_patron_left(patron.id, now);
                Ok(())
            }
            FromPatron::Say { id, text, file } => {
                return self.patron_says(thread, id, &text, file).await;
            }
            FromPatron::Mark { marks } => self.mark(party, thread.thread, marks),
            FromPatron::Typing {} => {
                self.patron_types(thread.thread);
                Ok(())
            }
            FromPatron::SetMode { mode } => {
                self.unsaid.push((party, None));
                self.machine.handle_mode(party, None, mode, now)
            }
            FromPatron::AnswerCall { contact, with } => {
                self.unsaid.push((party, None));
                self.machine
                    .handle_call_answer(patron.id, contact, with, now)
            }
            FromPatron::AnswerStill { contact, answer } => {
                self.unsaid.push((party, None));
                self.machine
                    .handle_still_answer(patron.id, contact, answer, now)
            }
            FromPatron::Rate { contact, rating } => {
                self.unsaid.push((party, None));
                self.machine.handle_rating(patron.id, contact, rating, now)
            }
            FromPatron::Reach { order } => {
                return self.order_reach(page, thread, order).await;
            }
            FromPatron::Booking { order } => {
                return self.order_booking(page, thread, order).await;
            }
            FromPatron::CallBacks { order } => {
                self.unsaid.push((party, None));
                self.order_own_call_backs(patron.id, order);
                Ok(())
            }
            // The socket has dealt with these before it speaks to the owner.
            FromPatron::Loans { .. } | FromPatron::Cases { .. } => Ok(()),
            FromPatron::Signal { leg, signal } => {
                self.pass_on(party, None, leg, signal);
                Ok(())
            }
        };
        if let Err(refusal) = done {
            self.refuse(party, refusal, None);
        }
    }

    async fn take_from_seat(&mut self, connection: ConnectionId, said: FromSeat) {
        let Some((seat, librarian)) = self.clients.at(connection) else {
            return;
        };
        let (party, now) = (Party::Seat(seat), self.now());
        self.pace.seat_spoke(seat);
        if is_to_be_saved(&said) {
            self.unsaid.push((party, None));
        }
        let done = match said {
            FromSeat::SetPresence { presence } => {
                self.machine.handle_presence(seat, presence, now);
                Ok(())
            }
            FromSeat::Accept { contact, with } => {
                self.machine.handle_acceptance(seat, contact, with, now)
            }
            FromSeat::Decline { contact } => self.machine.handle_decline(seat, contact, now),
            FromSeat::HangUp { contact } => {
                self.machine.handle_librarian_hung_up(seat, contact, now)
            }
            FromSeat::WrapUp {
                contact,
                topic,
                outcome,
                note,
            } => {
                let note = Text::parse(&note).ok();
                let wrap_up = WrapUp {
                    topic,
                    outcome,
                    note,
                };
                self.machine.handle_wrapped_up(seat, contact, wrap_up, now)
            }
            FromSeat::Hold { contact, on } => self.machine.handle_hold(seat, contact, on, now),
            FromSeat::SetMode { contact, mode } => {
                self.machine.handle_mode(party, Some(contact), mode, now)
            }
            FromSeat::Transfer { contact, order } => self.order_transfer(seat, contact, order),
            FromSeat::Admit { contact } => self.machine.handle_admission(seat, contact, now),
            FromSeat::Block {
                contact,
                days,
                reason,
            } => self.block(seat, contact, days, &reason),
            FromSeat::CallPatron { thread, mode } => self.call_patron(seat, thread, mode),
            FromSeat::OpenThread { thread } => {
                let opened = self.machine.handle_thread_opened(seat, thread, now);
                if opened.is_ok() {
                    self.clients.set_reading(seat, Some(thread));
                }
                opened
            }
            FromSeat::CloseThread {} => {
                self.clients.set_reading(seat, None);
                Ok(())
            }
            FromSeat::Say {
                thread,
                id,
                text,
                file,
            } => {
                return self
                    .librarian_says((seat, librarian), thread, id, &text, file)
                    .await;
            }
            FromSeat::Mark { thread, marks } => self.mark(party, thread, marks),
            FromSeat::Typing { thread } => {
                self.librarian_types(librarian, thread);
                Ok(())
            }
            FromSeat::Signal {
                contact,
                leg,
                signal,
            } => {
                self.pass_on(party, Some(contact), leg, signal);
                Ok(())
            }
            FromSeat::Administer { order } => {
                return self.administer(connection, (seat, librarian), order).await;
            }
            FromSeat::Calendar { number, order } => {
                return self.order_calendar(connection, number, order);
            }
            FromSeat::CallBacks { number, order } => {
                return self
                    .order_call_backs(connection, seat, number, *order)
                    .await;
            }
            FromSeat::Answers { order } => {
                return self.change_answers((seat, librarian), order).await;
            }
            FromSeat::Stills { order } => self.order_still(seat, order),
            // The socket has dealt with these before it speaks to the owner.
            FromSeat::SignIn { .. }
            | FromSeat::Resume { .. }
            | FromSeat::SignOut {}
            | FromSeat::Accounts { .. }
            | FromSeat::Loans { .. }
            | FromSeat::Cases { .. }
            | FromSeat::Outbox { .. } => Ok(()),
        };
        if let Err(refusal) = done {
            self.refuse(party, refusal, None);
        }
    }

    fn block(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        days: u16,
        reason: &str,
    ) -> Result<(), Refusal> {
        let Ok(reason) = Text::parse(reason) else {
            self.refuse_with(Party::Seat(seat), RefusalCode::BadText, None);
            return Ok(());
        };
        let days = days.clamp(1, LONGEST_BLOCK);
        self.machine
            .handle_block(seat, contact, days, reason, self.now())
    }

    fn call_patron(&mut self, seat: SeatId, thread: ThreadId, mode: Mode) -> Result<(), Refusal> {
        let contact = ContactId(new_id());
        self.machine
            .handle_call_out(seat, thread, contact, mode, self.now())
    }

    /// The machine lets go first: what it holds would be written again.
    async fn forget(&mut self, thread: ThreadId) -> Result<(), RefusalCode> {
        let Some(patron) = self.machine.thread(thread).map(|known| known.patron) else {
            return self.erase(thread).await;
        };
        self.machine
            .handle_forgotten(thread, self.now())
            .map_err(super::views::refusal_code)?;
        self.erase(thread).await?;
        self.booking.book.handle_forgotten(patron, self.now());
        for page in self.clients.pages_of(patron) {
            self.clients.supersede(page);
        }
        self.pace.threads_changed();
        Ok(())
    }

    async fn erase(&self, thread: ThreadId) -> Result<(), RefusalCode> {
        let erased = self
            .parts
            .store
            .erase_patron(thread, self.now().wall_millis());
        erased.await.map_err(|why| {
            tracing::error!(%why, %thread, "a patron could not be forgotten");
            RefusalCode::NotSaved
        })
    }

    /// Hands a step of setting up a call to the other end; it is never kept. One
    /// that comes after the end of the call is dropped in silence.
    fn pass_on(&mut self, from: Party, about: Option<ContactId>, leg: LegId, signal: Signal) {
        let Ok((contact, to)) = self.machine.other_end(from, about) else {
            return;
        };
        match to {
            Party::Seat(seat) => {
                self.clients.tell_seat(
                    seat,
                    ToSeat::Signal {
                        contact,
                        leg,
                        signal,
                    },
                );
            }
            Party::Patron(patron) => {
                if let Some(page) = self.machine.page_of(patron) {
                    self.clients
                        .tell_page(page, ToPatron::Signal { leg, signal });
                }
            }
        }
    }

    fn welcome(&mut self, connection: ConnectionId, librarian: LibrarianId, token: String) {
        let known = self.machine.librarian(librarian);
        let welcome = ToSeat::Welcome {
            token,
            librarian: LibrarianView {
                id: librarian,
                name: known.map(|known| known.name.clone()).unwrap_or_default(),
            },
            role: known.map(|known| known.role).unwrap_or_default(),
            at: self.now().wall_millis(),
            library: self.machine.settings().library.name.clone(),
            handles: self
                .machine
                .desks()
                .map(|desk| desk.handle.clone())
                .collect(),
            public: self.parts.public.clone(),
        };
        self.clients.tell_connection(connection, welcome);
        let house = self.house();
        self.clients
            .tell_connection(connection, ToSeat::House { house });
        let threads = self.thread_entries();
        self.clients
            .tell_connection(connection, ToSeat::Threads { threads });
        let news = self.answers();
        self.clients
            .tell_connection(connection, ToSeat::Answers { news });
    }
}

/// Whether somebody must be told when it could not be written. A message says so with
/// its own id; who reads, types or passes signals on asked for nothing to be kept.
fn is_to_be_saved(said: &FromSeat) -> bool {
    match said {
        FromSeat::SetPresence { .. }
        | FromSeat::Accept { .. }
        | FromSeat::HangUp { .. }
        | FromSeat::WrapUp { .. }
        | FromSeat::Hold { .. }
        | FromSeat::SetMode { .. }
        | FromSeat::Transfer { .. }
        | FromSeat::Admit { .. }
        | FromSeat::Block { .. }
        | FromSeat::Stills { .. }
        | FromSeat::CallPatron { .. } => true,
        FromSeat::SignIn { .. }
        | FromSeat::Resume { .. }
        | FromSeat::SignOut {}
        | FromSeat::Decline { .. }
        | FromSeat::OpenThread { .. }
        | FromSeat::CloseThread {}
        | FromSeat::Say { .. }
        | FromSeat::Mark { .. }
        | FromSeat::Typing { .. }
        | FromSeat::Signal { .. }
        // These have words of their own for what could not be written.
        | FromSeat::Administer { .. }
        | FromSeat::Answers { .. }
        | FromSeat::Calendar { .. }
        | FromSeat::CallBacks { .. }
        | FromSeat::Accounts { .. }
        | FromSeat::Loans { .. }
        | FromSeat::Cases { .. }
        | FromSeat::Outbox { .. } => false,
    }
}
