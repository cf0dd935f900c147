//! A librarian about calendars outside of the desk.

use sportello_wire::seat::{
    CalendarChoice, CalendarOrder, CalendarTold, FeedOf, FromSeat, MadeFeed, OutsideOrder,
    OutsideRefusal, OutsideTold, OutsideView, ToSeat, TroubleView,
};
use sportello_wire::{CalendarAccount, Language};

use super::Librarian;
use crate::desk::Desk;
use crate::web::Answer;

/// The number of every order here: one waits for its answer before the next.
const NUMBER: u32 = 11;

impl Librarian {
    /// Orders something about calendars outside of the desk, and waits for how it comes
    /// out; the feed, if one was made.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn asks_of_outside(
        &mut self,
        order: OutsideOrder,
    ) -> Result<Option<MadeFeed>, OutsideRefusal> {
        let number = NUMBER;
        let order = CalendarOrder::Outside { order };
        self.say(FromSeat::Calendar { number, order }).await;
        self.hear("an answer about calendars outside", |heard| match heard {
            ToSeat::Calendar {
                told: CalendarTold::Outside { told },
            } => match told {
                OutsideTold::Done { number: NUMBER } => Some(Ok(None)),
                OutsideTold::Made {
                    number: NUMBER,
                    made,
                } => Some(Ok(Some(made.clone()))),
                OutsideTold::Refused {
                    number: NUMBER,
                    why,
                } => Some(Err(*why)),
                _ => None,
            },
            _ => None,
        })
        .await
    }

    /// Makes a feed.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn makes_feed(
        &mut self,
        of: FeedOf,
        names: bool,
    ) -> Result<MadeFeed, OutsideRefusal> {
        let language = Language::It;
        let made = self.asks_of_outside(OutsideOrder::MakeFeed {
            of,
            names,
            language,
        });
        made.await.map(|made| made.expect("it is told"))
    }

    /// Looks which calendars an account has, and what was in the way.
    pub async fn looks_for_calendars(
        &mut self,
        account: CalendarAccount,
        password: Option<String>,
    ) -> (Vec<CalendarChoice>, Option<TroubleView>) {
        let account = Box::new(account);
        let order = OutsideOrder::FindCalendars { account, password };
        let (number, order) = (NUMBER, CalendarOrder::Outside { order });
        self.say(FromSeat::Calendar { number, order }).await;
        self.hear("the calendars of an account", |heard| match heard {
            ToSeat::Calendar {
                told:
                    CalendarTold::Outside {
                        told:
                            OutsideTold::Found {
                                number: NUMBER,
                                calendars,
                                trouble,
                            },
                    },
            } => Some((calendars.clone(), trouble.clone())),
            _ => None,
        })
        .await
    }

    /// Sends their own calendar, to be read for when they are busy.
    pub async fn sends_calendar(&self, desk: &Desk, text: &[u8]) -> Answer {
        let bearer = self.bearer();
        let headers = [("Authorization", bearer.as_str())];
        desk.send("/api/seat/busy", &headers, text).await
    }

    /// What their seat shows over HTTP.
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.keeps.token)
    }

    /// Looks at calendars outside of the desk from now on.
    pub async fn watches_outside(&mut self) {
        let watched = self.asks_of_outside(OutsideOrder::Watch { on: true });
        assert_eq!(watched.await, Ok(None));
    }

    /// Waits until calendars outside of the desk are as wanted.
    pub async fn sees_outside<R>(
        &mut self,
        what: &str,
        pick: impl Fn(&OutsideView) -> Option<R>,
    ) -> R {
        self.see(what, |view| pick(view.outside.as_ref()?)).await
    }
}
