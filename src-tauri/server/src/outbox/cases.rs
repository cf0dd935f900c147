//! Letters about cases: to offices, and to patrons who have no conversation.
//!
//! What they say was composed when they were queued and stands in the row. An answer comes
//! back to an address of the case's own, and names the letters before it.

use sportello_core::{Attempt, CaseId, Cause, MailAccount, Trouble};
use sportello_mail::reply::{self, Belonging, Key};
use sportello_mail::{Address, Enclosure, Letter, LetterId, Password};
use sportello_store::StoreError;

use super::courier::Parcel;
use super::post::{Post, address, attempt, unreadable};
use crate::cases::{CaseLetter, Enclosed};

impl Post {
    pub(super) async fn mail_of_case(&self, parcel: &Parcel) -> Attempt {
        let no_way = |trouble| Attempt::NoWay {
            trouble,
            peace: None,
        };
        let Ok(said) = serde_json::from_str::<CaseLetter>(&parcel.payload) else {
            return Attempt::Never(Trouble::new(Cause::BadLetter, ""));
        };
        let (set, account, password) = match self.account(parcel.library).await {
            Ok(account) => account,
            Err(trouble) => return no_way(trouble),
        };
        let letter = match self.letter_of_case(parcel, &set, said).await {
            Ok(Some(letter)) => letter,
            Ok(None) => return Attempt::Never(Trouble::new(Cause::BadLetter, "")),
            Err(trouble) => return no_way(trouble),
        };
        let password: Option<&Password> = password.as_ref();
        attempt(sportello_mail::send(&account, password, &letter).await)
    }

    async fn letter_of_case(
        &self,
        parcel: &Parcel,
        set: &MailAccount,
        said: CaseLetter,
    ) -> Result<Option<Letter>, Trouble> {
        let own: Result<LetterId, _> = format!("<{}>", parcel.message_id).parse();
        let to: Result<Address, _> = parcel.address.parse();
        let (Ok(id), Ok(to)) = (own, to) else {
            return Ok(None);
        };
        let earlier = match self.store.mails_of_case(said.case).await {
            Ok(earlier) => earlier,
            Err(StoreError::NotFound) => Vec::new(),
            Err(why) => return Err(unreadable(&why)),
        };
        let references = earlier
            .iter()
            .filter(|one| **one != parcel.message_id)
            .filter_map(|one| format!("<{one}>").parse().ok());
        let Some(files) = self.enclosures(&said.files).await else {
            return Ok(None);
        };
        Ok(Some(Letter {
            id,
            to,
            language: parcel.language,
            subject: said.subject.chars().take(200).collect(),
            html: page(&said.text),
            text: said.text,
            reply_to: self.reply_to_case(parcel, set, said.case).await?,
            invitation: None,
            references: references.collect(),
            // Else a librarian wrote it, or had it written: an answer is what is wanted.
            automatic: said.automatic,
            files,
        }))
    }

    /// Answers come to an address of the case's own, at the mailbox for answers; where
    /// none is set, at the sender's.
    async fn reply_to_case(
        &self,
        parcel: &Parcel,
        set: &MailAccount,
        case: CaseId,
    ) -> Result<Option<Address>, Trouble> {
        let bare = address(set.replies.as_ref().unwrap_or(&set.sender))?;
        let key = self.reply_key(parcel.library).await;
        let key = Key::new(key.map_err(|why| unreadable(&why))?);
        Ok(Some(
            reply::address_for(&key, &bare, Belonging::Case(case)).unwrap_or(bare),
        ))
    }

    /// The files that go along; nothing when one of them is gone.
    async fn enclosures(&self, files: &[Enclosed]) -> Option<Vec<Enclosure>> {
        let mut enclosures = Vec::new();
        for file in files {
            let (folder, id) = (self.files.folder.clone(), file.id);
            let read = tokio::task::spawn_blocking(move || folder.read(id)).await;
            enclosures.push(Enclosure {
                name: file.name.clone(),
                kind: file.kind.clone(),
                bytes: read.ok()?.ok()?,
            });
        }
        Some(enclosures)
    }
}

/// The text as a page: nothing in it is markup.
fn page(text: &str) -> String {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    format!(
        "<!doctype html><html><body><p style=\"white-space: pre-wrap\">{escaped}</p></body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_written_is_markup() {
        let page = page("1 < 2 & <script>");
        assert!(page.contains("1 &lt; 2 &amp; &lt;script&gt;"), "{page}");
    }
}
