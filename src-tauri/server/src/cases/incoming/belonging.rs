//! To which case a mail belongs.
//!
//! What proves it is an address that was signed for the case; what makes it certain enough
//! to show it there is that the mail answers one of ours, whose ids nobody guesses. The
//! number in a subject and the address of who writes can be written by anybody: they
//! suggest, and a librarian decides. A mail to an address that is made like one of ours and
//! was not signed by us is never put anywhere by itself.

use sportello_core::{CaseId, CaseNumber, MailAddress};
use sportello_mail::LetterId;
use sportello_mail::incoming::Incoming;
use sportello_mail::reply::{self, Belonging, Key};
use sportello_store::StoreError;

use crate::cases::Cases;

/// Where a mail belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// To this case: it was sent to an address that was signed for it.
    Signed(CaseId),
    /// To this case: it was sent to an address that was signed for its conversation, which
    /// its patron alone was given.
    OfConversation(CaseId),
    /// To this case: it answers a mail of it.
    Answers(CaseId),
    /// Perhaps to this one, or to none.
    Perhaps(Option<CaseId>),
}

impl Cases {
    /// Where a mail belongs.
    pub(super) async fn found(&self, mail: &Incoming) -> Result<Found, StoreError> {
        let (store, library) = (&self.0.store, self.0.library);
        let key = store.known_reply_key(library).await?.map(Key::new);
        let mut is_forged = false;
        for address in &mail.delivered_to {
            let known = key.as_ref().and_then(|key| reply::belonging(key, address));
            let found = match known {
                Some(Belonging::Case(case)) if self.has_words(case).await? => Found::Signed(case),
                Some(Belonging::Thread(thread)) => {
                    let cases = store.cases_in_thread(thread).await?;
                    let open = cases.iter().find(|one| one.case.state.is_open());
                    match open.or(cases.first()) {
                        Some(one) => Found::OfConversation(one.case.id),
                        None => continue,
                    }
                }
                Some(Belonging::Case(_)) => continue,
                None => {
                    is_forged |= reply::is_like_ours(address);
                    continue;
                }
            };
            return Ok(found);
        }
        // The store wants the nearest last.
        let mut earlier: Vec<String> = mail.earlier().into_iter().map(bare).collect();
        earlier.reverse();
        match store.case_of_mails(library, &earlier).await {
            Ok(case) if is_forged => Ok(Found::Perhaps(Some(case))),
            Ok(case) => Ok(Found::Answers(case)),
            Err(StoreError::NotFound) => Ok(Found::Perhaps(self.suggested(mail).await?)),
            Err(why) => Err(why),
        }
    }

    async fn has_words(&self, case: CaseId) -> Result<bool, StoreError> {
        match self.0.store.case(self.0.library, case).await {
            Ok(stored) => Ok(!stored.is_emptied),
            Err(StoreError::NotFound) => Ok(false),
            Err(why) => Err(why),
        }
    }

    /// The case whose number stands in the subject, or in which whoever writes has a part.
    async fn suggested(&self, mail: &Incoming) -> Result<Option<CaseId>, StoreError> {
        let (store, library) = (&self.0.store, self.0.library);
        if let Some(number) = number_in(&mail.subject)
            && let Some(case) = store.case_numbered(library, number).await?
        {
            return Ok(Some(case));
        }
        match address_of(mail) {
            Some(address) => store.case_of_writer(library, &address).await,
            None => Ok(None),
        }
    }
}

/// The id of a mail as the store keeps it: without its brackets.
pub(super) fn bare(id: &LetterId) -> String {
    let id = id.as_str();
    id.trim_start_matches('<').trim_end_matches('>').to_owned()
}

/// The address of who writes.
pub(super) fn address_of(mail: &Incoming) -> Option<MailAddress> {
    let from = mail.from.address.as_ref()?;
    MailAddress::parse(from.as_str()).ok()
}

/// The number of a case in a subject, as ours have it: `Re: [Pratica 2026/12] Un atto`, or
/// in English `Re: [Case 2026/12] A record`.
fn number_in(subject: &str) -> Option<CaseNumber> {
    let lower = subject.to_lowercase();
    let mut words = ["pratica ", "case "].iter();
    let (_, rest) = words.find_map(|word| lower.split_once(word))?;
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '/');
    rest[..end.unwrap_or(rest.len())].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_where_our_subjects_have_it() {
        let number = |subject| number_in(subject).map(|number| number.to_string());
        assert_eq!(
            number("R: [Pratica 2026/12] Un atto").as_deref(),
            Some("2026/12")
        );
        assert_eq!(number("RE: PRATICA 2026/7").as_deref(), Some("2026/7"));
        assert_eq!(number("Re: [Case 2026/7] A").as_deref(), Some("2026/7"));
        for none in [
            "Pratica",
            "pratica 12",
            "2026/12",
            "Pratica 2026/",
            "İ pratica x",
        ] {
            assert_eq!(number(none), None, "{none}");
        }
    }
}
