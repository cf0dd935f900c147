//! Mail fetched from a mailbox: IMAP over TLS.
//!
//! One [`Session`] is one connection with one mailbox open. It says which mails are newer
//! than one that is known ([`Session::newer_than`]), fetches them without marking them
//! ([`Session::fetch`]), marks them once the caller has them safe
//! ([`Session::mark_seen`]), and waits for more ([`Session::wait`]).
//!
//! **The rule.** A mail is known by its [`Uid`] *and* the mailbox's
//! [`uid_validity`](MailboxState::uid_validity): where that has changed, no uid that was
//! noted means anything, and the caller begins anew (and finds what it has already by its
//! Message-ID). Nothing is marked or moved before the caller says so, so that a mail which
//! was fetched and not kept is fetched again.
//!
//! *The server is not believed in length or in time.* Every step has its time
//! ([`Patience`]); what it says to one command is bounded, and a mail that is longer than
//! [`MOST_BYTES`](crate::incoming::MOST_BYTES) is never fetched: only its head is.
//!
//! After an error a session is of no more use: drop it and open another, later. It keeps
//! nothing, tries nothing again and logs nothing.
//!
//! The way is our own, as that of letters is (`smtp`). Of the clients that there are,
//! async-imap takes up to 512 MiB for a literal that is only announced, descends into
//! nested lists as deep as a server likes, takes the refusal of a fetch for an empty
//! mailbox, tells no code of a refused sign-in, and writes the password into its trace. We
//! need eight commands.

mod answers;
mod opening;
mod talk;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use std::collections::{BTreeMap, BTreeSet};

use tokio::time::Instant;

use crate::account::{Authority, Password, Security};
use crate::incoming::MOST_BYTES;
use crate::trouble::{Obstacle, Trouble};
use answers::{Abilities, Ending, Mail, Status, exists, folder, found, mail, number_of};
use talk::{LITTLE, Response, Talk};

/// How much of a head is fetched where the rest is too long, in bytes.
const LONGEST_HEAD: usize = 256 * 1024;
/// How many mails are listed at once.
const MOST_LISTED: usize = 500;
/// How much a search may say, in bytes: the numbers of a million mails.
const LONGEST_SEARCH: usize = 8 * 1024 * 1024;
/// How long a server keeps waiting with us (RFC 2177: less than 30 minutes).
const LONGEST_WAIT: Duration = Duration::from_secs(28 * 60);

/// Where mail comes in: a mailbox of a library, or of its municipality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The server's name, or its IP address: `imap.comune.empoli.fi.it`.
    pub server: String,
    /// Its port: usually 993 with [`Security::Tls`], 143 with [`Security::StartTls`].
    pub port: u16,
    /// How the way there is encrypted.
    pub security: Security,
    /// Who signs in.
    pub user: String,
    /// Who vouches for the server, where that is nobody the computer knows.
    pub authority: Option<Authority>,
}

/// How long a session waits for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the server's name, and for a connection to each of its addresses.
    pub connection: Duration,
    /// For the answer to a command, and for the encryption to come about.
    pub answer: Duration,
    /// For a whole mail.
    pub mail: Duration,
    /// For the answer to a goodbye.
    pub goodbye: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connection: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            mail: Duration::from_secs(300),
            goodbye: Duration::from_secs(2),
        }
    }
}

/// The number of a mail in its mailbox; it means something only with the mailbox's
/// `uid_validity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Uid(pub u32);

/// How a mailbox is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailboxState {
    /// The epoch of its uids: where it is another one, all that was noted is void.
    pub uid_validity: u32,
    /// The uid that the next mail gets; none where the server does not say.
    pub uid_next: Option<Uid>,
    /// How many mails are in it.
    pub exists: u32,
}

/// What [`check`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The mailbox.
    pub mailbox: MailboxState,
    /// Whether the server tells of new mail by itself (IDLE); else it is asked every few
    /// minutes.
    pub tells: bool,
    /// Whether mail can be moved into another folder.
    pub moves: bool,
}

/// A mail that waits in the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub uid: Uid,
    /// How long it is, in bytes, as the server says.
    pub bytes: u32,
}

/// A mail that was fetched.
#[derive(Clone, PartialEq, Eq)]
pub enum Fetched {
    /// All of it.
    Whole(Vec<u8>),
    /// It is longer than what is read: its head (see [`crate::incoming::read_head`]).
    TooLarge {
        /// How long it is, in bytes.
        bytes: u32,
        /// Its head.
        head: Vec<u8>,
    },
    /// It is not there any more: somebody moved or deleted it.
    Gone,
}

/// A log does not hold somebody's mail.
impl std::fmt::Debug for Fetched {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(mail) => write!(formatter, "Whole({} bytes)", mail.len()),
            Self::TooLarge { bytes, .. } => write!(formatter, "TooLarge({bytes} bytes)"),
            Self::Gone => formatter.write_str("Gone"),
        }
    }
}

/// Why waiting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// Something changed in the mailbox: look whether there is something new.
    News,
    /// Nothing changed in all that time.
    Nothing,
    /// The caller wanted it to.
    Stopped,
    /// The server does not tell of new mail by itself: ask again in a few minutes.
    MustPoll,
}

/// Goes the whole way to a mailbox and changes nothing in it: the name, the connection,
/// the encryption, the sign-in, and the mailbox.
///
/// # Errors
/// What stands in the way.
pub async fn check(
    account: &Account,
    password: &Password,
    mailbox: &str,
) -> Result<Checked, Obstacle> {
    check_within(&Patience::default(), account, password, mailbox).await
}

/// The same, with other time-outs.
///
/// # Errors
/// What stands in the way.
pub async fn check_within(
    patience: &Patience,
    account: &Account,
    password: &Password,
    mailbox: &str,
) -> Result<Checked, Obstacle> {
    let session = Session::enter(patience, account, password, "EXAMINE", mailbox).await?;
    let checked = Checked {
        mailbox: session.state,
        tells: session.tells(),
        moves: session.abilities.has("MOVE"),
    };
    session.leave().await;
    Ok(checked)
}

/// One connection with one mailbox open.
#[derive(Debug)]
pub struct Session {
    talk: Talk,
    abilities: Abilities,
    state: MailboxState,
}

impl Session {
    /// Connects, signs in and opens a mailbox: `INBOX`, or a folder by its name.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn open(
        account: &Account,
        password: &Password,
        mailbox: &str,
    ) -> Result<Self, Obstacle> {
        Self::open_within(&Patience::default(), account, password, mailbox).await
    }

    /// The same, with other time-outs.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn open_within(
        patience: &Patience,
        account: &Account,
        password: &Password,
        mailbox: &str,
    ) -> Result<Self, Obstacle> {
        Self::enter(patience, account, password, "SELECT", mailbox).await
    }

    async fn enter(
        patience: &Patience,
        account: &Account,
        password: &Password,
        command: &str,
        mailbox: &str,
    ) -> Result<Self, Obstacle> {
        let name = folder(mailbox).ok_or(Obstacle::silent(Trouble::MailboxNotFound))?;
        let (mut talk, abilities) = opening::open(account, password, patience).await?;
        let (mut validity, mut next, mut count) = (None, None, 0);
        let mut hear = |response: Response| {
            let text = response.text();
            validity = validity.or_else(|| number_of(text, "UIDVALIDITY"));
            next = next.or_else(|| number_of(text, "UIDNEXT"));
            count = exists(text).unwrap_or(count);
        };
        let ending = talk.ask(&format!("{command} {name}"), &mut hear).await?;
        ending.expect(Trouble::MailboxNotFound)?;
        // It was told what is there; news is what comes after.
        talk.news = false;
        let lasting = "the mailbox has no numbers that last (UIDVALIDITY)";
        let uid_validity = validity.ok_or(Obstacle::said(Trouble::NotAMailServer, lasting))?;
        let state = MailboxState {
            uid_validity,
            uid_next: next.map(Uid),
            exists: count,
        };
        Ok(Self {
            talk,
            abilities,
            state,
        })
    }

    /// How the mailbox was when it was opened.
    pub fn state(&self) -> MailboxState {
        self.state
    }

    /// Whether the server tells of new mail by itself.
    pub fn tells(&self) -> bool {
        self.abilities.has("IDLE")
    }

    /// The oldest mails that are newer than this one, at most so many (and 500), in order.
    /// Begin with `Uid(0)`; for the next ones go on from the last.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn newer_than(&mut self, known: Uid, most: usize) -> Result<Vec<Waiting>, Obstacle> {
        let Some(first) = known.0.checked_add(1) else {
            return Ok(Vec::new());
        };
        self.talk.news = false;
        let most = most.min(MOST_LISTED);
        let mut newer = BTreeSet::new();
        // `n:*` names the last mail even where it is older.
        let mut hear = |response: Response| {
            for uid in found(response.text()).filter(|uid| *uid >= first) {
                newer.insert(uid);
                if newer.len() > most {
                    newer.pop_last();
                }
            }
        };
        let command = format!("UID SEARCH UID {first}:*");
        let end = self.talk.by_mail();
        let ending = self
            .talk
            .ask_much(&command, LONGEST_SEARCH, end, &mut hear)
            .await?;
        ending.expect(Trouble::Busy)?;
        if newer.is_empty() {
            return Ok(Vec::new());
        }
        let uids: Vec<String> = newer.iter().map(u32::to_string).collect();
        let command = format!("UID FETCH {} (UID RFC822.SIZE)", uids.join(","));
        let mut sizes = BTreeMap::new();
        let mut hear = |mail: Mail| {
            if let (Some(uid), Some(bytes)) = (mail.uid, mail.bytes)
                && newer.contains(&uid)
            {
                sizes.insert(uid, bytes);
            }
        };
        let ending = self.ask_of_mails(&command, LITTLE, &mut hear).await?;
        ending.expect(Trouble::Busy)?;
        let waiting = sizes.into_iter();
        let waiting = waiting.map(|(uid, bytes)| Waiting {
            uid: Uid(uid),
            bytes,
        });
        Ok(waiting.collect())
    }

    /// Fetches a mail, and leaves it as unseen as it was.
    ///
    /// # Errors
    /// What stands in the way. A mail that a server can't give ends each session the same
    /// way: after a few times, pass it by.
    pub async fn fetch(&mut self, uid: Uid) -> Result<Fetched, Obstacle> {
        let Some(bytes) = self.size(uid).await? else {
            return Ok(Fetched::Gone);
        };
        if bytes as usize <= MOST_BYTES {
            // No more than that, whatever the server thought.
            let part = format!("BODY.PEEK[]<0.{}>", MOST_BYTES + 1);
            return Ok(match self.part(uid, &part, MOST_BYTES + 1).await? {
                None => Fetched::Gone,
                Some(mail) if mail.len() <= MOST_BYTES => Fetched::Whole(mail),
                Some(mut head) => {
                    let bytes = bytes.max(MOST_BYTES as u32 + 1);
                    head.truncate(LONGEST_HEAD);
                    Fetched::TooLarge { bytes, head }
                }
            });
        }
        let part = format!("BODY.PEEK[HEADER]<0.{LONGEST_HEAD}>");
        let head = self.part(uid, &part, LONGEST_HEAD).await?;
        Ok(head.map_or(Fetched::Gone, |head| Fetched::TooLarge { bytes, head }))
    }

    async fn size(&mut self, uid: Uid) -> Result<Option<u32>, Obstacle> {
        let mut size = None;
        let mut hear = |mail: Mail| {
            if mail.uid == Some(uid.0) {
                size = size.or(mail.bytes);
            }
        };
        let command = format!("UID FETCH {} (UID RFC822.SIZE)", uid.0);
        let ending = self.ask_of_mails(&command, LITTLE, &mut hear).await?;
        gone_or(&ending)?;
        Ok(size)
    }

    async fn part(
        &mut self,
        uid: Uid,
        part: &str,
        longest: usize,
    ) -> Result<Option<Vec<u8>>, Obstacle> {
        let (mut is_there, mut text) = (false, None);
        let mut hear = |mail: Mail| {
            if mail.uid == Some(uid.0) && text.is_none() {
                is_there = true;
                text = mail.text;
            }
        };
        let command = format!("UID FETCH {} (UID {part})", uid.0);
        let ending = self
            .ask_of_mails(&command, longest + LITTLE, &mut hear)
            .await?;
        gone_or(&ending)?;
        match text {
            None if is_there => Err(talk::gibberish("a mail is there, and nothing of it")),
            text => Ok(text),
        }
    }

    async fn ask_of_mails(
        &mut self,
        command: &str,
        room: usize,
        hear: &mut (dyn FnMut(Mail) + Send),
    ) -> Result<Ending, Obstacle> {
        let end = self.talk.by_mail();
        let mut hear = |response: Response| {
            if let Some(mail) = mail(response) {
                hear(mail);
            }
        };
        self.talk.ask_much(command, room, end, &mut hear).await
    }

    /// Marks a mail as seen: the caller has it safe.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn mark_seen(&mut self, uid: Uid) -> Result<(), Obstacle> {
        let command = format!("UID STORE {} +FLAGS.SILENT (\\Seen)", uid.0);
        let ending = self.talk.ask(&command, &mut |_| {}).await?;
        ending.expect(Trouble::Busy)
    }

    /// Moves a mail into another folder, which is made where it is missing; says whether
    /// it did: not every server can.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn move_to(&mut self, uid: Uid, into: &str) -> Result<bool, Obstacle> {
        if !self.abilities.has("MOVE") {
            return Ok(false);
        }
        let name = folder(into).ok_or(Obstacle::silent(Trouble::MailboxNotFound))?;
        let command = format!("UID MOVE {} {name}", uid.0);
        let mut ending = self.talk.ask(&command, &mut |_| {}).await?;
        if ending.status == Status::No && ending.has_code("TRYCREATE") {
            let made = self
                .talk
                .ask(&format!("CREATE {name}"), &mut |_| {})
                .await?;
            made.expect(Trouble::MailboxNotFound)?;
            ending = self.talk.ask(&command, &mut |_| {}).await?;
        }
        ending.expect(Trouble::MailboxNotFound)?;
        Ok(true)
    }

    /// Waits until something new is in the mailbox, for so long (28 minutes at most), or
    /// until the caller has enough.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn wait(
        &mut self,
        at_most: Duration,
        stop: impl Future<Output = ()>,
    ) -> Result<Waited, Obstacle> {
        if self.talk.news {
            return Ok(Waited::News);
        }
        if !self.tells() {
            return Ok(Waited::MustPoll);
        }
        let tag = self.talk.begin("IDLE", LITTLE).await?;
        if self.talk.until_wanted(&tag, &mut |_| {}).await?.is_some() {
            // It offers what it can't do.
            self.abilities.forget("IDLE");
            return Ok(Waited::MustPoll);
        }
        let waited = self.until_told(at_most.min(LONGEST_WAIT), stop).await?;
        self.talk.say("DONE").await?;
        let end = self.talk.soon();
        let ending = self.talk.until_ended(&tag, end, &mut |_| {}).await?;
        ending.expect(Trouble::Busy)?;
        Ok(if self.talk.news { Waited::News } else { waited })
    }

    async fn until_told(
        &mut self,
        at_most: Duration,
        stop: impl Future<Output = ()>,
    ) -> Result<Waited, Obstacle> {
        let end = Instant::now() + at_most;
        // A response is given longer than we wait for it, so that it is not it that fails.
        let later = end + LONGEST_WAIT;
        tokio::pin!(stop);
        while !self.talk.news {
            tokio::select! {
                response = self.talk.response(later) => drop(response?),
                () = &mut stop => return Ok(Waited::Stopped),
                () = tokio::time::sleep_until(end) => return Ok(Waited::Nothing),
            }
        }
        Ok(Waited::News)
    }

    /// Says goodbye.
    pub async fn leave(self) {
        self.talk.leave().await;
    }
}

/// A refusal is no word that a mail has gone, unless it says so.
fn gone_or(ending: &Ending) -> Result<(), Obstacle> {
    match ending.has_code("EXPUNGEISSUED") {
        true => Ok(()),
        false => ending.expect(Trouble::Busy),
    }
}
