//! What pages and seats order about appointments.

use sportello_core::booking::{Asked, By, Hold, Move, Wish};
use sportello_core::{
    AppointmentId, AppointmentState, BranchId, ConsultationId, ContactId, LibrarianId, Meeting,
    PageId, PatronName, ReachWish, Span, ThreadId, ThreadOf,
};
use sportello_wire::booking::{BookingRefusal, DayView, SlotView};
use sportello_wire::patron::{BookingNews, BookingOrder, ReachRefusal, ReachWishView, ToPatron};
use sportello_wire::seat::{CalendarOrder, CalendarTold, ToSeat};

use super::asked::{Answer, Asker, No, for_librarians, for_patrons};
use crate::clock::new_id;
use crate::owner::{ConnectionId, Owner};

/// How many days with free slots are shown at once.
const DAYS: usize = 5;
/// How much of the calendar is searched for them at once.
const STRIDE: Span = Span::minutes(14 * 24 * 60);
/// How many times.
const STRIDES: usize = 27;

/// Free slots by day, and from when to ask for more.
type Days = (Vec<DayView>, Option<i64>);

impl Owner {
    /// Does what a patron orders about appointments.
    pub(in crate::owner) async fn order_booking(
        &mut self,
        page: PageId,
        of: ThreadOf,
        order: BookingOrder,
    ) {
        let now = self.now();
        let done = match order {
            BookingOrder::Ask {} => return self.look_at_own(page),
            BookingOrder::Slots {
                consultation,
                meeting,
                branch,
                from,
            } => {
                let asked = self.asked((consultation, meeting, branch), self.person_of(page));
                return self.tell_slots(page, asked, None, from);
            }
            BookingOrder::SlotsToMove { appointment, from } => {
                match self.asked_to_move(appointment, of) {
                    Ok(asked) => return self.tell_slots(page, asked, Some(appointment), from),
                    Err(why) => Err(No::from(why)),
                }
            }
            BookingOrder::Hold {
                consultation,
                meeting,
                branch,
                starts,
            } => {
                let asked = self.asked((consultation, meeting, branch), self.person_of(page));
                self.hold(of, Wish { asked, starts })
            }
            BookingOrder::LetGo {} => {
                if let Some(held) = self.held_by(of) {
                    self.booking.book.handle_let_go(held, of.patron, now);
                }
                return;
            }
            BookingOrder::Book {
                appointment,
                name,
                language,
                answers,
                mail,
            } => match self.can_be_reached((page, of), mail).await {
                Ok(()) => self.book(of, appointment, (&name, language), answers),
                Err(why) => Err(No::from(why)),
            },
            BookingOrder::Move {
                appointment,
                starts,
            } => {
                let to = Move {
                    starts,
                    librarian: None,
                    anyway: false,
                };
                let book = &mut self.booking.book;
                let moved = book.handle_move(appointment, to, By::Patron(of.patron), now);
                moved.map(|()| appointment).map_err(No::from)
            }
            BookingOrder::Cancel { appointment } => {
                let by = By::Patron(of.patron);
                let cancelled = self.booking.book.handle_cancel(appointment, by, now);
                cancelled.map(|()| appointment).map_err(No::from)
            }
            BookingOrder::Enter { appointment } => {
                let contact = ContactId(new_id());
                let book = &mut self.booking.book;
                let entered = book.handle_entered(appointment, of.patron, contact, now);
                entered.map(|()| appointment).map_err(No::from)
            }
        };
        self.booking
            .answers
            .push(Answer::new(Asker::Page(page), done));
    }

    /// Does what a librarian orders about appointments.
    pub(in crate::owner) fn order_calendar(
        &mut self,
        connection: ConnectionId,
        number: u32,
        order: CalendarOrder,
    ) {
        let now = self.now();
        let book = &mut self.booking.book;
        let done = match order {
            // The socket answers it itself.
            CalendarOrder::Outside { .. } => return,
            CalendarOrder::Watch { from, until } => {
                return self.look_at_calendar(connection, from, until);
            }
            CalendarOrder::Slots {
                consultation,
                meeting,
                branch,
                librarian,
                from,
            } => {
                let asked = self.asked((consultation, meeting, branch), librarian);
                let (days, more) = self.days(&asked, from, true);
                let told = CalendarTold::Slots { number, days, more };
                return self
                    .clients
                    .tell_connection(connection, ToSeat::Calendar { told });
            }
            CalendarOrder::Book {
                appointment,
                thread,
                consultation,
                meeting,
                branch,
                librarian,
                starts,
                anyway,
            } => {
                let asked = self.asked((consultation, meeting, branch), librarian);
                let wish = Wish { asked, starts };
                self.book_for(appointment, thread, wish, anyway)
            }
            CalendarOrder::Move {
                appointment,
                starts,
                librarian,
                anyway,
            } => {
                let to = Move {
                    starts,
                    librarian,
                    anyway,
                };
                let moved = book.handle_move(appointment, to, By::Desk, now);
                moved.map(|()| appointment).map_err(No::from)
            }
            CalendarOrder::Cancel { appointment } => {
                let cancelled = book.handle_cancel(appointment, By::Desk, now);
                cancelled.map(|()| appointment).map_err(No::from)
            }
            CalendarOrder::Came { appointment } => {
                let came = book.handle_came(appointment, now);
                came.map(|()| appointment).map_err(No::from)
            }
            CalendarOrder::Availability { order } => {
                return self.order_availability(connection, number, order);
            }
            CalendarOrder::NoShow { appointment } => {
                let missed = book.handle_no_show(appointment, now);
                missed.map(|()| appointment).map_err(No::from)
            }
        };
        let to = Asker::Seat(connection, number);
        self.booking.answers.push(Answer::new(to, done));
    }

    fn asked(
        &self,
        (consultation, meeting, branch): (ConsultationId, Meeting, Option<BranchId>),
        librarian: Option<LibrarianId>,
    ) -> Asked {
        let gives = |one: &LibrarianId| {
            let offered = self.consultation(consultation);
            offered.is_some_and(|known| known.givers.contains(one))
        };
        Asked {
            consultation,
            meeting,
            branch,
            librarian: librarian.filter(gives),
        }
    }

    /// The person behind the handle for whom a page was opened: appointments are with
    /// them, where they give any.
    fn person_of(&self, page: PageId) -> Option<LibrarianId> {
        self.clients.door_of(page).and_then(|door| door.person)
    }

    fn asked_to_move(
        &self,
        appointment: AppointmentId,
        of: ThreadOf,
    ) -> Result<Asked, BookingRefusal> {
        let known = self.booking.book.appointment(appointment);
        let known = known.filter(|known| known.patron == of.patron);
        let known = known.ok_or(BookingRefusal::NoSuchAppointment)?;
        Ok(Asked {
            consultation: known.consultation,
            meeting: known.meeting,
            branch: known.branch,
            librarian: None,
        })
    }

    fn hold(&mut self, of: ThreadOf, wish: Wish) -> Result<AppointmentId, No> {
        if !self.offers(of, wish.asked.consultation) {
            return Err(BookingRefusal::NoSuchConsultation.into());
        }
        let known = self.machine.thread(of.thread);
        let hold = Hold {
            id: AppointmentId(new_id()),
            patron: of.patron,
            thread: of.thread,
            wish,
            language: known.map(|known| known.language).unwrap_or_default(),
        };
        Ok(self.booking.book.handle_hold(hold, self.now())?)
    }

    /// Whether it is this desk that offers it.
    fn offers(&self, of: ThreadOf, consultation: ConsultationId) -> bool {
        self.consultation(consultation)
            .is_some_and(|known| known.desk == of.desk)
    }

    fn held_by(&self, of: ThreadOf) -> Option<AppointmentId> {
        let own = self.booking.book.appointments_of(of.patron).into_iter();
        let mut held = own.filter(|one| matches!(one.state, AppointmentState::Held { .. }));
        held.next().map(|one| one.id)
    }

    fn book(
        &mut self,
        of: ThreadOf,
        id: AppointmentId,
        (name, language): (&str, sportello_core::Language),
        answers: Vec<String>,
    ) -> Result<AppointmentId, No> {
        let held = self.booking.book.appointment(id);
        let held = held.filter(|held| held.patron == of.patron);
        let held = held.ok_or(BookingRefusal::HoldOver)?;
        let wish = Wish {
            asked: Asked {
                consultation: held.consultation,
                meeting: held.meeting,
                branch: held.branch,
                librarian: Some(held.librarian),
            },
            starts: held.starts,
        };
        let booking = sportello_core::booking::Booking {
            id,
            patron: of.patron,
            thread: of.thread,
            wish,
            name: PatronName::tidy(name),
            language,
            answers,
        };
        Ok(self.booking.book.handle_booking(booking, self.now())?)
    }

    fn book_for(
        &mut self,
        id: AppointmentId,
        thread: ThreadId,
        wish: Wish,
        anyway: bool,
    ) -> Result<AppointmentId, No> {
        let known = self.machine.thread(thread);
        let known = known.ok_or(BookingRefusal::NoSuchAppointment)?;
        let booking = sportello_core::booking::Booking {
            id,
            patron: known.patron,
            thread,
            wish,
            name: known.name.clone(),
            language: known.language,
            answers: Vec::new(),
        };
        let of = ThreadOf {
            thread,
            desk: known.desk,
            patron: known.patron,
        };
        if !self.offers(of, booking.wish.asked.consultation) {
            return Err(BookingRefusal::NoSuchConsultation.into());
        }
        let now = self.now();
        Ok(self.booking.book.handle_booked_for(booking, anyway, now)?)
    }

    /// Who books names at least one way to be reached, where there is any.
    async fn can_be_reached(
        &mut self,
        (page, of): (PageId, ThreadOf),
        mail: Option<String>,
    ) -> Result<(), BookingRefusal> {
        self.ways_changed(page);
        if let Some(address) = mail.filter(|typed| !typed.trim().is_empty()) {
            let wish = self.wish(of.thread, ReachWishView::Mail { address }).await;
            return wish.map_err(|why| match why {
                ReachRefusal::BadAddress => BookingRefusal::BadAddress,
                ReachRefusal::NoMail | ReachRefusal::NoPush => BookingRefusal::NoWay,
                ReachRefusal::Later | ReachRefusal::NotSaved => BookingRefusal::NotSaved,
            });
        }
        let needed = self.needs_way(of.thread).await;
        match needed.map_err(|_| BookingRefusal::NotSaved)? {
            true => Err(BookingRefusal::NoWay),
            false => Ok(()),
        }
    }

    /// Whether a way to be reached must be named: the library has one, and none is known
    /// of this patron.
    pub(super) async fn needs_way(&self, thread: ThreadId) -> Result<bool, ReachRefusal> {
        let (mail, push) = (self.has_mail().await?, self.pushes(thread).await?);
        let wish = self.parts.store.reach(thread).await;
        let wish = wish.map_err(|_| ReachRefusal::NotSaved)?;
        let by_mail = mail && matches!(wish, ReachWish::Mail(_));
        let by_push = push.as_ref().is_some_and(|push| !push.devices.is_empty());
        Ok((mail || push.is_some()) && !by_mail && !by_push)
    }

    fn tell_slots(
        &mut self,
        page: PageId,
        asked: Asked,
        appointment: Option<AppointmentId>,
        from: Option<i64>,
    ) {
        let (days, more) = self.days(&asked, from, false);
        let news = BookingNews::Slots {
            consultation: asked.consultation,
            appointment,
            days,
            more,
        };
        self.clients.tell_page(page, ToPatron::Booking { news });
    }

    /// The next days on which something is free.
    fn days(&self, asked: &Asked, from: Option<i64>, for_desk: bool) -> Days {
        let (book, now) = (&self.booking.book, self.now());
        let desk = self.consultation(asked.consultation).map(|one| one.desk);
        let mut begin = from.unwrap_or(0).max(now.wall_millis());
        let mut days: Vec<DayView> = Vec::new();
        for _ in 0..STRIDES {
            let end = begin.saturating_add(STRIDE.as_millis());
            let free = if for_desk {
                book.free_for_desk(asked, begin, end, now)
            } else {
                book.free(asked, begin, end, now)
            };
            for slot in &free {
                let date = desk.and_then(|desk| book.date_at(desk, slot.starts));
                let date = date.map(|date| date.to_string()).unwrap_or_default();
                let view: SlotView = if for_desk {
                    for_librarians(slot)
                } else {
                    for_patrons(slot)
                };
                let is_next_day = days.last().is_none_or(|day| day.date != date);
                if is_next_day && days.len() == DAYS {
                    return (days, Some(slot.starts));
                }
                if is_next_day {
                    let slots = Vec::new();
                    days.push(DayView { date, slots });
                }
                if let Some(day) = days.last_mut() {
                    day.slots.push(view);
                }
            }
            begin = end;
        }
        (days, None)
    }
}
