//! The way to a mail server: one attempt, in steps that are known.
//!
//! lettre writes our letters, but its SMTP client is not used: it does not say where a
//! connection broke, which here makes the difference between *try again* and *uncertain*;
//! it reads a line without end into memory; it knows no time-outs between commands; it
//! fails on an answer that is not UTF-8, as Italian servers give them; it takes any
//! positive answer for the one it wants; and what a stranger on the wire said before
//! STARTTLS is still heard after it.
//!
//! **The rule.** Until the dot that ends the letter is being written, nothing can have
//! been sent: every failure is *not now* or *never*. From then on only a whole answer of
//! the server counts, and where there is none the attempt is *uncertain*. `talk` is the
//! bounded reading and writing, `opening` what
//! comes before a letter; this module is what is said of it, and what the answers mean.

mod opening;
mod talk;

use std::time::{Duration, SystemTime};

use crate::account::{Account, Password, Security, believed};
use crate::address::Address;
use crate::letter::Letter;
use crate::trouble::{Detail, Failure, Obstacle, Trouble};
use crate::way;
use opening::{credentials, our_name, say_hello, sign_in, start_tls};
use talk::{Answer, Talk, Unended};

/// How long an attempt waits for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the server's name, and for a connection to each of its addresses.
    pub connection: Duration,
    /// For the answer to a command, and for the encryption to come about.
    pub answer: Duration,
    /// For all that comes before the end of the letter.
    pub whole: Duration,
    /// For the answer to the letter, which the server may look at closely. This is
    /// longer, since giving up here leaves the attempt uncertain.
    pub verdict: Duration,
    /// For the answer to a goodbye.
    pub goodbye: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connection: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            whole: Duration::from_secs(120),
            verdict: Duration::from_secs(180),
            goodbye: Duration::from_secs(2),
        }
    }
}

/// Makes one attempt at a letter.
///
/// Who drops the future before it is done does not know how the attempt went: note down
/// that it is being made before you begin.
///
/// # Errors
/// How it failed; see [`Failure`].
pub async fn send(
    account: &Account,
    password: Option<&Password>,
    letter: &Letter,
) -> Result<(), Failure> {
    send_within(&Patience::default(), account, password, letter).await
}

/// The same, with other time-outs.
///
/// # Errors
/// How it failed; see [`Failure`].
pub async fn send_within(
    patience: &Patience,
    account: &Account,
    password: Option<&Password>,
    letter: &Letter,
) -> Result<(), Failure> {
    let text = letter.written(account, SystemTime::now());
    let text =
        text.map_err(|why| Failure::never(Obstacle::said(Trouble::BadLetter, &why.to_string())))?;
    let session = Session::open(patience, account, password).await;
    let mut session = session.map_err(Failure::not_now)?;
    let how = session.hand_over(&letter.to, &text).await;
    session.leave().await;
    how
}

/// Goes the way of a letter as far as it goes without sending one: the name, the
/// connection, the encryption, the sign-in, and whether the sender may send.
///
/// # Errors
/// What stands in the way.
pub async fn check(account: &Account, password: Option<&Password>) -> Result<(), Obstacle> {
    check_within(&Patience::default(), account, password).await
}

/// The same, with other time-outs.
///
/// # Errors
/// What stands in the way.
pub async fn check_within(
    patience: &Patience,
    account: &Account,
    password: Option<&Password>,
) -> Result<(), Obstacle> {
    let mut session = Session::open(patience, account, password).await?;
    let how = session.try_sender().await;
    session.leave().await;
    how
}

/// A connection on which letters can be handed over.
struct Session<'a> {
    talk: Talk,
    account: &'a Account,
    /// The longest letter that the server says it takes, in bytes.
    size: Option<usize>,
}

impl<'a> Session<'a> {
    async fn open(
        patience: &Patience,
        account: &'a Account,
        password: Option<&Password>,
    ) -> Result<Self, Obstacle> {
        let credentials = credentials(account, password)?;
        let believed = match account.security {
            Security::Plain => None,
            Security::Tls | Security::StartTls => Some(believed(account.authority.as_ref())?),
        };
        let deadline = tokio::time::Instant::now() + patience.whole;
        let stream = way::connect(
            (&account.server, account.port),
            account.security,
            patience.connection,
        )
        .await?;
        let us = our_name(&stream);
        let mut talk = match (account.security, &believed) {
            (Security::Tls, Some(believed)) => {
                let stream =
                    way::encrypt(stream, &account.server, believed, patience.answer).await?;
                Talk::new(stream, *patience, deadline)
            }
            _ => Talk::new(Box::new(stream), *patience, deadline),
        };
        let greeting = talk.answer().await?;
        expect(&greeting, 220, Trouble::TurnedAway)?;
        let mut offers = say_hello(&mut talk, &us).await?;
        if let (Security::StartTls, Some(believed)) = (account.security, &believed) {
            talk = start_tls(talk, &offers, account, believed, patience).await?;
            offers = say_hello(&mut talk, &us).await?;
        }
        if let Some(credentials) = credentials {
            sign_in(&mut talk, &offers, &credentials).await?;
        }
        Ok(Self {
            talk,
            account,
            size: offers.size,
        })
    }

    /// Hands over one letter.
    async fn hand_over(&mut self, to: &Address, text: &[u8]) -> Result<(), Failure> {
        if let Some(size) = self.size.filter(|size| text.len() > *size) {
            let words = format!("the server takes at most {size} bytes");
            return Err(Failure::never(Obstacle::said(Trouble::TooLarge, &words)));
        }
        self.name_sender().await?;
        self.name_recipient(to).await?;
        let answer = self.ask(b"DATA").await.map_err(Failure::not_now)?;
        if answer.code != 354 {
            return Err(self.refused(&answer, Trouble::LetterRefused));
        }
        let lines = talk::doubling_dots(text);
        self.talk.write(&lines).await.map_err(Failure::not_now)?;
        // From here on the server may have the letter.
        let verdict = self
            .talk
            .end_letter()
            .await
            .map_err(|unended| match unended {
                Unended::Before(obstacle) => Failure::not_now(obstacle),
                Unended::After(obstacle) => Failure::uncertain(obstacle),
            })?;
        match verdict.code / 100 {
            2 => Ok(()),
            4 | 5 => Err(self.refused(&verdict, Trouble::LetterRefused)),
            _ => Err(Failure::uncertain(
                verdict.as_obstacle(Trouble::NotAMailServer),
            )),
        }
    }

    async fn name_sender(&mut self) -> Result<(), Failure> {
        let command = format!("MAIL FROM:<{}>", self.account.bounces());
        let answer = self
            .ask(command.as_bytes())
            .await
            .map_err(Failure::not_now)?;
        match answer.code {
            250 => Ok(()),
            _ => Err(self.refused(&answer, Trouble::SenderRefused)),
        }
    }

    async fn name_recipient(&mut self, to: &Address) -> Result<(), Failure> {
        let command = format!("RCPT TO:<{to}>");
        let answer = self
            .ask(command.as_bytes())
            .await
            .map_err(Failure::not_now)?;
        match answer.code {
            250..=252 => Ok(()),
            _ => Err(self.refused(&answer, Trouble::RecipientRefused)),
        }
    }

    /// Names the sender, and the sender as the recipient: many servers say only there
    /// whom they let send. What they say of the recipient does not matter here.
    async fn try_sender(&mut self) -> Result<(), Obstacle> {
        let obstacle = |failure: Failure| {
            let (why, detail) = (failure.why(), failure.detail().clone());
            Obstacle { why, detail }
        };
        self.name_sender().await.map_err(obstacle)?;
        let to = self.account.sender.address().clone();
        match self.name_recipient(&to).await.map_err(obstacle) {
            Err(found) if found.why.concerns() == crate::Concern::EveryLetter => Err(found),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// What a refusal means, `usually`; the code and the enhanced status may say more.
    fn refused(&self, answer: &Answer, usually: Trouble) -> Failure {
        let detail = answer.detail();
        let status = detail.status.clone().unwrap_or_default();
        let signed_in = self.account.user.is_some();
        let why = match (answer.code, status.as_str()) {
            (421, _) => Trouble::Busy,
            (400..=499, _) if usually == Trouble::SenderRefused => Trouble::Busy,
            (400..=499, _) => Trouble::Deferred,
            (552, _) | (_, "5.3.4" | "5.2.3") if usually != Trouble::RecipientRefused => {
                Trouble::TooLarge
            }
            (530, _) if !signed_in => Trouble::SignInNeeded,
            (530, _) | (_, "5.1.7" | "5.1.8") | (553, "5.7.1") => Trouble::SenderRefused,
            (_, "5.7.0" | "5.7.1") if !signed_in && usually == Trouble::RecipientRefused => {
                Trouble::SignInNeeded
            }
            (500..=599, _) => usually,
            _ => Trouble::NotAMailServer,
        };
        let obstacle = Obstacle { why, detail };
        let for_good = matches!(answer.code, 500..=599);
        match why.concerns() {
            crate::Concern::ThisLetter if for_good => Failure::never(obstacle),
            crate::Concern::ThisLetter | crate::Concern::EveryLetter => Failure::not_now(obstacle),
        }
    }

    async fn ask(&mut self, command: &[u8]) -> Result<Answer, Obstacle> {
        self.talk.ask(command).await
    }

    /// Says goodbye, to be polite: what was to happen has happened.
    async fn leave(self) {
        self.talk.leave().await;
    }
}

/// The one code that is wanted; a refusal means `refused`.
fn expect(answer: &Answer, wanted: u16, refused: Trouble) -> Result<(), Obstacle> {
    match answer.code {
        code if code == wanted => Ok(()),
        400..=499 => Err(answer.as_obstacle(Trouble::Busy)),
        500..=599 => Err(answer.as_obstacle(refused)),
        _ => Err(answer.as_obstacle(Trouble::NotAMailServer)),
    }
}

impl Answer {
    fn as_obstacle(&self, why: Trouble) -> Obstacle {
        let detail = self.detail();
        Obstacle { why, detail }
    }

    fn detail(&self) -> Detail {
        Detail::answer(self.code, &self.text())
    }
}
