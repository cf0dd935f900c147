//! A patron's own loans, at the socket of their page: orders in, answers and views out.

use sportello_core::{
    BorrowerId, Happened, LoanId, LoanMentioned, LoanRequestId, MessageId, NotRenewed, ThreadOf,
};
use sportello_ils::LoanSource as _;
use sportello_store::{BorrowerRow, LoanRow, PatronRow, RequestKind, StoreError};
use sportello_wire::patron::{OwnLoansNews, OwnLoansOrder, OwnLoansRefusal, ToPatron};
use uuid::Uuid;

use super::cards::NotLinked;
use super::{Loans, commit};
use crate::at_page::{AtPage, OfPatron};
use crate::clock::new_id;
use crate::owner::{Fact, NotTold, OwnVoice, Telling};

/// A patron's own loans, at one socket.
pub(crate) type OwnLoans = AtPage<Own>;

/// They.
#[derive(Clone)]
pub(crate) struct Own {
    loans: Loans,
    of: ThreadOf,
    voice: OwnVoice<ToPatron>,
}

impl OwnLoans {
    pub(crate) fn new(loans: Loans, patron: PatronRow, voice: OwnVoice<ToPatron>) -> Self {
        let changed = loans.0.changed.subscribe();
        let of = ThreadOf {
            thread: patron.thread,
            desk: patron.desk,
            patron: patron.id,
        };
        Self::of(Own { loans, of, voice }, changed)
    }

    /// Refuses an order unread.
    pub(crate) fn refuse(&self, why: OwnLoansRefusal) {
        self.own.tell(OwnLoansNews::Refused { loan: None, why });
    }
}

impl OfPatron for Own {
    type Order = OwnLoansOrder;

    fn asks(order: &OwnLoansOrder) -> bool {
        matches!(order, OwnLoansOrder::Ask {})
    }

    async fn perform(&self, order: OwnLoansOrder) {
        let loan = loan_in(&order);
        let done = match order {
            OwnLoansOrder::Ask {} => return self.show().await,
            OwnLoansOrder::NameCard { card } => match self.name_card(&card).await {
                Ok(()) => {
                    self.tell(OwnLoansNews::CodeSent {});
                    return self.show().await;
                }
                Err(why) => Err(why),
            },
            OwnLoansOrder::Code { code } => self.link_by(self.loans.try_code(self.of, &code)).await,
            OwnLoansOrder::Link { secret } => {
                let opened = self.link_by(self.loans.open_link(self.of, &secret)).await;
                opened.map_err(|why| match why {
                    OwnLoansRefusal::CodeOver {} => OwnLoansRefusal::LinkOver {},
                    other => other,
                })
            }
            OwnLoansOrder::Renew { loan } => self.renew(loan).await,
            OwnLoansOrder::Returned { loan } => self.returned(loan).await,
            OwnLoansOrder::TalkAbout { loan } => self.talk_about(loan).await,
            OwnLoansOrder::SetNotices { borrower, on } => self.set_notices(borrower, on).await,
            OwnLoansOrder::Unlink { borrower } => self.unlink(borrower).await,
        };
        self.show().await;
        self.tell(match done {
            Ok(()) => OwnLoansNews::Done { loan },
            Err(why) => OwnLoansNews::Refused { loan, why },
        });
    }

    async fn show(&self) {
        match self.loans.own_cards(self.of.thread).await {
            Ok((cards, awaited)) => self.tell(OwnLoansNews::Stands { cards, awaited }),
            Err(why) => tracing::error!(%why, "a patron's loans can't be read"),
        }
    }
}

impl Own {
    async fn name_card(&self, card: &str) -> Result<(), OwnLoansRefusal> {
        if !self
            .loans
            .are_offered(self.of.desk)
            .await
            .map_err(not_saved)?
        {
            return Err(OwnLoansRefusal::NotOffered {});
        }
        self.link_by(self.loans.send_code(self.of, card)).await
    }

    async fn link_by(
        &self,
        linking: impl Future<Output = Result<(), NotLinked>>,
    ) -> Result<(), OwnLoansRefusal> {
        linking.await.map_err(|why| match why {
            NotLinked::BadCard => OwnLoansRefusal::BadCard {},
            NotLinked::TooMany => OwnLoansRefusal::TooManyTries {},
            NotLinked::NoMail => OwnLoansRefusal::Away {},
            NotLinked::Wrong(left) => OwnLoansRefusal::WrongCode { left },
            NotLinked::Over => OwnLoansRefusal::CodeOver {},
            NotLinked::Failed(why) => not_saved(why),
        })
    }

    /// A loan of a card that is linked here, with its borrower.
    async fn own_loan(&self, loan: LoanId) -> Result<(BorrowerRow, LoanRow), OwnLoansRefusal> {
        let cards = self.loans.0.store.borrowers_of(self.of.thread).await;
        for card in cards.map_err(not_saved)? {
            if let Some(found) = card.loans.iter().find(|one| one.id == loan) {
                let found = found.clone();
                return Ok((card, found));
            }
        }
        Err(OwnLoansRefusal::Gone {})
    }

    async fn own_card(&self, borrower: BorrowerId) -> Result<BorrowerRow, OwnLoansRefusal> {
        let cards = self.loans.0.store.borrowers_of(self.of.thread).await;
        let mut cards = cards.map_err(not_saved)?.into_iter();
        let found = cards.find(|card| card.id == borrower);
        found.ok_or(OwnLoansRefusal::Gone {})
    }

    /// Asks the ILS; where it can't be asked, a librarian is.
    async fn renew(&self, loan: LoanId) -> Result<(), OwnLoansRefusal> {
        let (card, loan) = self.own_loan(loan).await?;
        if card.source_kind != "koha" {
            let facts = vec![Fact::Asked(
                LoanRequestId(new_id()),
                RequestKind::Renew,
                loan.id,
            )];
            return self.say(Happened::LoanRenewalAsked, &loan, facts).await;
        }
        let sources = self.loans.0.store.loan_sources(self.loans.0.library).await;
        let mut sources = sources.map_err(not_saved)?.into_iter();
        let row = sources.find(|row| row.id == card.source);
        let row = row.ok_or(OwnLoansRefusal::Gone {})?;
        let zone = self
            .loans
            .settings()
            .await
            .map_err(not_saved)?
            .zone_of(row.desk);
        let koha = self.loans.koha_of(&row, zone);
        let koha = koha.map_err(|_| OwnLoansRefusal::Away {})?;
        match koha.renew(&loan.key).await {
            Ok(Ok(renewal)) => {
                let facts = vec![Fact::Due(loan.id, renewal.due, renewal.renewals)];
                let renewed = LoanRow {
                    due: renewal.due,
                    ..loan
                };
                self.say(Happened::LoanRenewed, &renewed, facts).await
            }
            Ok(Err(why)) => {
                if why == NotRenewed::Returned {
                    self.close(loan.id).await?;
                }
                Err(OwnLoansRefusal::NotRenewed { why })
            }
            Err(trouble) => {
                tracing::warn!(cause = ?trouble.cause, "a loan could not be renewed");
                Err(OwnLoansRefusal::Away {})
            }
        }
    }

    async fn returned(&self, loan: LoanId) -> Result<(), OwnLoansRefusal> {
        let (_, loan) = self.own_loan(loan).await?;
        let asked = LoanRequestId(new_id());
        let facts = vec![
            Fact::Asked(asked, RequestKind::Returned, loan.id),
            Fact::Silenced(loan.id),
        ];
        self.say(Happened::LoanReturnSaid, &loan, facts).await
    }

    async fn talk_about(&self, loan: LoanId) -> Result<(), OwnLoansRefusal> {
        let (_, loan) = self.own_loan(loan).await?;
        self.say(Happened::LoanToTalkAbout, &loan, Vec::new()).await
    }

    async fn set_notices(&self, borrower: BorrowerId, on: bool) -> Result<(), OwnLoansRefusal> {
        self.own_card(borrower).await?;
        if !on {
            let facts = vec![Fact::Notices(borrower, false)];
            let telling = self.telling(Happened::NoticesStopped, Vec::new(), facts, new_id());
            return self.hand_over(telling).await;
        }
        let written = async {
            let _turn = self.loans.0.turn.lock().await;
            let mut writing = self.loans.0.store.write().await?;
            sportello_store::set_notices(&mut writing, borrower, true).await?;
            commit(writing).await
        };
        written.await.map_err(not_saved)?;
        self.loans.news();
        Ok(())
    }

    async fn unlink(&self, borrower: BorrowerId) -> Result<(), OwnLoansRefusal> {
        self.own_card(borrower).await?;
        self.loans.unlink(borrower).await.map_err(not_saved)
    }

    async fn close(&self, loan: LoanId) -> Result<(), OwnLoansRefusal> {
        let now = self.loans.now();
        let written = async {
            let _turn = self.loans.0.turn.lock().await;
            let mut writing = self.loans.0.store.write().await?;
            sportello_store::close_loan(&mut writing, loan, now).await?;
            commit(writing).await
        };
        written.await.map_err(not_saved)?;
        self.loans.news();
        Ok(())
    }

    async fn say(
        &self,
        happened: Happened,
        loan: &LoanRow,
        facts: Vec<Fact>,
    ) -> Result<(), OwnLoansRefusal> {
        let mentioned = LoanMentioned {
            loan: loan.id,
            title: loan.title.clone(),
            due: loan.due,
        };
        let id = named_after(loan, happened);
        let telling = self.telling(happened, vec![mentioned], facts, id);
        self.hand_over(telling).await
    }

    fn telling(
        &self,
        happened: Happened,
        loans: Vec<LoanMentioned>,
        facts: Vec<Fact>,
        id: Uuid,
    ) -> Telling {
        Telling {
            thread: self.of,
            message: MessageId(id),
            happened,
            text: String::new(),
            loans,
            case: None,
            name: String::new(),
            facts,
        }
    }

    async fn hand_over(&self, telling: Telling) -> Result<(), OwnLoansRefusal> {
        let turn = self.loans.0.turn.lock().await;
        let said = self.loans.0.owner.say(telling).await;
        drop(turn);
        said.map_err(|why| match why {
            NotTold::Gone => OwnLoansRefusal::Gone {},
            NotTold::NotSaved => OwnLoansRefusal::NotSaved {},
        })?;
        self.loans.news();
        Ok(())
    }

    fn tell(&self, news: OwnLoansNews) {
        self.voice.say(ToPatron::Loans { news });
    }
}

/// The same news about the same loan and due date is one message, however often it was
/// asked for.
fn named_after(loan: &LoanRow, happened: Happened) -> Uuid {
    let mark: u128 = match happened {
        Happened::LoanRenewed => 0x01,
        Happened::LoanRenewalAsked => 0x02,
        Happened::LoanReturnSaid => 0x03,
        _ => return new_id(),
    };
    let day = u128::from(chrono::Datelike::num_days_from_ce(&loan.due).unsigned_abs());
    Uuid::from_u128(loan.id.0.as_u128() ^ (day << 8) ^ mark)
}

const fn loan_in(order: &OwnLoansOrder) -> Option<LoanId> {
    match order {
        OwnLoansOrder::Renew { loan }
        | OwnLoansOrder::Returned { loan }
        | OwnLoansOrder::TalkAbout { loan } => Some(*loan),
        OwnLoansOrder::Ask {}
        | OwnLoansOrder::NameCard { .. }
        | OwnLoansOrder::Code { .. }
        | OwnLoansOrder::Link { .. }
        | OwnLoansOrder::SetNotices { .. }
        | OwnLoansOrder::Unlink { .. } => None,
    }
}

fn not_saved(why: impl Into<anyhow::Error>) -> OwnLoansRefusal {
    let why: anyhow::Error = why.into();
    if let Some(StoreError::NotFound) = why.downcast_ref() {
        return OwnLoansRefusal::Gone {};
    }
    tracing::error!(
        why = format!("{why:#}"),
        "something about loans could not be written"
    );
    OwnLoansRefusal::NotSaved {}
}
