//! Looking one loan up, and renewing it.

use hyper::Method;
use sportello_core::{NotRenewed, Renewal, SourceCause, SourceTrouble};

use super::Koha;
use super::answers::Checkout;
use super::ask::{Answer, Body, Question};
use crate::source::LoanNow;

impl Koha {
    /// How a loan stands; nothing when it was returned or never was.
    pub(super) async fn looked_up(&self, key: &str) -> Result<Option<LoanNow>, SourceTrouble> {
        let Some(number) = number(key) else {
            return Ok(None);
        };
        let answer = self
            .ask(&self.get(&format!("checkouts/{number}"), &[]))
            .await?;
        match answer.status.as_u16() {
            200 => {}
            404 if answer.is_json() => return Ok(None),
            _ => return Err(answer.judged()),
        }
        let checkout: Checkout = answer.read()?;
        if checkout.checkin_date.is_some() {
            return Ok(None);
        }
        Ok(Some(LoanNow {
            due: self.due(&checkout)?,
            renewals: checkout.renewals(),
        }))
    }

    /// Renews a loan, or hears why not.
    pub(super) async fn renewed(
        &self,
        key: &str,
    ) -> Result<Result<Renewal, NotRenewed>, SourceTrouble> {
        let Some(number) = number(key) else {
            return Ok(Err(NotRenewed::Returned));
        };
        let mut answer = self.renewal(number, "renewals").await?;
        if answer.status.as_u16() == 404 && !is_about_the_loan(&answer) {
            answer = self.renewal(number, "renewal").await?; // what it was called before
        }
        match answer.status.as_u16() {
            200 | 201 => {
                let checkout: Checkout = answer.read()?;
                Ok(Ok(Renewal {
                    due: self.due(&checkout)?,
                    renewals: checkout.renewals(),
                }))
            }
            404 if answer.is_json() => Ok(Err(NotRenewed::Returned)),
            403 if answer.rights().is_some() => Err(answer.judged()),
            400 | 403 | 409 if answer.is_json() => refusal(&answer.error()).map(Err),
            _ => Err(answer.judged()),
        }
    }

    async fn renewal(&self, number: u64, called: &str) -> Result<Answer, SourceTrouble> {
        let question = Question {
            method: Method::POST,
            url: self.at(&format!("checkouts/{number}/{called}")),
            body: Some(Body::Json("")),
        };
        self.ask(&question).await
    }
}

/// Koha's number of a loan.
fn number(key: &str) -> Option<u64> {
    let is_one = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
    is_one.then(|| key.parse().ok())?
}

/// Whether a 404 is about the loan, not about the place that was asked.
fn is_about_the_loan(answer: &Answer) -> bool {
    answer.error().to_ascii_lowercase().contains("checkout")
}

/// The reason in `Renewal not authorized (too_many)`.
fn refusal(said: &str) -> Result<NotRenewed, SourceTrouble> {
    let reason = said
        .rsplit_once('(')
        .and_then(|(_, rest)| rest.split_once(')'));
    let Some((reason, _)) = reason else {
        return Err(SourceTrouble::new(SourceCause::BadAnswer, said));
    };
    Ok(match reason.trim() {
        "too_many" | "too_unseen" | "auto_too_late" => NotRenewed::TooMany,
        "on_reserve" | "recalled" => NotRenewed::Awaited,
        // Koha renews these by itself when their day comes.
        "too_soon" | "auto_too_soon" | "auto_renew" => NotRenewed::TooSoon,
        "overdue" => NotRenewed::Overdue,
        "no_checkout" | "no_item" | "item_issued_to_other_patron" => NotRenewed::Returned,
        "restriction"
        | "auto_account_expired"
        | "auto_too_much_oweing"
        | "auto_too_much_owing"
        | "debt" => NotRenewed::Card,
        "item_denied_renewal" | "onsite_checkout" => NotRenewed::NotThisOne,
        other if other.contains("patron") || other.contains("account") => NotRenewed::Card,
        _ => NotRenewed::NotThisOne,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_of_koha_is_one_of_ours() {
        for (reason, ours) in [
            ("too_many", NotRenewed::TooMany),
            ("too_unseen", NotRenewed::TooMany),
            ("on_reserve", NotRenewed::Awaited),
            ("recalled", NotRenewed::Awaited),
            ("too_soon", NotRenewed::TooSoon),
            ("auto_too_soon", NotRenewed::TooSoon),
            ("auto_renew", NotRenewed::TooSoon),
            ("auto_too_late", NotRenewed::TooMany),
            ("auto_too_much_oweing", NotRenewed::Card),
            ("auto_account_expired", NotRenewed::Card),
            ("restriction", NotRenewed::Card),
            ("overdue", NotRenewed::Overdue),
            ("item_denied_renewal", NotRenewed::NotThisOne),
            ("onsite_checkout", NotRenewed::NotThisOne),
            ("no_checkout", NotRenewed::Returned),
            ("something_new", NotRenewed::NotThisOne),
        ] {
            let said = format!("Renewal not authorized ({reason})");
            assert_eq!(refusal(&said), Ok(ours), "{reason}");
        }
        let cause = refusal("Nope").expect_err("no reason").cause;
        assert_eq!(cause, SourceCause::BadAnswer);
    }

    #[test]
    fn only_a_number_is_a_loan_of_koha() {
        assert_eq!(number("17"), Some(17));
        for strange in ["", "+1", "-1", "1/renewal", "../patrons/1", "１"] {
            assert_eq!(number(strange), None, "{strange}");
        }
    }
}
