//! What pages and seats see of appointments: whole views, sent when they differ from the
//! last one of that client.
//!
//! A turn in which nothing was booked costs nobody a look: what time alone changes, as who
//! is late and what is over, is looked at again every [`STALE`].

use std::collections::BTreeMap;

use sportello_core::booking::book::ENTER_BEFORE;
use sportello_core::booking::{BookEffect, Part};
use sportello_core::{
    Appointment, AppointmentState, Consultation, Contact, DeskId, LibrarianId, PageId, PatronId,
    Span,
};
use sportello_wire::booking::{
    AppointmentMark, AppointmentStateView, ConsultationView, PlaceView, QuestionView,
};
use sportello_wire::patron::{AppointmentView, BookingNews, ToPatron};
use sportello_wire::seat::{
    AnsweredView, BusyView, CalendarTold, CalendarView, SeatAppointment, SeatConsultation, ToSeat,
};

use crate::owner::views::{lines_of, spoken};
use crate::owner::{ConnectionId, Owner};

/// The longest range that is shown at once.
const LONGEST: Span = Span::minutes(62 * 24 * 60);
/// For how long a patron is shown what is over.
const OF_LATE: Span = Span::minutes(24 * 60);
/// After how long everybody is looked at again, though nothing was booked.
const STALE: Span = Span::seconds(15);
/// Ahead of which a day is shown as today's.
const DAY: Span = Span::minutes(24 * 60);

/// Who looks, and what they saw last.
#[derive(Default)]
pub(super) struct Shown {
    pages: BTreeMap<PageId, Seen>,
    watched: BTreeMap<ConnectionId, Watched>,
    today: BTreeMap<ConnectionId, Vec<SeatAppointment>>,
    /// When everybody was looked at last: milliseconds since 1970 UTC.
    looked_at: i64,
}

/// What a page has seen.
#[derive(Default)]
struct Seen {
    /// Whether a way must be named, and whether there is mail; none while it has to be
    /// looked up.
    ways: Option<(bool, bool)>,
    news: Option<BookingNews>,
}

struct Watched {
    from: i64,
    until: i64,
    shown: Option<CalendarView>,
}

impl Shown {
    /// Who looks, as if they had seen nothing yet.
    pub(super) fn seen_nothing(mut self) -> Self {
        self.pages
            .values_mut()
            .for_each(|seen| *seen = Seen::default());
        self.watched
            .values_mut()
            .for_each(|watched| watched.shown = None);
        self.today.clear();
        self
    }

    /// Whether everybody is to be looked at in this turn.
    fn takes_all(&mut self, has_changed: bool, now: i64) -> bool {
        let since = now - self.looked_at;
        let all = has_changed || !(0..STALE.as_millis()).contains(&since);
        if all {
            self.looked_at = now;
        }
        all
    }
}

impl Owner {
    /// A page wants to know how it stands, now and at each change.
    pub(super) fn look_at_own(&mut self, page: PageId) {
        self.booking.shown.pages.insert(page, Seen::default());
    }

    /// How the patron of a page can be reached may be otherwise than before.
    pub(in crate::owner) fn ways_changed(&mut self, page: PageId) {
        if let Some(seen) = self.booking.shown.pages.get_mut(&page) {
            seen.ways = None;
        }
    }

    /// A seat looks at some days of the calendar, or no more.
    pub(super) fn look_at_calendar(
        &mut self,
        connection: ConnectionId,
        from: Option<i64>,
        until: i64,
    ) {
        let Some(from) = from else {
            self.booking.shown.watched.remove(&connection);
            return;
        };
        let watched = Watched {
            from,
            until,
            shown: None,
        };
        self.booking.shown.watched.insert(connection, watched);
    }

    /// Forgets a page or a seat that has gone.
    pub(in crate::owner) fn page_looks_no_more(&mut self, page: PageId) {
        self.booking.shown.pages.remove(&page);
    }

    pub(in crate::owner) fn seat_looks_no_more(&mut self, connection: ConnectionId) {
        self.booking.shown.watched.remove(&connection);
        self.booking.shown.today.remove(&connection);
    }

    /// Shows what has changed to whoever looks.
    pub(in crate::owner) async fn show_appointments(&mut self, booked: &[BookEffect]) {
        let gives = |effect: &BookEffect| matches!(effect, BookEffect::SaveAvailability(_));
        if booked.iter().any(gives) {
            self.pace.house_changed(); // the hours at which consultations are given
        }
        let now = self.now().wall_millis();
        let all = self.booking.shown.takes_all(!booked.is_empty(), now);
        let pages = self.booking.shown.pages.iter();
        let pages = pages.filter(|(_, seen)| all || seen.ways.is_none());
        for page in pages.map(|(page, _)| *page).collect::<Vec<_>>() {
            self.show_own(page).await;
        }
        for connection in self.clients.connections() {
            let shown = &self.booking.shown;
            let is_new = !shown.today.contains_key(&connection);
            let watched = shown.watched.get(&connection);
            let looks_anew = watched.is_some_and(|watched| watched.shown.is_none());
            if all || is_new {
                self.show_today(connection);
            }
            if all || looks_anew {
                self.show_calendar(connection);
            }
        }
    }

    async fn show_own(&mut self, page: PageId) {
        let Some(patron) = self.clients.patron_of(page) else {
            return;
        };
        let known = self.booking.shown.pages.get(&page);
        let (needs_way, mail) = match known.and_then(|seen| seen.ways) {
            Some(ways) => ways,
            None => match (self.needs_way(patron.thread).await, self.has_mail().await) {
                (Ok(needs_way), Ok(mail)) => (needs_way, mail),
                (Err(_), _) | (_, Err(_)) => return, // it was told in the log; later
            },
        };
        let news = BookingNews::Stands {
            appointments: self.own_appointments(patron.id),
            needs_way,
            mail,
        };
        let shown = self.booking.shown.pages.get_mut(&page);
        let Some(seen) = shown else { return };
        seen.ways = Some((needs_way, mail));
        if seen.news.as_ref() == Some(&news) {
            return;
        }
        seen.news = Some(news.clone());
        self.clients.tell_page(page, ToPatron::Booking { news });
    }

    fn show_today(&mut self, connection: ConnectionId) {
        let Some((_, librarian)) = self.clients.at(connection) else {
            return;
        };
        let appointments = self.today_of(librarian);
        let shown = appointments.clone();
        let before = self.booking.shown.today.insert(connection, shown);
        if before.unwrap_or_default() == appointments {
            return;
        }
        let told = CalendarTold::Today { appointments };
        self.clients
            .tell_connection(connection, ToSeat::Calendar { told });
    }

    fn show_calendar(&mut self, connection: ConnectionId) {
        let Some(watched) = self.booking.shown.watched.get(&connection) else {
            return;
        };
        let calendar = self.calendar(watched.from, watched.until);
        let watched = self.booking.shown.watched.get_mut(&connection);
        let Some(watched) = watched.filter(|one| one.shown.as_ref() != Some(&calendar)) else {
            return;
        };
        watched.shown = Some(calendar.clone());
        let told = CalendarTold::Calendar { calendar };
        self.clients
            .tell_connection(connection, ToSeat::Calendar { told });
    }

    /// What a librarian gives from now to the end of the day, as their desk's clock
    /// tells it.
    fn today_of(&self, librarian: LibrarianId) -> Vec<SeatAppointment> {
        let now = self.now().wall_millis();
        let part = Part {
            librarian: Some(librarian),
            ..Part::default()
        };
        let ahead = self.booking.book.between(now, now + DAY.as_millis(), part);
        let book = &self.booking.book;
        let is_today = |one: &&Appointment| {
            book.date_at(one.desk, one.starts) <= book.date_at(one.desk, now) && is_ahead(one.state)
        };
        ahead
            .into_iter()
            .filter(is_today)
            .map(|one| self.seat_appointment(one))
            .collect()
    }

    fn calendar(&self, from: i64, until: i64) -> CalendarView {
        let end = until.min(from.saturating_add(LONGEST.as_millis()));
        let book = &self.booking.book;
        let appointments = book.between(from, end, Part::default());
        let librarians = self.machine.settings().librarians.iter();
        let busy = librarians.filter_map(|one| book.availability(one.id));
        let busy = busy.flat_map(|one| {
            let within = one
                .busy
                .iter()
                .filter(|(begin, stop)| *begin < end && *stop > from);
            within.map(|(begin, stop)| BusyView {
                librarian: one.librarian,
                from: *begin,
                until: *stop,
            })
        });
        CalendarView {
            from,
            until,
            busy: busy.collect(),
            appointments: appointments
                .into_iter()
                .map(|one| self.seat_appointment(one))
                .collect(),
        }
    }

    /// Whether something was booked while a contact lasted, and stands.
    pub(in crate::owner) fn was_booked_in(&self, contact: &Contact) -> bool {
        let since = contact.arrived.wall_millis();
        let stands = |state: &AppointmentState| match state {
            AppointmentState::Unconfirmed { .. }
            | AppointmentState::Booked
            | AppointmentState::Arrived
            | AppointmentState::Done => true,
            AppointmentState::Held { .. }
            | AppointmentState::Cancelled { .. }
            | AppointmentState::NoShow => false,
        };
        let mut own = self
            .booking
            .book
            .appointments_of(contact.patron)
            .into_iter();
        own.any(|one| one.thread == contact.thread && one.made_at >= since && stands(&one.state))
    }

    /// Where the library's clock hangs: where that of its first desk does.
    pub(in crate::owner) fn zone(&self) -> &'static str {
        let settings = self.machine.settings();
        let desk = settings.desks.first().map(|desk| desk.id);
        desk.map_or("Europe/Rome", |desk| settings.zone_of(desk).name())
    }

    fn own_appointments(&self, patron: PatronId) -> Vec<AppointmentView> {
        let now = self.now().wall_millis();
        let own = self.booking.book.appointments_of(patron).into_iter();
        own.filter(|one| one.ends > now - OF_LATE.as_millis())
            .map(|one| self.appointment_view(one))
            .collect()
    }

    fn appointment_view(&self, one: &Appointment) -> AppointmentView {
        let offered = self.consultation(one.consultation);
        let limit = offered.map_or(0, |offered| i64::from(offered.change_minutes));
        let branch = self.machine.settings().branches.iter();
        let branch = branch.clone().find(|branch| Some(branch.id) == one.branch);
        let contact = self.machine.contact_of(one.patron);
        let contact = contact.filter(|contact| contact.booked == Some(one.id));
        AppointmentView {
            id: one.id,
            consultation: one.consultation,
            name: offered
                .map(|offered| spoken(&offered.name))
                .unwrap_or_default(),
            meeting: one.meeting,
            place: branch.map(lines_of).unwrap_or_default(),
            starts: one.starts,
            ends: one.ends,
            librarian: self.name_of(one.librarian),
            state: state_view(one.state),
            change_until: one.starts - Span::minutes(limit).as_millis(),
            opens: one.starts - ENTER_BEFORE.as_millis(),
            entered: self.booking.book.is_present(one.id),
            late: contact.is_some_and(|contact| self.machine.is_late(contact, self.now())),
        }
    }

    fn seat_appointment(&self, one: &Appointment) -> SeatAppointment {
        let offered = self.consultation(one.consultation);
        let questions = offered.map(|offered| offered.questions.iter());
        let answered = questions.into_iter().flatten().zip(&one.answers);
        SeatAppointment {
            id: one.id,
            desk: one.desk,
            consultation: one.consultation,
            name: offered
                .map(|offered| spoken(&offered.name))
                .unwrap_or_default(),
            colour: offered.map(|offered| offered.colour).unwrap_or_default(),
            librarian: one.librarian,
            thread: one.thread,
            patron: one.name.as_str().to_owned(),
            meeting: one.meeting,
            branch: one.branch,
            starts: one.starts,
            ends: one.ends,
            state: state_view(one.state),
            answers: answered
                .map(|(question, answer)| AnsweredView {
                    question: spoken(&question.text),
                    answer: answer.clone(),
                })
                .collect(),
            booked_by: one.booked_by,
            entered: self.booking.book.is_present(one.id),
        }
    }

    /// What a desk offers to book, as patrons see it.
    pub(in crate::owner) fn consultations_of(&self, desk: DeskId) -> Vec<ConsultationView> {
        let offered = self.machine.settings().consultations.iter();
        offered
            .filter(|one| one.desk == desk)
            .map(|one| self.consultation_view(one))
            .collect()
    }

    /// What all desks offer, as librarians see it.
    pub(in crate::owner) fn all_consultations(&self) -> Vec<SeatConsultation> {
        let offered = self.machine.settings().consultations.iter();
        offered
            .map(|one| SeatConsultation {
                desk: one.desk,
                view: self.consultation_view(one),
                givers: one.givers.clone(),
            })
            .collect()
    }

    /// The branches of the library.
    pub(in crate::owner) fn places_of_library(&self) -> Vec<PlaceView> {
        let branches = self.machine.settings().branches.iter();
        branches.map(place_view).collect()
    }

    fn consultation_view(&self, one: &Consultation) -> ConsultationView {
        let places = self.booking.book.branches_of(one.id);
        let branches = self.machine.settings().branches.iter();
        let branches = branches.filter(|branch| places.contains(&branch.id));
        let week = self.booking.book.week_of(one.id);
        ConsultationView {
            id: one.id,
            name: spoken(&one.name),
            description: spoken(&one.description),
            minutes: one.minutes,
            meetings: one.meetings.iter().copied().collect(),
            places: branches.map(place_view).collect(),
            questions: one
                .questions
                .iter()
                .map(|question| QuestionView {
                    text: spoken(&question.text),
                    required: question.required,
                })
                .collect(),
            colour: one.colour,
            topic: one.topic,
            week: week
                .days()
                .map(|(_, openings)| openings.iter().map(ToString::to_string).collect())
                .collect(),
            confirm_by_mail: one.confirm_by_mail,
        }
    }

    /// The appointment that a contact is.
    pub(in crate::owner) fn mark_of(
        &self,
        contact: &sportello_core::Contact,
    ) -> Option<AppointmentMark> {
        let booked = self.booking.book.appointment(contact.booked?)?;
        Some(AppointmentMark {
            id: booked.id,
            starts: booked.starts,
        })
    }
}

fn place_view(branch: &sportello_core::Branch) -> PlaceView {
    PlaceView {
        branch: branch.id,
        name: branch.name.clone(),
        address: branch.address.clone(),
    }
}

const fn is_ahead(state: AppointmentState) -> bool {
    match state {
        AppointmentState::Unconfirmed { .. }
        | AppointmentState::Booked
        | AppointmentState::Arrived => true,
        AppointmentState::Held { .. }
        | AppointmentState::Done
        | AppointmentState::Cancelled { .. }
        | AppointmentState::NoShow => false,
    }
}

const fn state_view(state: AppointmentState) -> AppointmentStateView {
    match state {
        AppointmentState::Held { until } => AppointmentStateView::Held { until },
        AppointmentState::Unconfirmed { until } => AppointmentStateView::Unconfirmed { until },
        AppointmentState::Booked => AppointmentStateView::Booked,
        AppointmentState::Arrived => AppointmentStateView::Arrived,
        AppointmentState::Done => AppointmentStateView::Done,
        AppointmentState::Cancelled { by } => AppointmentStateView::Cancelled { by },
        AppointmentState::NoShow => AppointmentStateView::NoShow,
    }
}
