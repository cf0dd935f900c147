//! A librarian about when they give consultations, and when colleagues do.

use sportello_wire::seat::{
    AvailabilityOrder, AvailabilityRefusal, AvailabilityTold, AvailabilityView, CalendarOrder,
    CalendarTold, FromSeat, ToSeat,
};
use sportello_wire::{AvailabilityFault, AvailabilityForm, LibrarianId};

use super::Librarian;

/// The number of every order here: one waits for its answer before the next.
const NUMBER: u32 = 9;

impl Librarian {
    /// Asks when somebody gives consultations.
    ///
    /// # Errors
    /// Why that is not told.
    pub async fn asks_when(
        &mut self,
        librarian: LibrarianId,
    ) -> Result<AvailabilityView, AvailabilityRefusal> {
        match self.orders(AvailabilityOrder::Ask { librarian }).await {
            AvailabilityTold::View { view, .. } => Ok(view),
            AvailabilityTold::Refused { why, .. } => Err(why),
            other => panic!("when somebody gives consultations was asked, and told is {other:?}"),
        }
    }

    /// Has a form judged.
    ///
    /// # Errors
    /// Why it is not.
    pub async fn has_judged(
        &mut self,
        librarian: LibrarianId,
        form: AvailabilityForm,
    ) -> Result<Vec<AvailabilityFault>, AvailabilityRefusal> {
        match self
            .orders(AvailabilityOrder::Check { librarian, form })
            .await
        {
            AvailabilityTold::Judged { faults, .. } => Ok(faults),
            AvailabilityTold::Refused { why, .. } => Err(why),
            other => panic!("a form was to be judged, and told is {other:?}"),
        }
    }

    /// Says when somebody gives consultations, having seen how that stood.
    ///
    /// # Errors
    /// Why it was not saved.
    pub async fn says_when(
        &mut self,
        librarian: LibrarianId,
        form: AvailabilityForm,
        seen: AvailabilityForm,
    ) -> Result<AvailabilityView, AvailabilityRefusal> {
        let save = AvailabilityOrder::Save {
            librarian,
            form,
            seen,
        };
        match self.orders(save).await {
            AvailabilityTold::Saved { view, .. } => Ok(view),
            AvailabilityTold::Refused { why, .. } => Err(why),
            other => panic!("a form was to be saved, and told is {other:?}"),
        }
    }

    async fn orders(&mut self, order: AvailabilityOrder) -> AvailabilityTold {
        let (number, order) = (NUMBER, CalendarOrder::Availability { order });
        self.say(FromSeat::Calendar { number, order }).await;
        self.hear("an answer about consultations", |heard| match heard {
            ToSeat::Calendar {
                told: CalendarTold::Availability { told },
            } if told.number() == NUMBER => Some(told.clone()),
            _ => None,
        })
        .await
    }
}
