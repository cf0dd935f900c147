//! What patrons asked for about their loans, answered by a librarian.

use chrono::NaiveDate;
use sportello_core::{Happened, LoanMentioned, LoanRequestId, MessageId, NotRenewed};
use sportello_store::{LoanRequestRow, RequestKind};
use sportello_wire::seat::{LoansField, LoansRefusal};

use super::{Seat, Undone};
use crate::loans::commit;
use crate::owner::{Fact, Telling};

impl Seat {
    pub(super) async fn renewed(&self, request: LoanRequestId, due: &str) -> Result<(), Undone> {
        let due: NaiveDate = due.trim().parse().map_err(|_| LoansField::Due)?;
        // Of two who answer the same, the second finds it answered.
        let _turn = self.loans.0.turn.lock().await;
        let asked = self.asked(request).await?;
        if asked.kind != RequestKind::Renew || due <= asked.due {
            return Err(LoansField::Due.into());
        }
        let facts = vec![Fact::Settled(request), Fact::Due(asked.loan, due, None)];
        let about = LoanMentioned {
            loan: asked.loan,
            title: asked.title.clone(),
            due,
        };
        self.answer(&asked, Happened::LoanRenewed, String::new(), about, facts)
            .await
    }

    pub(super) async fn not_renewed(
        &self,
        request: LoanRequestId,
        why: NotRenewed,
    ) -> Result<(), Undone> {
        let _turn = self.loans.0.turn.lock().await;
        let asked = self.asked(request).await?;
        if asked.kind != RequestKind::Renew {
            return Err(LoansRefusal::Gone {}.into());
        }
        let about = LoanMentioned {
            loan: asked.loan,
            title: asked.title.clone(),
            due: asked.due,
        };
        // The page says it in its own words, by this one.
        let code = serde_json::to_value(why).map_err(anyhow::Error::from)?;
        let code = code.as_str().unwrap_or_default().to_owned();
        let facts = vec![Fact::Settled(request)];
        self.answer(&asked, Happened::LoanNotRenewed, code, about, facts)
            .await
    }

    pub(super) async fn settle(&self, request: LoanRequestId) -> Result<(), Undone> {
        let loans = &self.loans;
        let _turn = loans.0.turn.lock().await;
        let mut writing = loans.0.store.write().await?;
        sportello_store::settle_request(&mut writing, loans.0.library, request).await?;
        commit(writing).await?;
        loans.show();
        Ok(())
    }

    /// What was asked, with its loan.
    async fn asked(&self, request: LoanRequestId) -> Result<LoanRequestRow, Undone> {
        let all = self
            .loans
            .0
            .store
            .loan_requests(self.loans.0.library)
            .await?;
        let found = all.into_iter().find(|one| one.id == request);
        found.ok_or_else(|| LoansRefusal::Gone {}.into())
    }

    /// Whoever calls it has the turn.
    async fn answer(
        &self,
        asked: &LoanRequestRow,
        happened: Happened,
        text: String,
        about: LoanMentioned,
        facts: Vec<Fact>,
    ) -> Result<(), Undone> {
        let (of, _) = self.loans.0.store.thread_of(asked.thread).await?;
        let telling = Telling {
            thread: of,
            message: MessageId(asked.id.0),
            happened,
            text,
            loans: vec![about],
            case: None,
            name: String::new(),
            facts,
        };
        self.hand_over(telling).await
    }
}
