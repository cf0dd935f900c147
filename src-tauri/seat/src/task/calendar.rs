//! What is ordered and shown of appointments.

use sportello_wire::booking::{BookingRefusal, SlotView};
use sportello_wire::seat::{
    AvailabilityRefusal, AvailabilityTold, CalendarOrder, CalendarTold, FromSeat, OutsideOrder,
};
use sportello_wire::window::{
    CalendarAnswer, CalendarSlots, CalendarWindowOrder, Connection, WindowCalendar,
};

use super::Task;
use super::outside::Outside;

/// What the task knows of appointments.
#[derive(Default)]
pub(super) struct Calendar {
    /// What the window shows.
    pub(super) shown: WindowCalendar,
    /// The days that the window looks at: from, and until.
    watched: Option<(i64, i64)>,
    /// An order whose answer is awaited, by its number.
    asked: Option<u32>,
    /// What it knows of calendars outside of the desk.
    pub(super) outside: Outside,
}

/// How many answers about when consultations are given the window may still look for.
const TOLD: usize = 8;

impl Calendar {
    /// The server went away with an order: nobody waits for its answer.
    pub(super) fn lose_answer(&mut self) {
        self.outside.lose_answer();
        if let Some(number) = self.asked {
            self.hear(number, Some(BookingRefusal::NotSaved), Vec::new());
        }
    }

    /// What concerns when consultations are given has numbers of its own.
    fn hear_of_availability(&mut self, told: AvailabilityTold) {
        let kept = &mut self.shown.availability;
        kept.push(told);
        if kept.len() > TOLD {
            kept.remove(0);
        }
    }

    fn hear(&mut self, number: u32, refused: Option<BookingRefusal>, next: Vec<SlotView>) {
        if self.asked == Some(number) {
            self.asked = None;
            self.shown.answer = Some(CalendarAnswer {
                number,
                refused,
                next,
            });
        }
    }
}

impl Task {
    pub(super) fn obey_about_calendar(&mut self, order: CalendarWindowOrder) {
        let CalendarWindowOrder::Ask { number, order } = order;
        if matches!(order, CalendarOrder::Availability { .. }) {
            return self.ask_about_availability(number, order);
        }
        if let CalendarOrder::Outside { order } = &order {
            self.calendar.outside.ask(number, order);
        } else if let CalendarOrder::Watch { from, until } = &order {
            self.calendar.watched = from.map(|from| (from, *until));
            if from.is_none() {
                self.calendar.shown.calendar = None;
            }
        } else {
            self.calendar.asked = Some(number);
        }
        if self.connection == Connection::Online {
            self.say(FromSeat::Calendar { number, order });
        } else {
            self.calendar.lose_answer();
        }
    }

    /// Nothing of it is said again on another connection: what was typed is kept by the
    /// window.
    fn ask_about_availability(&mut self, number: u32, order: CalendarOrder) {
        if self.connection == Connection::Online {
            self.say(FromSeat::Calendar { number, order });
        } else {
            let why = AvailabilityRefusal::NotSaved;
            let told = AvailabilityTold::Refused { number, why };
            self.calendar.hear_of_availability(told);
        }
    }

    /// Signed in, perhaps again: whoever looks goes on looking.
    pub(super) fn look_at_calendar_again(&mut self) {
        self.look_outside_again();
        if let Some((from, until)) = self.calendar.watched {
            let from = Some(from);
            let order = CalendarOrder::Watch { from, until };
            self.say(FromSeat::Calendar { number: 0, order });
        }
    }

    /// What there is of calendars outside may have changed.
    pub(super) fn look_outside_again(&mut self) {
        if self.calendar.outside.is_watched() {
            let order = OutsideOrder::Watch { on: true };
            let order = CalendarOrder::Outside { order };
            self.say(FromSeat::Calendar { number: 0, order });
        }
    }

    pub(super) fn hear_of_calendar(&mut self, told: CalendarTold) {
        match told {
            CalendarTold::Calendar { calendar } => {
                let is_watched = self.calendar.watched == Some((calendar.from, calendar.until));
                if is_watched {
                    self.calendar.shown.calendar = Some(calendar);
                } // else it was on its way when the window turned the page
            }
            CalendarTold::Today { appointments } => self.calendar.shown.today = appointments,
            CalendarTold::Slots { number, days, more } => {
                self.calendar.shown.slots = Some(CalendarSlots { number, days, more });
                self.calendar.hear(number, None, Vec::new());
            }
            CalendarTold::Outside { told } => self.calendar.outside.hear(told),
            CalendarTold::Done { number } => self.calendar.hear(number, None, Vec::new()),
            CalendarTold::Refused { number, why, next } => {
                self.calendar.hear(number, Some(why), next);
            }
            CalendarTold::Availability { told } => self.calendar.hear_of_availability(told),
        }
    }
}
