//! The cast about appointments.

use sportello_wire::booking::{BookingRefusal, DayView, SlotView};
use sportello_wire::patron::{AppointmentView, BookingNews, BookingOrder, FromPatron, ToPatron};
use sportello_wire::seat::{
    CalendarOrder, CalendarTold, CalendarView, FromSeat, SeatAppointment, ToSeat,
};
use sportello_wire::{AppointmentId, ConsultationId, Language, Meeting};

use crate::desk::{Desk, LIBRARY};
use crate::librarian::Librarian;
use crate::patron::Patron;

/// The number of every order here: one waits for its answer before the next.
const NUMBER: u32 = 9;

/// What the desk offers: half an hour, with or without a journey, by Bo and Cleo.
const OFFER: &str = r#"
[[branch]]
name = "Centrale"
address = "Via Roma 1"

[[librarian]]
user = "bo"
name = "Bo Conti"

[[librarian]]
user = "cleo"
name = "Cleo Neri"

[[desk]]
handle = "@biblioteca.prova"
name = "Sportello"
branch = "Centrale"

[[consultation]]
desk = "@biblioteca.prova"
name = { italian = "Ricerca bibliografica", english = "Finding sources" }
minutes = 30
meetings = ["video", "voice", "inPerson"]
notice_hours = 0
change_hours = 0
givers = ["bo", "cleo"]
"#;

/// The hours at which somebody gives them: always, so that no test looks at the clock.
fn always(user: &str) -> String {
    let days = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let week = days
        .map(|day| format!("{day} = [\"00:00-24:00\"]"))
        .join("\n");
    format!(
        "[[availability]]\nlibrarian = \"{user}\"\n\n[[availability.rule]]\n\
         meetings = [\"video\", \"voice\", \"inPerson\"]\nbranch = \"Centrale\"\n\n\
         [availability.rule.hours]\nzone = \"Europe/Rome\"\n\n\
         [availability.rule.hours.week]\n{week}\n\n"
    )
}

/// A no to an order about an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingNo {
    /// Why.
    pub why: BookingRefusal,
    /// What is free instead.
    pub next: Vec<SlotView>,
}

impl Desk {
    /// The desk offers consultations, by these librarians, at every hour; `more` is
    /// added to what the consultation says.
    pub async fn offers_consultations(&self, givers: &[&str], more: &str) {
        let times: String = givers.iter().map(|user| always(user)).collect();
        self.apply(&format!("{OFFER}{more}\n{times}"));
    }

    /// Makes a file the settings of the library, beside a server that runs.
    pub fn apply(&self, file: &str) {
        let path = self.data().with_file_name("settings.toml");
        std::fs::write(&path, file).expect("there is room");
        let path = path.to_string_lossy();
        let mut command = self.command(&["admin", "apply", LIBRARY, &path]);
        let done = command.output().expect("the program runs");
        assert!(done.status.success(), "the settings are taken: {done:?}");
    }
}

impl Patron {
    /// Waits until the desk offers a consultation.
    pub async fn is_offered(&mut self) -> ConsultationId {
        self.see("a consultation", |view| {
            Some(view.desk.as_ref()?.consultations.first()?.id)
        })
        .await
    }

    /// Orders something about appointments, without waiting.
    pub async fn orders_booking(&mut self, order: BookingOrder) {
        self.say(FromPatron::Booking { order }).await;
    }

    /// Orders something about appointments, and waits for how it comes out.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn asks_of_booking(
        &mut self,
        order: BookingOrder,
    ) -> Result<AppointmentId, BookingNo> {
        self.orders_booking(order).await;
        self.hear("an answer about an appointment", |heard| match heard {
            ToPatron::Booking {
                news: BookingNews::Done { appointment },
            } => Some(Ok(*appointment)),
            ToPatron::Booking {
                news: BookingNews::Refused { why, next },
            } => Some(Err(BookingNo {
                why: *why,
                next: next.clone(),
            })),
            _ => None,
        })
        .await
    }

    /// Asks what is free.
    pub async fn looks_for_slots(
        &mut self,
        consultation: ConsultationId,
        meeting: Meeting,
    ) -> Vec<DayView> {
        let order = BookingOrder::Slots {
            consultation,
            meeting,
            branch: None,
            from: None,
        };
        self.orders_booking(order).await;
        self.hear("free slots", |heard| match heard {
            ToPatron::Booking {
                news: BookingNews::Slots { days, .. },
            } => Some(days.clone()),
            _ => None,
        })
        .await
    }

    /// Holds a slot.
    ///
    /// # Errors
    /// Why it can't be had.
    pub async fn holds(
        &mut self,
        consultation: ConsultationId,
        starts: i64,
    ) -> Result<AppointmentId, BookingNo> {
        self.asks_of_booking(BookingOrder::Hold {
            consultation,
            meeting: Meeting::Video,
            branch: None,
            starts,
        })
        .await
    }

    /// Books what is held.
    ///
    /// # Errors
    /// Why it can't be had.
    pub async fn books(
        &mut self,
        appointment: AppointmentId,
        mail: Option<&str>,
    ) -> Result<AppointmentId, BookingNo> {
        let name = self.who.clone();
        self.asks_of_booking(BookingOrder::Book {
            appointment,
            name,
            language: Language::It,
            answers: Vec::new(),
            mail: mail.map(Into::into),
        })
        .await
    }

    /// Waits until their own appointment is as wanted.
    pub async fn sees_appointment<R>(
        &mut self,
        what: &str,
        pick: impl Fn(&AppointmentView) -> Option<R>,
    ) -> R {
        self.orders_booking(BookingOrder::Ask {}).await;
        self.see(what, |view| {
            let own = view.appointments.as_ref()?;
            own.iter().find_map(&pick)
        })
        .await
    }
}

impl Librarian {
    /// Orders something about appointments, and waits for how it comes out.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn asks_of_calendar(&mut self, order: CalendarOrder) -> Result<(), BookingNo> {
        let number = NUMBER;
        self.say(FromSeat::Calendar { number, order }).await;
        self.hear("an answer about an appointment", |heard| match heard {
            ToSeat::Calendar {
                told: CalendarTold::Done { number: NUMBER },
            } => Some(Ok(())),
            ToSeat::Calendar {
                told:
                    CalendarTold::Refused {
                        number: NUMBER,
                        why,
                        next,
                    },
            } => Some(Err(BookingNo {
                why: *why,
                next: next.clone(),
            })),
            _ => None,
        })
        .await
    }

    /// Looks at some days of the calendar.
    pub async fn watches_calendar(&mut self, from: i64, until: i64) {
        let order = CalendarOrder::Watch {
            from: Some(from),
            until,
        };
        self.say(FromSeat::Calendar { number: 0, order }).await;
    }

    /// Waits until the calendar is as wanted.
    pub async fn sees_calendar<R>(
        &mut self,
        what: &str,
        pick: impl Fn(&CalendarView) -> Option<R>,
    ) -> R {
        self.see(what, |view| pick(view.calendar.as_ref()?)).await
    }

    /// Waits until something of today's is as wanted.
    pub async fn sees_today<R>(
        &mut self,
        what: &str,
        pick: impl Fn(&[SeatAppointment]) -> Option<R>,
    ) -> R {
        self.see(what, |view| pick(&view.today)).await
    }
}
