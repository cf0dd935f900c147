//! What is ordered and shown of calendars outside of the desk.

use sportello_link::{BusyError, BusyRead};
use sportello_wire::seat::{OutsideOrder, OutsideRefusal, OutsideTold};
use sportello_wire::window::{BusyReading, BusyTrouble, OutsideAnswer, WindowOutside};

/// What the task knows of them.
#[derive(Default)]
pub(super) struct Outside {
    /// What the window shows; times are the server's.
    pub(super) shown: WindowOutside,
    /// The window looks at it.
    watched: bool,
    /// An order whose answer is awaited, by its number.
    asked: Option<u32>,
}

impl Outside {
    /// The window looks at it.
    pub(super) const fn is_watched(&self) -> bool {
        self.watched
    }

    /// The window orders something.
    pub(super) fn ask(&mut self, number: u32, order: &OutsideOrder) {
        if let OutsideOrder::Watch { on } = order {
            self.watched = *on;
            if !on {
                (self.shown.view, self.shown.made) = (None, None);
                if self.shown.reading != BusyReading::Reading {
                    self.shown.reading = BusyReading::None;
                }
            }
        } else {
            self.asked = Some(number);
            if matches!(order, OutsideOrder::ForgetBusy {}) {
                self.shown.reading = BusyReading::None;
            }
        }
    }

    /// The librarian's own calendar is on its way.
    pub(super) const fn reading_begins(&mut self) {
        self.shown.reading = BusyReading::Reading;
    }

    /// The librarian's own calendar was read, or was not.
    pub(super) fn reading_ends(&mut self, read: Result<BusyRead, BusyError>) {
        self.shown.reading = match read {
            Ok(BusyRead { times, unread }) => BusyReading::Read { times, unread },
            Err(why) => BusyReading::Failed { why: trouble(why) },
        };
    }

    /// The server went away with an order: nobody waits for its answer.
    pub(super) fn lose_answer(&mut self) {
        if let Some(number) = self.asked {
            self.answer(number, Some(OutsideRefusal::NotSaved {}));
        }
    }

    /// The server told something.
    pub(super) fn hear(&mut self, told: OutsideTold) {
        match told {
            OutsideTold::View { view } if self.watched => self.shown.view = Some(*view),
            OutsideTold::View { .. } => {} // on its way when the window looked away
            OutsideTold::Made { number, made } => {
                self.shown.made = Some(made).filter(|_| self.watched);
                self.answer(number, None);
            }
            OutsideTold::Found {
                number,
                calendars,
                trouble,
            } => {
                self.answer(number, None);
                if let Some(answer) = &mut self.shown.answer {
                    (answer.calendars, answer.trouble) = (calendars, trouble);
                }
            }
            OutsideTold::Done { number } => self.answer(number, None),
            OutsideTold::Refused { number, why } => self.answer(number, Some(why)),
        }
    }

    fn answer(&mut self, number: u32, refused: Option<OutsideRefusal>) {
        if self.asked == Some(number) {
            self.asked = None;
            self.shown.answer = Some(OutsideAnswer {
                number,
                refused,
                calendars: Vec::new(),
                trouble: None,
            });
        }
    }
}

const fn trouble(why: BusyError) -> BusyTrouble {
    match why {
        BusyError::NotACalendar => BusyTrouble::NotACalendar,
        BusyError::TooLarge => BusyTrouble::TooLarge,
        BusyError::Unreadable => BusyTrouble::Unreadable,
        BusyError::TooMany => BusyTrouble::TooMany,
        BusyError::Failed => BusyTrouble::Failed,
    }
}
