//! Loans that are typed in, where no other program knows of them.

use sportello_core::{Borrower, Loan, LoanData, LoanId, MailAddress, SourceId};
use sportello_wire::seat::{LoanForm, LoansField, LoansRefusal};

use super::{Seat, Undone};
use crate::clock::new_id;
use crate::loans::commit;
use crate::loans::shown::is_by_hand;

impl Seat {
    /// A loan that is typed in; its borrower is known by their card.
    pub(super) async fn save_loan(
        &self,
        id: Option<LoanId>,
        source: SourceId,
        form: &LoanForm,
    ) -> Result<(), Undone> {
        let row = self.source(source).await?;
        if !is_by_hand(&row) {
            return Err(LoansRefusal::Gone {}.into());
        }
        let (mut borrower, loan) = typed(form)?;
        let loans = &self.loans;
        let _turn = loans.0.turn.lock().await;
        let known = loans.0.store.known_loans(source).await?;
        if let Some((_, before)) = known.borrowers.get(&borrower.key) {
            // What the form leaves empty it does not show either.
            borrower.mail = borrower.mail.or_else(|| before.mail.clone());
        }
        let key = match id {
            Some(id) => {
                let mut all = known.loans.values();
                let found = all.find(|known| known.id == id);
                found
                    .map(|known| known.loan.key.clone())
                    .ok_or(LoansRefusal::Gone {})?
            }
            None => new_id().to_string(),
        };
        let data = LoanData {
            borrowers: vec![borrower],
            loans: vec![Loan { key, ..loan }],
        };
        loans.put(&row, known, &data, false, None).await?;
        Ok(())
    }

    pub(super) async fn close_loan(&self, id: LoanId) -> Result<(), Undone> {
        let loans = &self.loans;
        let (source, _) = loans.0.store.due_loan(id).await?;
        if !is_by_hand(&self.source(source).await?) {
            return Err(LoansRefusal::Gone {}.into());
        }
        let _turn = loans.0.turn.lock().await;
        let mut writing = loans.0.store.write().await?;
        sportello_store::close_loan(&mut writing, id, loans.now()).await?;
        commit(writing).await?;
        loans.news();
        Ok(())
    }
}

/// A loan as it is typed, and whose it is.
fn typed(form: &LoanForm) -> Result<(Borrower, Loan), LoansField> {
    use sportello_core::loans::{LONGEST_KEY, LONGEST_LINE, LONGEST_TITLE};
    let line = |text: &str, longest: usize, field: LoansField| {
        let text = text.trim();
        let fits = text.chars().count() <= longest && !text.contains(char::is_control);
        fits.then(|| text.to_owned()).ok_or(field)
    };
    let card = line(&form.card, LONGEST_KEY, LoansField::Card)?;
    if card.is_empty() {
        return Err(LoansField::Card);
    }
    let title = line(&form.title, LONGEST_TITLE, LoansField::Title)?;
    if title.is_empty() {
        return Err(LoansField::Title);
    }
    let mail = match form.mail.trim() {
        "" => None,
        typed => Some(MailAddress::parse(typed).map_err(|_| LoansField::Mail)?),
    };
    let borrower = Borrower {
        key: card.clone(),
        card: card.clone(),
        name: line(&form.name, LONGEST_LINE, LoansField::Name)?,
        mail,
        phone: String::new(),
        language: None,
    };
    let loan = Loan {
        key: String::new(),
        borrower: card,
        item: line(&form.item, LONGEST_LINE, LoansField::Title)?,
        title,
        author: String::new(),
        due: form.due.trim().parse().map_err(|_| LoansField::Due)?,
        lent: None,
        renewals: None,
        is_awaited: false,
        renews_itself: false,
    };
    Ok((borrower, loan))
}
