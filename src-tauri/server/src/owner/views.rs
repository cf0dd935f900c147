//! What each client may see, rendered from the machine.
//!
//! Long on purpose: who may see what is judged in this one place. Pages and seats
//! could part once they share fewer of the small views.

use std::collections::BTreeMap;

use sportello_core::{
    Author, CaseMentioned, ChatMessage, Contact, ContactId, ContactState, DeskId,
    DeskState as Staffing, Effect, LibrarianId, LoanMentioned, Moment, OfferEnd, PageId, PatronId,
    PatronName, Presence, Purpose, Refusal, SeatId, Still, Talk, Thread, Warning,
};
use sportello_wire::patron::{
    DeskState, DeskView, OwnCallBack, PatronContact, PatronContactState, PersonView, SpokenView,
};
use sportello_wire::seat::{
    self, DeskName, House, LineEntry, SeatContact, SeatDesk, StillView, ThreadEntry, ToSeat,
    WarningView, WrapUpView,
};
use sportello_wire::{
    AppointmentMark, CaseMark, LoanMark, MessageView, RefusalCode, Speaker, TopicView, WaitView,
};

use super::{ConnectionId, Owner};

/// How much of the line a seat is shown: nobody reads further.
const LONGEST_LINE: usize = 100;
/// How many threads a seat is shown.
const MOST_THREADS: usize = 100;

/// What is the same for many pages, rendered once.
#[derive(Default)]
pub(super) struct Rendered {
    desks: BTreeMap<(DeskId, Option<LibrarianId>), DeskView>,
    waits: BTreeMap<DeskId, sportello_core::Waits>,
    places: BTreeMap<DeskId, BTreeMap<ContactId, usize>>,
    call_backs: Option<BTreeMap<PatronId, Vec<OwnCallBack>>>,
}

impl Owner {
    /// Shows the views that are due: at once to whom this turn concerns.
    pub(super) fn show_views(&mut self, effects: &[Effect]) {
        self.note_concerned(effects);
        let now = tokio::time::Instant::now();
        let somebody_waits = self.machine.lines().next().is_some();
        let urgent = self.pace.take_urgent_pages();
        let pages = if self.pace.takes_pages(somebody_waits, now) {
            self.clients.pages()
        } else {
            urgent.into_iter().collect()
        };
        let mut rendered = Rendered::default();
        for page in pages {
            self.show_page(page, &mut rendered);
        }
        let urgent = self.pace.take_urgent_seats();
        let all = self.pace.takes_seats(now);
        for connection in self.clients.connections() {
            let seat = self.clients.at(connection).map(|(seat, _)| seat);
            if all || seat.is_some_and(|seat| urgent.contains(&seat)) {
                self.show_seat(connection);
            }
        }
        if all {
            self.show_house();
        }
    }

    /// Shows everybody everything.
    pub(super) fn show_all_views(&mut self) {
        self.pace.start_over();
        self.show_views(&[]);
    }

    fn note_concerned(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::SaveContact(contact) => {
                    self.note_patron(contact.patron);
                    self.note_talk(contact);
                }
                Effect::SaveEvent(event) => {
                    let patron = self
                        .machine
                        .contact(event.contact)
                        .map(|known| known.patron);
                    if let Some(patron) = patron {
                        self.note_patron(patron);
                    }
                }
                Effect::SaveCallBack(one) => {
                    if let Some(of) = one.of {
                        self.note_patron(of.patron);
                    }
                }
                Effect::ShowThreads => self.pace.threads_changed(),
                Effect::SaveMessage(_)
                | Effect::SaveThread(..)
                | Effect::SaveMarks(..)
                | Effect::SaveChosenPresence(..)
                | Effect::SaveBlock(_)
                | Effect::SaveFree(..)
                | Effect::CallToTurn { .. }
                | Effect::NoteCallBack(_)
                | Effect::RingBack { .. }
                | Effect::ShowMessage(_)
                | Effect::ShowMarks(..)
                | Effect::ShowHistory(..)
                | Effect::ShowDesk
                | Effect::TellOfferEnd(..)
                | Effect::TellPresenceChanged(..)
                | Effect::SupersedePage(_) => {}
            }
        }
    }

    fn note_patron(&mut self, patron: PatronId) {
        if let Some(page) = self.machine.page_of(patron) {
            self.pace.page_spoke(page);
        }
    }

    fn note_talk(&mut self, contact: &Contact) {
        if let Some((_, seat)) = contact.talking() {
            self.pace.seat_spoke(seat);
        }
    }

    /// Shows a page its desk and, if it is a patron's, the contact.
    fn show_page(&mut self, page: PageId, rendered: &mut Rendered) {
        let Some(door) = self.clients.door_of(page) else {
            return;
        };
        let Some(desk) = self.desk_view(door.desk, door.person, rendered) else {
            return;
        };
        let speaks = self.page_speaks_for(page).is_some();
        let patron = self.clients.patron_of(page).filter(|_| speaks);
        let contact = patron.and_then(|patron| self.machine.contact_of(patron.id));
        let ways = self.ways_of_page(contact);
        let contact = contact.map(|contact| self.patron_contact(contact, rendered));
        self.clients.show_page(page, &desk, contact, ways);
        if let Some(patron) = patron {
            let own = rendered
                .call_backs
                .get_or_insert_with(|| self.own_call_backs());
            let own = own.get(&patron.id).cloned().unwrap_or_default();
            self.clients.show_own_call_backs(page, own);
        }
    }

    pub(super) fn desk_view(
        &self,
        desk: DeskId,
        person: Option<LibrarianId>,
        rendered: &mut Rendered,
    ) -> Option<DeskView> {
        if let Some(view) = rendered.desks.get(&(desk, person)) {
            return Some(view.clone());
        }
        let set = self.machine.desk(desk)?;
        let settings = self.machine.settings();
        let branch = self.branch_of(set);
        let hours = settings.hours_of(set);
        let state = self.desk_state(desk);
        let waits = self.waits(desk, rendered);
        let (wait, chat_wait) = (waits.for_new_call, waits.for_new_chat);
        let view = DeskView {
            library: settings.library.name.clone(),
            name: set.name.clone(),
            handle: set.handle.clone(),
            greeting: spoken(greeting(set, &state)),
            state,
            waiting: count(self.machine.line(desk).count()),
            wait: self.wait_view(desk, wait),
            chat_wait: self.wait_view(desk, chat_wait),
            email: set.email.clone(),
            topics: self.topics(),
            consultations: self.consultations_of(desk),
            loans: self.loans_offered.contains(&desk),
            branch: branch.map(lines_of).unwrap_or_default(),
            hours: self.week_of(set),
            person: person.and_then(|person| self.person_view(person)),
            retention_days: set.retention_days,
            admission: set.admission,
            privacy_contact: settings.library.privacy_contact.clone(),
            privacy_notice: spoken(&settings.library.privacy_notice),
            zone: self.zone_shown(set, hours),
        };
        rendered.desks.insert((desk, person), view.clone());
        Some(view)
    }

    /// Where the clock on the desk's wall hangs; empty where no time is told by it.
    fn zone_shown(
        &self,
        desk: &sportello_core::Desk,
        hours: Option<&sportello_core::Hours>,
    ) -> String {
        let settings = self.machine.settings();
        let tells_times = |one: &sportello_core::Consultation| one.desk == desk.id;
        let offers = settings.consultations.iter().any(tells_times);
        if hours.is_none() && !offers {
            return String::new();
        }
        settings.zone_of(desk.id).name().to_owned()
    }

    fn branch_of(&self, desk: &sportello_core::Desk) -> Option<&sportello_core::Branch> {
        let mut branches = self.machine.settings().branches.iter();
        branches.find(|one| Some(one.id) == desk.branch)
    }

    /// The hours of a desk's week; empty when it has none.
    fn week_of(&self, desk: &sportello_core::Desk) -> Vec<Vec<String>> {
        let branch = || {
            self.branch_of(desk)
                .and_then(|branch| branch.hours.as_ref())
        };
        let hours = desk.hours.as_ref().or_else(branch);
        hours.map(lines_of_week).unwrap_or_default()
    }

    fn desk_state(&self, desk: DeskId) -> DeskState {
        match self.machine.desk_state(desk, self.now()) {
            Staffing::Open {
                until,
                available,
                on_contact,
                in_person,
            } => DeskState::Open {
                until,
                available: count(available),
                on_contact: count(on_contact),
                in_person: count(in_person),
            },
            Staffing::NobodyThere { until } => DeskState::NobodyThere { until },
            Staffing::Closed { opens, reason } => DeskState::Closed { opens, reason },
        }
    }

    fn person_view(&self, person: LibrarianId) -> Option<PersonView> {
        let librarian = self.machine.librarian(person)?;
        Some(PersonView {
            person: librarian.person.clone()?,
            name: librarian.name.clone(),
            available: self.machine.presence(person) == Presence::Available,
        })
    }

    fn waits<'a>(&self, desk: DeskId, rendered: &'a mut Rendered) -> &'a sportello_core::Waits {
        rendered
            .waits
            .entry(desk)
            .or_insert_with(|| self.machine.waits(desk, self.now()))
    }

    fn wait_view(&self, desk: DeskId, range: Option<sportello_core::wait::WaitRange>) -> WaitView {
        let Some(range) = range else {
            return WaitView::Unknown;
        };
        WaitView::Range {
            shortest: range.shortest_minutes,
            longest: range.longest_minutes,
            fits: self.machine.wait_fits(desk, &range, self.now()),
        }
    }

    fn patron_contact(&self, contact: &Contact, rendered: &mut Rendered) -> PatronContact {
        PatronContact {
            id: contact.id,
            mode: contact.mode,
            state: self.patron_contact_state(contact, rendered),
        }
    }

    fn patron_contact_state(
        &self,
        contact: &Contact,
        rendered: &mut Rendered,
    ) -> PatronContactState {
        match &contact.state {
            ContactState::Waiting | ContactState::Called { .. } => {
                self.waiting(contact, false, rendered)
            }
            ContactState::Offered { .. } => self.waiting(contact, true, rendered),
            ContactState::Calling { with, .. } => PatronContactState::Calling {
                librarian: self.name_of(*with),
            },
            ContactState::Talking(talk) => PatronContactState::Talking {
                librarian: self.name_of(talk.with),
                answered_with: talk.answered_with,
                on_hold: talk.on_hold,
                proposed: talk.proposed,
                admitted: talk.admitted,
                still_for: match &talk.still {
                    Still::Asked { purpose, .. } => Some(purpose.as_str().to_owned()),
                    Still::Unasked | Still::Allowed { .. } | Still::Refused { .. } => None,
                },
                passing_to: contact.transfer().map(|one| self.passing_to(one)),
            },
            ContactState::Ended {
                by,
                outcome,
                librarian,
                ..
            } => PatronContactState::Ended {
                by: *by,
                outcome: *outcome,
                librarian: librarian.map(|librarian| self.name_of(librarian)),
                rating: contact.rating,
            },
        }
    }

    fn waiting(
        &self,
        contact: &Contact,
        ringing: bool,
        rendered: &mut Rendered,
    ) -> PatronContactState {
        let desk = contact.desk;
        let range = self
            .waits(desk, rendered)
            .of_contacts
            .get(&contact.id)
            .copied()
            .flatten();
        let places = rendered
            .places
            .entry(desk)
            .or_insert_with(|| self.machine.places(desk).into_iter().collect());
        let at_counter = matches!(
            self.machine.desk_state(desk, self.now()),
            Staffing::Open {
                available: 0,
                on_contact: 0,
                in_person: 1..,
                ..
            }
        );
        let wanted = contact.wanted.filter(|wanted| wanted.overflowed);
        PatronContactState::Waiting {
            position: count(places.get(&contact.id).copied().unwrap_or(1)),
            wait: self.wait_view(desk, range),
            ringing,
            booked_before: count(self.machine.booked_before(contact.id)),
            stepped_back: contact.stepped_back,
            at_counter,
            instead_of: wanted.map(|wanted| self.name_of(wanted.librarian)),
        }
    }

    /// Shows a seat its desk.
    fn show_seat(&mut self, connection: ConnectionId) {
        let Some((seat, librarian)) = self.clients.at(connection) else {
            return;
        };
        let Some(account) = self.machine.librarian(librarian) else {
            return;
        };
        // What a colleague passes on rings before all that waits.
        let line = self.machine.passed_on_to(librarian);
        let line = line.chain(self.machine.lines().take(LONGEST_LINE));
        let line = line.map(|contact| self.line_entry(contact, librarian));
        let contacts = self.machine.contacts_with(librarian).into_iter();
        let contacts = contacts.filter_map(|contact| self.seat_contact(contact, seat));
        let desk = SeatDesk {
            chosen: account.chosen,
            presence: self.machine.presence(librarian),
            line: line.collect(),
            waiting: count(self.machine.lines().count()),
            contacts: contacts.collect(),
            wrap_up: self.wrap_up(librarian),
            colleagues: self.colleagues_of(librarian),
            groups: self.groups_for(librarian),
        };
        self.clients.show_seat(connection, desk);
        let call_backs = self.call_backs_for(librarian);
        self.clients.show_call_backs(connection, call_backs);
    }

    fn line_entry(&self, contact: &Contact, librarian: LibrarianId) -> LineEntry {
        LineEntry {
            contact: contact.id,
            name: contact.name.as_str().to_owned(),
            mode: contact.mode,
            language: contact.language,
            desk: contact.desk,
            topic: contact.topic,
            wanted: contact.wanted.map(|wanted| self.name_of(wanted.librarian)),
            arrived_at: contact.arrived.wall_millis(),
            rings_here: contact.is_ringing_at(librarian),
            absent: contact.absent_since.is_some(),
            called: matches!(contact.state, ContactState::Called { .. }),
            mine: self.machine.answers_for(librarian, contact),
            booked: self.mark_of(contact),
            passed_on: self.passed_on(contact),
            from_colleague: contact.transfer().is_some(),
        }
    }

    fn seat_contact(&self, contact: &Contact, here: SeatId) -> Option<SeatContact> {
        let seat = contact.seat()?;
        let talk = contact.talk();
        let since = talk.map_or(contact.arrived, |talk| talk.since);
        Some(SeatContact {
            id: contact.id,
            thread: contact.thread,
            desk: contact.desk,
            topic: contact.topic,
            calling: talk.is_none(),
            on_hold: talk.is_some_and(|talk| talk.on_hold),
            proposed: talk.and_then(|talk| talk.proposed),
            admitted: talk.is_none_or(|talk| talk.admitted),
            name: contact.name.as_str().to_owned(),
            mode: contact.mode,
            answered_with: talk.map_or(contact.mode, |talk| talk.answered_with),
            language: contact.language,
            since: since.wall_millis(),
            here: seat == here,
            wanted: contact.wanted.map(|wanted| self.name_of(wanted.librarian)),
            absent: contact.absent_since.is_some(),
            booked: self.mark_of(contact),
            still: talk.map(still_view).unwrap_or_default(),
            transfer: contact.transfer().map(|one| self.transfer_view(one)),
            passed_on: self.passed_on(contact),
        })
    }

    fn wrap_up(&self, librarian: LibrarianId) -> Option<WrapUpView> {
        let (contact, until) = self.machine.wrap_up_of(librarian)?;
        let known = self.machine.contact(contact)?;
        Some(WrapUpView {
            contact,
            name: known.name.as_str().to_owned(),
            topic: known.topic,
            booked: self.was_booked_in(known),
            until: until.wall_millis(),
            behind: count(self.machine.wrap_ups_of(librarian).count() - 1),
        })
    }

    /// Shows the seats what is the same for all of them, as far as it changed.
    fn show_house(&mut self) {
        if self.pace.takes_house() {
            let house = self.house();
            self.clients.tell_all_seats(&ToSeat::House { house });
        }
        if self.pace.takes_threads() {
            let threads = self.thread_entries();
            self.clients.tell_all_seats(&ToSeat::Threads { threads });
        }
    }

    pub(super) fn house(&self) -> House {
        let desks = self.machine.desks().map(|desk| DeskName {
            id: desk.id,
            name: desk.name.clone(),
            admission: desk.admission,
            handle: desk.handle.clone(),
            email: desk.email.clone(),
            hours: self.week_of(desk),
        });
        let warnings = self.machine.warnings(self.now()).into_iter();
        House {
            library: self.machine.settings().library.name.clone(),
            zone: self.zone().to_owned(),
            handles: self
                .machine
                .desks()
                .map(|desk| desk.handle.clone())
                .collect(),
            topics: self.topics(),
            desks: desks.collect(),
            branches: self.places_of_library(),
            consultations: self.all_consultations(),
            librarians: self.all_librarians(),
            warnings: warnings
                .map(|warning| self.warning_view(&warning))
                .collect(),
        }
    }

    pub(super) fn warning_view(&self, warning: &Warning) -> WarningView {
        match warning {
            Warning::NobodyAnswers(desk) => WarningView::NobodyAnswers { desk: *desk },
            Warning::NeverOpens(desk) => WarningView::NeverOpens { desk: *desk },
            Warning::EmptyGroup(group) => {
                let mut groups = self.machine.settings().groups.iter();
                let known = groups.find(|one| one.id == *group);
                WarningView::EmptyGroup {
                    group: *group,
                    name: known.map(|one| one.name.clone()).unwrap_or_default(),
                }
            }
            Warning::NobodyGives(consultation) => WarningView::NobodyGives {
                consultation: *consultation,
                name: self
                    .consultation(*consultation)
                    .map(|one| spoken(&one.name))
                    .unwrap_or_default(),
            },
        }
    }

    fn all_librarians(&self) -> Vec<seat::LibrarianView> {
        let librarians = self.machine.settings().librarians.iter();
        let view = |one: &sportello_core::Librarian| seat::LibrarianView {
            id: one.id,
            name: one.name.clone(),
        };
        librarians.map(view).collect()
    }

    fn topics(&self) -> Vec<TopicView> {
        let topics = self.machine.settings().topics.iter();
        topics
            .map(|topic| TopicView {
                id: topic.id,
                italian: topic.italian.clone(),
                english: topic.english.clone(),
            })
            .collect()
    }

    /// The threads with unread messages first, then the newest.
    pub(super) fn thread_entries(&self) -> Vec<ThreadEntry> {
        let mut threads: Vec<&Thread> = self
            .machine
            .threads()
            .filter(|thread| thread.last.is_some())
            .collect();
        let rank = |thread: &&Thread| {
            let at = thread.last.as_ref().map_or(0, |last| last.at);
            std::cmp::Reverse((thread.is_unread_by_desk(), at))
        };
        threads.sort_by_key(rank);
        threads.truncate(MOST_THREADS);
        threads
            .into_iter()
            .filter_map(|thread| self.thread_entry(thread))
            .collect()
    }

    fn thread_entry(&self, thread: &Thread) -> Option<ThreadEntry> {
        let last = thread.last.as_ref()?;
        Some(ThreadEntry {
            thread: thread.id,
            desk: thread.desk,
            name: thread.name.as_str().to_owned(),
            language: thread.language,
            speaker: self.speaker(last.author),
            excerpt: last.excerpt.clone(),
            at: last.at,
            unread: thread.is_unread_by_desk(),
            present: self.machine.page_of(thread.patron).is_some(),
        })
    }

    /// A message as both ends read it.
    pub(super) fn message_view(&self, message: &ChatMessage) -> MessageView {
        let text = message.text.as_ref().map(|text| text.as_str().to_owned());
        MessageView {
            id: message.id,
            contact: message.contact,
            speaker: self.speaker(message.author),
            text: text.unwrap_or_default(),
            attachment: message.attachment.clone(),
            appointment: message.appointment.map(|about| AppointmentMark {
                id: about.appointment,
                starts: about.starts,
            }),
            loans: message.loans.iter().map(loan_mark).collect(),
            case: message.case.as_ref().map(case_mark),
            at: message.at.wall_millis(),
        }
    }

    fn speaker(&self, author: Author) -> Speaker {
        match author {
            Author::Patron(_) => Speaker::Patron,
            Author::Librarian(librarian) => Speaker::Librarian {
                name: self.name_of(librarian),
            },
            Author::Desk(happened) => Speaker::Desk { happened },
        }
    }

    /// Why a contact stopped ringing, as a librarian reads it.
    pub(super) fn offer_end_view(&self, patron: &PatronName, why: &OfferEnd) -> ToSeat {
        let why = match why {
            OfferEnd::AnsweredBy(librarian) => seat::OfferEnd::AnsweredBy {
                librarian: self.name_of(*librarian),
            },
            OfferEnd::PatronLeft => seat::OfferEnd::PatronLeft,
            OfferEnd::Missed => seat::OfferEnd::Missed,
            OfferEnd::EarlierPatron => seat::OfferEnd::EarlierPatron,
            OfferEnd::PatronDidNotAnswer => seat::OfferEnd::PatronDidNotAnswer,
            OfferEnd::Ended(by) => seat::OfferEnd::Ended { by: *by },
            OfferEnd::WouldCall => seat::OfferEnd::WouldCall,
            OfferEnd::TakenOver(librarian) => seat::OfferEnd::TakenOver {
                librarian: self.name_of(*librarian),
            },
            OfferEnd::NotTakenOver {
                asked,
                refused,
                in_line,
            } => seat::OfferEnd::NotTakenOver {
                asked: asked.map(|librarian| self.name_of(librarian)),
                refused: *refused,
                in_line: *in_line,
            },
            OfferEnd::TakenBack(librarian) => seat::OfferEnd::TakenBack {
                librarian: self.name_of(*librarian),
            },
        };
        ToSeat::OfferEnded {
            patron: patron.as_str().to_owned(),
            why,
        }
    }

    pub(super) fn name_of(&self, librarian: LibrarianId) -> String {
        let known = self.machine.librarian(librarian).map(|known| &known.name);
        let known = known.or_else(|| self.former.get(&librarian));
        known.cloned().unwrap_or_default()
    }
}

/// What a desk says to whoever comes now.
fn greeting<'a>(desk: &'a sportello_core::Desk, state: &DeskState) -> &'a sportello_core::Spoken {
    let is_silent = desk.when_closed == sportello_core::Spoken::default();
    match state {
        DeskState::Closed { .. } if !is_silent => &desk.when_closed,
        DeskState::Open { .. } | DeskState::NobodyThere { .. } | DeskState::Closed { .. } => {
            &desk.greeting
        }
    }
}

pub(super) fn spoken(said: &sportello_core::Spoken) -> SpokenView {
    let said = said.or_the_other();
    SpokenView {
        it: said.italian,
        en: said.english,
    }
}

/// The hours of the week, Monday first, each opening as `09:00-13:00`.
fn lines_of_week(hours: &sportello_core::Hours) -> Vec<Vec<String>> {
    let days = hours.week().days();
    days.map(|(_, openings)| openings.iter().map(ToString::to_string).collect())
        .collect()
}

pub(super) fn lines_of(branch: &sportello_core::Branch) -> Vec<String> {
    [&branch.name, &branch.address]
        .into_iter()
        .filter(|line| !line.is_empty())
        .cloned()
        .collect()
}

fn still_view(talk: &Talk) -> StillView {
    let until = talk.still.over_at().map_or(0, Moment::wall_millis);
    let words = |purpose: &Purpose| purpose.as_str().to_owned();
    match &talk.still {
        Still::Unasked => StillView::Unasked,
        Still::Asked { purpose, .. } => StillView::Asked {
            purpose: words(purpose),
            until,
        },
        Still::Allowed { purpose, .. } => StillView::Allowed {
            purpose: words(purpose),
            until,
        },
        Still::Refused { .. } => StillView::Refused { until },
    }
}

/// The code by which a client chooses its words.
pub(super) fn refusal_code(refusal: Refusal) -> RefusalCode {
    match refusal {
        Refusal::DeskClosed => RefusalCode::DeskClosed,
        Refusal::Blocked => RefusalCode::Blocked,
        Refusal::NoSuchContact => RefusalCode::NoSuchContact,
        Refusal::NoSuchThread => RefusalCode::NoSuchThread,
        Refusal::ContactEnded => RefusalCode::ContactEnded,
        Refusal::AnsweredByColleague => RefusalCode::AnsweredByColleague,
        Refusal::NotRinging => RefusalCode::NotRinging,
        Refusal::AlreadyOnContact => RefusalCode::AlreadyOnContact,
        Refusal::PatronNotThere => RefusalCode::PatronNotThere,
        Refusal::DoesNotFit => RefusalCode::DoesNotFit,
        Refusal::TooSoon => RefusalCode::TooSoon,
        Refusal::NoConsent => RefusalCode::NoConsent,
        Refusal::NobodyToTake => RefusalCode::NobodyToTake,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn case_mark(about: &CaseMentioned) -> CaseMark {
    CaseMark {
        id: about.case,
        number: about.number.to_string(),
        subject: about.subject.clone(),
        office: about.office.clone(),
        promised: about.promised.to_string(),
    }
}

fn loan_mark(about: &LoanMentioned) -> LoanMark {
    LoanMark {
        id: about.loan,
        title: about.title.clone(),
        due: about.due.to_string(),
    }
}
