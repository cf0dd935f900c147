//! What is ordered and shown of loans and notices.

use sportello_link::LoansFileError;
use sportello_wire::seat::{FilePreview, FromSeat, LoansOrder, LoansRefusal, LoansTold};
use sportello_wire::window::{
    Connection, FileSending, FileSendingTrouble, LoansAnswer, LoansBrought, LoansWindowOrder,
    ThreadBorrowers, WindowLoans,
};
use sportello_wire::{SourceId, ThreadId};

use super::Task;
use super::files::Carried;

/// Of so many threads it is known who stands behind them; the oldest is asked for anew.
const MOST_THREADS: usize = 32;

/// What the task knows of them.
#[derive(Default)]
pub(super) struct Loans {
    /// What the window shows; times are the server's.
    pub(super) shown: WindowLoans,
    /// The window looks at it.
    watched: bool,
    /// An order whose answer is awaited, by its number.
    asked: Option<u32>,
}

impl Loans {
    /// The server went away with an order: nobody waits for its answer.
    pub(super) fn lose_answer(&mut self) {
        if let Some(number) = self.asked {
            self.answer(
                number,
                Some(LoansRefusal::NotSaved {}),
                LoansBrought::Nothing,
            );
        }
    }

    fn answer(&mut self, number: u32, refused: Option<LoansRefusal>, brought: LoansBrought) {
        if self.asked == Some(number) {
            self.asked = None;
            self.shown.answer = Some(LoansAnswer {
                number,
                refused,
                brought,
            });
        }
    }

    /// A file of loans is looked at again: with other columns.
    fn look_at(&mut self, preview: &FilePreview) {
        if let FileSending::There { preview: shown } = &mut self.shown.sending
            && shown.upload == preview.upload
        {
            **shown = preview.clone();
        }
    }

    fn hear_of_thread(&mut self, of: ThreadBorrowers) {
        let known = &mut self.shown.of_threads;
        known.retain(|one| one.thread != of.thread);
        if known.len() == MOST_THREADS {
            known.remove(0);
        }
        known.push(of);
    }
}

impl Task {
    pub(super) fn obey_about_loans(&mut self, order: LoansWindowOrder) {
        let (number, order) = match order {
            LoansWindowOrder::Ask { number, order } => (number, order),
            LoansWindowOrder::LeaveFile {} => {
                self.loans.shown.sending = FileSending::None;
                return;
            }
        };
        match order.as_ref() {
            LoansOrder::Watch { on } => {
                self.loans.watched = *on;
                if !on {
                    self.loans.shown.view = None;
                }
            }
            LoansOrder::AskThread { .. } => {} // it comes when it comes
            _ => self.loans.asked = Some(number),
        }
        if self.connection == Connection::Online {
            self.say(FromSeat::Loans { number, order });
        } else {
            self.loans.lose_answer();
        }
    }

    /// Signed in, perhaps again: whoever looks goes on looking.
    pub(super) fn look_at_loans_again(&mut self) {
        let number = 0;
        if self.loans.watched {
            let order = Box::new(LoansOrder::Watch { on: true });
            self.say(FromSeat::Loans { number, order });
        }
        let known: Vec<ThreadId> = self
            .loans
            .shown
            .of_threads
            .iter()
            .map(|of| of.thread)
            .collect();
        for thread in known {
            let order = Box::new(LoansOrder::AskThread { thread });
            self.say(FromSeat::Loans { number, order });
        }
    }

    pub(super) fn hear_of_loans(&mut self, told: LoansTold) {
        let loans = &mut self.loans;
        match told {
            LoansTold::View { view } if loans.watched => loans.shown.view = Some(*view),
            LoansTold::View { .. } => {} // on its way when the window looked away
            LoansTold::Done { number } => loans.answer(number, None, LoansBrought::Nothing),
            LoansTold::Tried {
                number,
                loans: seen,
                trouble,
            } => {
                let loans_seen = seen;
                let tried = LoansBrought::Tried {
                    loans: loans_seen,
                    trouble,
                };
                loans.answer(number, None, tried);
            }
            LoansTold::Previewed { number, preview } => {
                loans.look_at(&preview);
                loans.answer(number, None, LoansBrought::Preview { preview });
            }
            LoansTold::Found { number, borrowers } => {
                loans.answer(number, None, LoansBrought::Borrowers { borrowers });
            }
            LoansTold::OfThread { thread, borrowers } => {
                loans.hear_of_thread(ThreadBorrowers { thread, borrowers });
            }
            LoansTold::MadeLink {
                number,
                address,
                until,
            } => loans.answer(number, None, LoansBrought::Link { address, until }),
            LoansTold::Week {
                number,
                notices,
                count,
            } => loans.answer(number, None, LoansBrought::Week { notices, count }),
            LoansTold::Ledger {
                number,
                notices,
                more,
            } => loans.answer(number, None, LoansBrought::Ledger { notices, more }),
            LoansTold::Print { number, letters } => {
                loans.answer(number, None, LoansBrought::Print { letters });
            }
            LoansTold::Refused { number, why } => {
                loans.answer(number, Some(why), LoansBrought::Nothing);
            }
        }
    }

    /// Sends a file of loans for a source; its preview comes back.
    pub(super) fn send_loans(&mut self, source: SourceId, name: String, bytes: Vec<u8>) {
        let Some(files) = self.files() else {
            return self.finish_loans(Err(LoansFileError::Failed));
        };
        self.loans.shown.sending = FileSending::Sending;
        self.carried.spawn(async move {
            Carried::Loans(files.send_loans(source, &name, bytes).await.map(Box::new))
        });
    }

    pub(super) fn finish_loans(&mut self, sent: Result<Box<FilePreview>, LoansFileError>) {
        self.loans.shown.sending = match sent {
            Ok(preview) => FileSending::There { preview },
            Err(why) => FileSending::Failed { why: trouble(why) },
        };
    }
}

const fn trouble(why: LoansFileError) -> FileSendingTrouble {
    match why {
        LoansFileError::TooLarge => FileSendingTrouble::TooLarge,
        LoansFileError::NotATable => FileSendingTrouble::NotATable,
        LoansFileError::TooMany => FileSendingTrouble::TooMany,
        LoansFileError::Failed => FileSendingTrouble::Failed,
    }
}
