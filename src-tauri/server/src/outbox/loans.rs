//! What a letter says of loans: as they stand when the letter goes out.

use chrono::DateTime;
use sportello_core::{OutgoingKind, Trouble};
use sportello_mail::templates::LoanLine;

use super::courier::Parcel;
use super::post::{Post, unreadable};
use crate::loans::{card_code, card_link_in};

/// What a letter about loans, or a card, needs.
#[derive(Default)]
pub(super) struct AboutLoans {
    /// Its loans.
    pub(super) loans: Vec<LoanLine>,
    /// The code that was asked for.
    pub(super) code: Option<String>,
    /// Where its link leads, and until when, where that is not to a conversation.
    pub(super) link: Option<(String, Option<i64>)>,
    /// What whom it is for is called, where no conversation says so.
    pub(super) name: Option<String>,
}

impl Post {
    /// Reads the loans that a letter is about, if it is about some. What was returned or
    /// renewed since it was queued is left out.
    pub(super) async fn about_loans(&self, parcel: &Parcel) -> Result<AboutLoans, Trouble> {
        match parcel.kind {
            OutgoingKind::LoanNotice => self.notice(parcel).await,
            OutgoingKind::CardCode => {
                let key = self.reply_key(parcel.library).await;
                let key = key.map_err(|why| unreadable(&why))?;
                Ok(AboutLoans {
                    code: Some(card_code(&key, parcel.id)),
                    link: Some((format!("{}#prestiti", page(parcel)), None)),
                    ..AboutLoans::default()
                })
            }
            OutgoingKind::PrivateLink
            | OutgoingKind::Answered
            | OutgoingKind::YourTurn
            | OutgoingKind::CallBack
            | OutgoingKind::AppointmentBooked
            | OutgoingKind::AppointmentToConfirm
            | OutgoingKind::AppointmentMoved
            | OutgoingKind::AppointmentCancelled
            | OutgoingKind::AppointmentReminder
            | OutgoingKind::HandOff
            | OutgoingKind::CaseNews
            | OutgoingKind::CalendarKeep
            | OutgoingKind::CalendarRemove => Ok(AboutLoans::default()),
        }
    }

    async fn notice(&self, parcel: &Parcel) -> Result<AboutLoans, Trouble> {
        let loans = self.store.loans_of_letter(parcel.id).await;
        let loans = loans.map_err(|why| unreadable(&why))?;
        let now = self.clock.now().wall_millis();
        let today = DateTime::from_timestamp_millis(now).unwrap_or_default();
        let today = today.date_naive();
        let first = loans.first();
        // Whoever has no conversation gets one by the link of this letter.
        let link = match first.filter(|_| parcel.thread.is_none()) {
            Some(loan) => {
                let link = card_link_in(&self.store, loan.borrower, page(parcel), now).await;
                let (address, until) = link.map_err(|why| unreadable(&why))?;
                Some((address, Some(until)))
            }
            None => None,
        };
        let name = first.map(|loan| loan.name.clone());
        Ok(AboutLoans {
            link,
            name: name.filter(|_| parcel.patron_name.is_empty()),
            code: None,
            loans: loans
                .into_iter()
                .map(|loan| LoanLine {
                    is_overdue: loan.due < today,
                    title: loan.title,
                    due: loan.due,
                })
                .collect(),
        })
    }
}

/// The page of the desk that a letter comes from.
fn page(parcel: &Parcel) -> &str {
    let link = parcel.link.0.as_str();
    link.split_once('#').map_or(link, |(page, _)| page)
}
