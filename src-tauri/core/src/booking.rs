//! Consultations: what may be booked, who gives it when, and what is booked.
//!
//! A desk offers *consultations*; librarians say when they give them; a patron or a
//! librarian books one into an *appointment*. At its time it is a ticket in the desk's
//! line.
//!
//! Instants are milliseconds since 1970 UTC: they must outlive a restart. Rules that
//! come back every week are local time of a branch, and stay so when the clock changes
//! (`crate::hours`).

mod appointment;
mod availability;
mod availability_form;
pub mod book;
mod consultation;
mod slots;
mod stretches;

pub use appointment::{Appointment, AppointmentState, BookedBy, CancelledBy};
pub use availability::{Availability, AvailabilityRule, Away};
pub use availability_form::{AvailabilityFault, AvailabilityForm, AwayForm, RuleForm};
pub use book::{
    AppointmentNews, Asked, Book, BookEffect, BookFacts, BookWake, Booking, BookingTrouble, By,
    FreeDay, Hold, Move, Part, Refused, Slot, Wish,
};
pub use consultation::{Colour, Consultation, Meeting, Question};
