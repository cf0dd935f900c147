//! What is ordered and shown of cases.

use sportello_wire::seat::{CasesOrder, CasesRefusal, CasesTold, FromSeat};
use sportello_wire::window::{
    CasesAnswer, CasesBrought, CasesWindowOrder, Connection, ThreadCases, WindowCases,
};
use sportello_wire::{CaseId, ThreadId};

use super::Task;

/// Of so many threads the cases are known; the oldest is asked for anew.
const MOST_THREADS: usize = 32;

/// What the task knows of them.
#[derive(Default)]
pub(super) struct Cases {
    /// What the window shows; times are the server's.
    pub(super) shown: WindowCases,
    /// The window looks at them.
    watched: bool,
    /// The case that the window has open.
    open: Option<CaseId>,
    /// An order whose answer is awaited, by its number.
    asked: Option<u32>,
}

impl Cases {
    /// The server went away with an order: nobody waits for its answer.
    pub(super) fn lose_answer(&mut self) {
        if let Some(number) = self.asked {
            let refused = Some(CasesRefusal::NotSaved {});
            self.answer(number, refused, CasesBrought::Nothing);
        }
    }

    fn answer(&mut self, number: u32, refused: Option<CasesRefusal>, brought: CasesBrought) {
        if self.asked == Some(number) {
            self.asked = None;
            self.shown.answer = Some(CasesAnswer {
                number,
                refused,
                brought,
            });
        }
    }

    fn hear_of_thread(&mut self, of: ThreadCases) {
        let known = &mut self.shown.of_threads;
        known.retain(|one| one.thread != of.thread);
        if known.len() == MOST_THREADS {
            known.remove(0);
        }
        known.push(of);
    }

    fn open(&mut self, case: Option<CaseId>) {
        self.open = case;
        self.shown.gone = None;
        self.shown.open = self.shown.open.take().filter(|of| Some(of.row.id) == case);
    }
}

impl Task {
    pub(super) fn obey_about_cases(&mut self, order: CasesWindowOrder) {
        let CasesWindowOrder::Ask { number, order } = order;
        match order.as_ref() {
            CasesOrder::Watch { on } => {
                self.cases.watched = *on;
                if !on {
                    self.cases.shown.view = None;
                }
            }
            CasesOrder::OpenCase { case } => self.cases.open(Some(*case)),
            CasesOrder::CloseCase {} => self.cases.open(None),
            CasesOrder::AskThread { .. } => {} // they come when they come
            _ => self.cases.asked = Some(number),
        }
        if self.connection == Connection::Online {
            self.say(FromSeat::Cases { number, order });
        } else {
            self.cases.lose_answer();
        }
    }

    /// Signed in, perhaps again: whoever looks goes on looking.
    pub(super) fn look_at_cases_again(&mut self) {
        let threads = self.cases.shown.of_threads.iter();
        let threads: Vec<ThreadId> = threads.map(|of| of.thread).collect();
        let watch = self.cases.watched.then_some(CasesOrder::Watch { on: true });
        let open = self.cases.open.map(|case| CasesOrder::OpenCase { case });
        let threads = threads
            .into_iter()
            .map(|thread| CasesOrder::AskThread { thread });
        for order in watch.into_iter().chain(open).chain(threads) {
            let order = Box::new(order);
            self.say(FromSeat::Cases { number: 0, order });
        }
    }

    pub(super) fn hear_of_cases(&mut self, told: CasesTold) {
        let cases = &mut self.cases;
        let (number, brought) = match told {
            CasesTold::View { view } => {
                // Else it was on its way when the window looked away.
                if cases.watched {
                    cases.shown.view = Some(*view);
                }
                return;
            }
            CasesTold::Case { case } => {
                if cases.open == Some(case.row.id) {
                    cases.shown.open = Some(*case);
                }
                return;
            }
            CasesTold::Gone { case } => {
                if cases.open == Some(case) {
                    cases.open(None);
                    cases.shown.gone = Some(case);
                }
                return;
            }
            CasesTold::OfThread { thread, cases: of } => {
                return cases.hear_of_thread(ThreadCases { thread, cases: of });
            }
            CasesTold::Refused { number, why } => {
                return cases.answer(number, Some(why), CasesBrought::Nothing);
            }
            CasesTold::Done { number } => (number, CasesBrought::Nothing),
            CasesTold::List {
                number,
                cases,
                more,
            } => (number, CasesBrought::List { cases, more }),
            CasesTold::Made { number, case, name } => (number, CasesBrought::Made { case, name }),
            CasesTold::Previewed {
                number,
                to,
                subject,
                text,
                files,
            } => {
                let preview = CasesBrought::Preview {
                    to,
                    subject,
                    text,
                    files,
                };
                (number, preview)
            }
            CasesTold::Offices { number, text } => (number, CasesBrought::Offices { text }),
            CasesTold::Imported {
                number,
                added,
                changed,
                rejected,
            } => {
                let imported = CasesBrought::Imported {
                    added,
                    changed,
                    rejected,
                };
                (number, imported)
            }
            CasesTold::TriedMailbox {
                number,
                mails,
                trouble,
            } => (number, CasesBrought::TriedMailbox { mails, trouble }),
        };
        cases.answer(number, None, brought);
    }
}
