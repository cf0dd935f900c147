//! How a borrower's loans come into a thread: by a code that is sent to the address that
//! the library has, or by a link that was handed out in person.
//!
//! **The rule.** Whether a card is known is told to nobody: a card that is not has a code,
//! too, which nobody can know. A code is for one thread, for ten minutes and five tries;
//! a thread may ask for few of them, and so may a card be asked for.

use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use sha2::{Digest as _, Sha256};
use sportello_core::{
    BorrowerId, CARD_CODE_IS_GOOD, Channel, DeskId, Happened, LibrarianId, MessageId, OutgoingId,
    OutgoingKind, ThreadId, ThreadOf,
};
use sportello_store::{BorrowerRow, CardCode, NewOutgoing, Store, StoreError, Writing};

use super::{Loans, commit};
use crate::clock::new_id;
use crate::outbox::host_of;
use crate::owner::{Fact, NotTold, Telling};
use crate::secrets::{hash_token, new_token};

/// How many other codes may be tried.
pub(super) const TRIES: u32 = 5;
/// For how long a link that was handed out can be opened, in milliseconds.
pub(super) const LINK_LASTS: i64 = 14 * 86_400_000;
/// For how long one that went out in a letter can: until the next notice, or so.
const MAILED_LINK_LASTS: i64 = 30 * 86_400_000;
/// Codes of one thread in an hour, and of one card.
const CODES: NonZeroU32 = NonZeroU32::new(5).expect("not zero");
/// The longest number of a card that is typed, in characters.
const LONGEST_CARD: usize = 64;
/// What stands in the address of a personal link, before its secret.
const FRAGMENT: &str = "#tessera=";

/// How many codes are asked for.
pub(super) struct Codes {
    of_threads: DefaultKeyedRateLimiter<ThreadId>,
    of_cards: DefaultKeyedRateLimiter<(DeskId, String)>,
}

impl Default for Codes {
    fn default() -> Self {
        Self {
            of_threads: RateLimiter::keyed(Quota::per_hour(CODES)),
            of_cards: RateLimiter::keyed(Quota::per_hour(CODES)),
        }
    }
}

impl std::fmt::Debug for Codes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Codes")
    }
}

/// Why a card was not linked.
pub(super) enum NotLinked {
    /// That is no number of a card.
    BadCard,
    /// Too many codes were asked for.
    TooMany,
    /// The library writes no mail: nothing can be sent.
    NoMail,
    /// The code is another one; so many tries are left.
    Wrong(u32),
    /// The code, or the link, is over.
    Over,
    /// The database failed.
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for NotLinked {
    fn from(why: E) -> Self {
        Self::Failed(why.into())
    }
}

/// The code of a letter: known to whoever has the library's key, and written nowhere.
pub(crate) fn card_code(key: &[u8; 32], letter: OutgoingId) -> String {
    let mut digest = Sha256::new();
    digest.update(key);
    digest.update(b"card code");
    digest.update(letter.0.as_bytes());
    let digest = digest.finalize();
    let number = digest[..8]
        .iter()
        .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

fn code_hash(thread: ThreadId, code: &str) -> String {
    hash_token(&format!("{thread} {code}"))
}

/// A link for a borrower who is written to: their mailbox proves who they are. Says until
/// when it can be opened.
pub(crate) async fn card_link_in(
    store: &Store,
    borrower: BorrowerId,
    page: &str,
    now: i64,
) -> Result<(String, i64), StoreError> {
    let mut writing = store.write().await?;
    let until = now + MAILED_LINK_LASTS;
    let address = add_link(&mut writing, borrower, None, page, (now, until)).await?;
    commit(writing).await?;
    Ok((address, until))
}

async fn add_link(
    writing: &mut Writing<'_>,
    borrower: BorrowerId,
    made_by: Option<LibrarianId>,
    page: &str,
    times: (i64, i64),
) -> Result<String, StoreError> {
    let secret = new_token();
    let hash = hash_token(&secret);
    sportello_store::add_card_link(writing, &hash, borrower, made_by, times).await?;
    Ok(format!("{page}{FRAGMENT}{secret}"))
}

impl Loans {
    /// Sends a code to the address that the library has for a card, if it has one.
    pub(super) async fn send_code(&self, of: ThreadOf, card: &str) -> Result<(), NotLinked> {
        let card = card.trim();
        let fits = !card.is_empty() && card.chars().count() <= LONGEST_CARD;
        if !fits || card.contains(char::is_control) {
            return Err(NotLinked::BadCard);
        }
        let library = self.0.library;
        match self.0.store.mail_account(library).await {
            Ok(_) => {}
            Err(StoreError::NotFound) => return Err(NotLinked::NoMail),
            Err(why) => return Err(why.into()),
        }
        let asked = (of.desk, card.to_lowercase());
        let codes = &self.0.codes;
        if codes.of_threads.check_key(&of.thread).is_err()
            || codes.of_cards.check_key(&asked).is_err()
        {
            return Err(NotLinked::TooMany);
        }
        let found = match self.0.store.borrower_by_card(of.desk, card).await {
            Ok(found) => Some(found),
            Err(StoreError::NotFound) => None,
            Err(why) => return Err(why.into()),
        };
        let (letter, now) = (OutgoingId(new_id()), self.now());
        let known = found.filter(|found| found.mail.is_some());
        let code = match &known {
            Some(_) => card_code(&self.key(now).await?, letter),
            None => new_token(),
        };
        let mut writing = self.0.store.write().await?;
        if let Some(known) = &known {
            self.queue_code(&mut writing, letter, known, now).await?;
        }
        let kept = CardCode {
            card: card.to_owned(),
            borrower: known.map(|known| known.id),
            code_hash: code_hash(of.thread, &code),
            tries: 0,
            sent_at: now,
        };
        sportello_store::keep_code(&mut writing, of.thread, &kept).await?;
        commit(writing).await?;
        self.0.bell.ring();
        Ok(())
    }

    async fn key(&self, now: i64) -> Result<[u8; 32], StoreError> {
        if let Some(key) = self.0.store.known_reply_key(self.0.library).await? {
            return Ok(key);
        }
        let (library, new) = (self.0.library, rand::random());
        let mut writing = self.0.store.write().await?;
        let key = sportello_store::reply_key(&mut writing, library, new, now).await?;
        commit(writing).await?;
        Ok(key)
    }

    /// The letter names no thread: whoever typed the card may be somebody else.
    async fn queue_code(
        &self,
        writing: &mut Writing<'_>,
        letter: OutgoingId,
        known: &BorrowerRow,
        now: i64,
    ) -> Result<(), StoreError> {
        let Some(address) = known.mail.clone() else {
            return Ok(());
        };
        let language = self.settings().await?.notices_of(known.desk).language;
        let new = NewOutgoing {
            id: letter,
            library: self.0.library,
            channel: Channel::Mail,
            kind: OutgoingKind::CardCode,
            once: format!("code {letter}"),
            address: address.into(),
            desk: Some(known.desk),
            thread: None,
            patron: None,
            contact: None,
            language,
            payload: "{}".into(),
            message_id: format!("{letter}@{}", host_of(&self.0.base)),
            due: now,
        };
        sportello_store::queue(writing, &new, now).await?;
        Ok(())
    }

    /// Links the card whose code this is.
    pub(super) async fn try_code(&self, of: ThreadOf, code: &str) -> Result<(), NotLinked> {
        let awaited = match self.0.store.card_code(of.thread).await {
            Ok(awaited) => awaited,
            Err(StoreError::NotFound) => return Err(NotLinked::Over),
            Err(why) => return Err(why.into()),
        };
        let age = self.now() - awaited.sent_at;
        if !(0..=CARD_CODE_IS_GOOD.as_millis()).contains(&age) || awaited.tries >= TRIES {
            return Err(NotLinked::Over);
        }
        let code: String = code.chars().filter(char::is_ascii_digit).collect();
        let is_it = code_hash(of.thread, &code) == awaited.code_hash;
        match awaited.borrower {
            Some(borrower) if is_it => self.link(of, borrower, "code").await,
            Some(_) | None => {
                let mut writing = self.0.store.write().await?;
                let tries = sportello_store::miss_code(&mut writing, of.thread).await?;
                commit(writing).await?;
                match TRIES.saturating_sub(tries) {
                    0 => Err(NotLinked::Over),
                    left => Err(NotLinked::Wrong(left)),
                }
            }
        }
    }

    /// Links whom a link was handed out to.
    pub(super) async fn open_link(&self, of: ThreadOf, secret: &str) -> Result<(), NotLinked> {
        let mut writing = self.0.store.write().await?;
        let hash = hash_token(secret);
        let opened = sportello_store::use_card_link(&mut writing, &hash, self.now());
        let borrower = match opened.await {
            Ok(borrower) => borrower,
            Err(StoreError::NotFound) => return Err(NotLinked::Over),
            Err(why) => return Err(why.into()),
        };
        commit(writing).await?;
        match self.0.store.borrower(self.0.library, borrower).await {
            Ok(known) if known.desk == of.desk => self.link(of, borrower, "link").await,
            Ok(_) | Err(StoreError::NotFound) => Err(NotLinked::Over),
            Err(why) => Err(why.into()),
        }
    }

    /// A borrower's loans are told in this thread from now on, and it says so.
    pub(super) async fn link(
        &self,
        of: ThreadOf,
        borrower: BorrowerId,
        how: &'static str,
    ) -> Result<(), NotLinked> {
        let known = self.0.store.borrower(self.0.library, borrower).await?;
        let telling = Telling {
            thread: of,
            message: MessageId(new_id()),
            happened: Happened::CardLinked,
            text: String::new(),
            loans: Vec::new(),
            case: None,
            name: known.name,
            facts: vec![Fact::Linked(borrower, how)],
        };
        let _turn = self.0.turn.lock().await;
        let said = self.0.owner.say(telling).await;
        said.map_err(|why| match why {
            NotTold::Gone => StoreError::NotFound.into(),
            NotTold::NotSaved => anyhow::anyhow!("a card could not be linked"),
        })?;
        tracing::info!(%borrower, thread = %of.thread, how, "a card was linked");
        self.news();
        Ok(())
    }

    /// Makes a link to be handed out to a borrower; says until when it can be opened.
    pub(super) async fn make_link(
        &self,
        borrower: &BorrowerRow,
        by: LibrarianId,
    ) -> Result<(String, i64), anyhow::Error> {
        let settings = self.settings().await?;
        let page = self.page_of(&settings, borrower.desk);
        let page = page.ok_or_else(|| anyhow::anyhow!("the desk is gone"))?;
        let (now, until) = (self.now(), self.now() + LINK_LASTS);
        let mut writing = self.0.store.write().await?;
        let address = add_link(&mut writing, borrower.id, Some(by), &page, (now, until)).await?;
        commit(writing).await?;
        Ok((address, until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_digits_and_is_another_for_each_letter_and_library() {
        let letter = |number| OutgoingId(uuid::Uuid::from_u128(number));
        let code = card_code(&[1; 32], letter(1));
        assert_eq!(code.len(), 6);
        assert!(code.chars().all(|c| c.is_ascii_digit()));
        assert_eq!(code, card_code(&[1; 32], letter(1)));
        assert_ne!(code, card_code(&[1; 32], letter(2)));
        assert_ne!(code, card_code(&[2; 32], letter(1)));
    }
}
