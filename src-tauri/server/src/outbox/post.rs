//! The courier of a real server: mails go through the library's mail account, pushes to
//! the push services of the browsers, appointments to the library's calendar.

use chrono::DateTime;
use sportello_core::{
    Attempt, Cause, Channel, LibraryId, MailAccount, MailAddress, MailSecurity, OutgoingKind, Span,
    ThreadId, Trouble,
};
use sportello_mail::reply::{self, Key};
use sportello_mail::templates::{Values, Wording, write};
use sportello_mail::{
    Account, Address, Authority, Concern, Detail, Failure, Letter, LetterId, Mailbox, Obstacle,
    Password, Security,
};
use sportello_store::{Store, StoreError};

use super::appointment::{self, AboutAppointment};
use super::calendar::Calendars;
use super::courier::{Courier, Parcel};
use super::letters::{kind_of, own_wording};
use super::loans::AboutLoans;
use super::push::Pushing;
use crate::clock::Clock;
use crate::files::Files;
use crate::mail_password::MailPasswords;

/// Carries mails and pushes.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) store: Store,
    pub(crate) passwords: MailPasswords,
    pub(crate) clock: Clock,
    pub(crate) pushing: Pushing,
    pub(crate) calendars: Calendars,
    /// The address of the server, for patrons.
    pub(crate) base: String,
    /// Where files lie.
    pub(crate) files: Files,
}

impl Courier for Post {
    async fn carry(&self, parcel: Parcel) -> Attempt {
        match parcel.channel {
            Channel::Mail => self.mail(&parcel).await,
            Channel::Push => self.pushing.carry(&parcel).await,
            Channel::Calendar => self.calendars.carry(&parcel).await,
        }
    }
}

impl Post {
    async fn mail(&self, parcel: &Parcel) -> Attempt {
        if matches!(parcel.kind, OutgoingKind::HandOff | OutgoingKind::CaseNews) {
            return self.mail_of_case(parcel).await;
        }
        let (account, password, ready) = match self.ready(parcel).await {
            Ok(ready) => ready,
            Err(trouble) => {
                return Attempt::NoWay {
                    trouble,
                    peace: None,
                };
            }
        };
        let Some(letter) = letter(parcel, ready) else {
            return Attempt::Never(Trouble::new(Cause::BadLetter, ""));
        };
        attempt(sportello_mail::send(&account, password.as_ref(), &letter).await)
    }

    /// The account through which a library writes.
    pub(super) async fn account(
        &self,
        library: LibraryId,
    ) -> Result<(MailAccount, Account, Option<Password>), Trouble> {
        let set = match self.store.mail_account(library).await {
            Ok(account) => account,
            Err(StoreError::NotFound) => return Err(Trouble::new(Cause::NotSet, "")),
            Err(why) => return Err(unreadable(&why)),
        };
        let kept = match self.passwords.read(library) {
            Ok(kept) => kept,
            Err(why) => {
                tracing::error!(why = format!("{why:#}"), "a password can't be read");
                return Err(Trouble::new(Cause::PasswordMissing, ""));
            }
        };
        let (account, password) = account_of(&set, kept.as_deref())?;
        Ok((set, account, password))
    }

    /// All that a letter needs besides what the parcel says.
    async fn ready(&self, parcel: &Parcel) -> Result<(Account, Option<Password>, Ready), Trouble> {
        let (set, account, password) = self.account(parcel.library).await?;
        let own = self.store.wordings(parcel.library).await;
        let own = own.map_err(|why| unreadable(&why))?;
        let ready = Ready {
            wording: own_wording(&own, parcel.kind, parcel.language),
            reply_to: self.reply_to(parcel, &set).await?,
            about: appointment::about(&self.store, parcel, &set, &self.base).await?,
            loans: self.about_loans(parcel).await?,
        };
        Ok((account, password, ready))
    }

    /// Where answers go: a mailbox is set, and each conversation has an address of its
    /// own there.
    async fn reply_to(
        &self,
        parcel: &Parcel,
        set: &MailAccount,
    ) -> Result<Option<Address>, Trouble> {
        let Some(replies) = &set.replies else {
            return Ok(None);
        };
        let bare = address(replies)?;
        let Some(thread) = parcel.thread else {
            return Ok(Some(bare));
        };
        let key = self.reply_key(parcel.library).await;
        let key = Key::new(key.map_err(|why| unreadable(&why))?);
        Ok(Some(reply::address(&key, &bare, thread).unwrap_or(bare)))
    }

    pub(super) async fn reply_key(&self, library: LibraryId) -> Result<[u8; 32], StoreError> {
        if let Some(key) = self.store.known_reply_key(library).await? {
            return Ok(key);
        }
        let now = self.clock.now().wall_millis();
        let mut writing = self.store.write().await?;
        let key = sportello_store::reply_key(&mut writing, library, rand::random(), now).await?;
        writing.commit().await.map_err(StoreError::from)?;
        Ok(key)
    }
}

/// What a letter goes out with.
struct Ready {
    wording: Option<Wording>,
    reply_to: Option<Address>,
    about: AboutAppointment,
    loans: AboutLoans,
}

pub(super) fn unreadable(why: &StoreError) -> Trouble {
    tracing::error!(%why, "what a letter needs can't be read");
    Trouble::new(Cause::NotSet, "")
}

pub(super) fn address(address: &MailAddress) -> Result<Address, Trouble> {
    let read: Result<Address, _> = address.as_str().parse();
    read.map_err(|why| Trouble::new(Cause::NotSet, &why.to_string()))
}

/// Whether the address for answers leaves room for a conversation's own.
pub(crate) fn replies_fit(account: &MailAccount) -> bool {
    let Some(replies) = &account.replies else {
        return true;
    };
    let key = Key::new([0; 32]);
    let thread = ThreadId(uuid::Uuid::nil());
    address(replies).is_ok_and(|bare| reply::address(&key, &bare, thread).is_ok())
}

/// The account as the mail crate takes it.
///
/// # Errors
/// What can't be used.
pub(crate) fn account_of(
    account: &MailAccount,
    password: Option<&str>,
) -> Result<(Account, Option<Password>), Trouble> {
    let sender = address(&account.sender)?;
    let sender = Mailbox::new(&account.sender_name, sender)
        .map_err(|why| Trouble::new(Cause::NotSet, &why.to_string()))?;
    let bounces = account.bounces.as_ref().map(address).transpose()?;
    let authority = Some(account.authority.as_bytes()).filter(|pem| !pem.is_empty());
    let authority = authority.map(Authority::from_pem).transpose();
    let password = password.map(Password::new).transpose();
    let account = Account {
        server: account.server.clone(),
        port: account.port,
        security: security_of(account.security),
        user: Some(account.user.clone()).filter(|user| !user.is_empty()),
        sender,
        bounces,
        authority: authority.map_err(|why| obstacle(&why))?,
    };
    let password = password.map_err(|why| Trouble::new(Cause::WrongPassword, &why.to_string()))?;
    Ok((account, password))
}

pub(crate) const fn security_of(security: MailSecurity) -> Security {
    match security {
        MailSecurity::StartTls => Security::StartTls,
        MailSecurity::Tls => Security::Tls,
        MailSecurity::Plain => Security::Plain,
    }
}

/// What is in the way, in the outbox's words.
pub(crate) fn obstacle(obstacle: &Obstacle) -> Trouble {
    trouble(obstacle.why, &obstacle.detail)
}

fn letter(parcel: &Parcel, ready: Ready) -> Option<Letter> {
    let minutes = time_to_act(parcel.kind).as_millis() / Span::minutes(1).as_millis();
    let to_the_thread = || (parcel.link.0.clone(), Some(parcel.link_ends_at));
    let (link, until) = ready.loans.link.unwrap_or_else(to_the_thread);
    let values = Values {
        library: parcel.library_name.clone(),
        desk: parcel.desk_name.clone(),
        patron: ready
            .loans
            .name
            .unwrap_or_else(|| parcel.patron_name.clone()),
        link,
        until: until
            .and_then(DateTime::from_timestamp_millis)
            .map(|end| end.date_naive()),
        minutes: u16::try_from(minutes).ok(),
        appointment: ready.about.values,
        loans: ready.loans.loans,
        code: ready.loans.code,
    };
    let kind = kind_of(parcel.kind);
    let written = write(kind, parcel.language, ready.wording.as_ref(), &values);
    let id: Result<LetterId, _> = format!("<{}>", parcel.message_id).parse();
    Some(Letter {
        id: id.ok()?,
        to: parcel.address.parse().ok()?,
        language: parcel.language,
        subject: written.subject,
        text: written.text,
        html: written.html,
        reply_to: ready.reply_to,
        invitation: ready.about.invitation,
        references: Vec::new(),
        automatic: true,
        files: Vec::new(),
    })
}

/// How long whoever reads a letter has to do something about it.
const fn time_to_act(kind: OutgoingKind) -> Span {
    match kind {
        OutgoingKind::CardCode => sportello_core::CARD_CODE_IS_GOOD,
        OutgoingKind::PrivateLink
        | OutgoingKind::Answered
        | OutgoingKind::YourTurn
        | OutgoingKind::CallBack
        | OutgoingKind::AppointmentBooked
        | OutgoingKind::AppointmentToConfirm
        | OutgoingKind::AppointmentMoved
        | OutgoingKind::AppointmentCancelled
        | OutgoingKind::AppointmentReminder
        | OutgoingKind::LoanNotice
        | OutgoingKind::HandOff
        | OutgoingKind::CaseNews
        | OutgoingKind::CalendarKeep
        | OutgoingKind::CalendarRemove => kind.lasts(),
    }
}

pub(super) fn attempt(done: Result<(), Failure>) -> Attempt {
    let failure = match done {
        Ok(()) => return Attempt::Sent,
        Err(failure) => failure,
    };
    let concern = failure.why().concerns();
    let trouble = trouble(failure.why(), failure.detail());
    let peace = None;
    match failure {
        Failure::NotNow { .. } => match concern {
            Concern::ThisLetter => Attempt::NotNow { trouble, peace },
            Concern::EveryLetter => Attempt::NoWay { trouble, peace },
        },
        Failure::Never { .. } => Attempt::Never(trouble),
        Failure::Uncertain { .. } => Attempt::Uncertain(trouble),
    }
}

fn trouble(why: sportello_mail::Trouble, detail: &Detail) -> Trouble {
    use sportello_mail::Trouble as Mail;
    let cause = match why {
        Mail::NameNotFound => Cause::NameNotFound,
        Mail::NobodyAnswers => Cause::NobodyAnswers,
        Mail::TooSlow => Cause::TooSlow,
        Mail::Cut => Cause::Cut,
        Mail::NotAMailServer => Cause::NotAMailServer,
        Mail::TurnedAway => Cause::TurnedAway,
        Mail::Busy => Cause::Busy,
        Mail::NoEncryption => Cause::NoEncryption,
        Mail::EncryptionFailed => Cause::EncryptionFailed,
        Mail::CertificateNotTrusted => Cause::CertificateNotTrusted,
        Mail::CertificateSignsItself => Cause::CertificateSignsItself,
        Mail::CertificateForAnotherName => Cause::CertificateForAnotherName,
        Mail::CertificateExpired => Cause::CertificateExpired,
        Mail::CertificateNotYetValid => Cause::CertificateNotYetValid,
        Mail::BadAuthority => Cause::BadAuthority,
        Mail::PlainOnlyAtHome => Cause::PlainOnlyAtHome,
        Mail::PasswordMissing => Cause::PasswordMissing,
        Mail::WrongPassword => Cause::WrongPassword,
        Mail::SignInNeeded => Cause::SignInNeeded,
        Mail::NoSignIn => Cause::NoSignIn,
        Mail::SenderRefused => Cause::SenderRefused,
        Mail::MailboxNotFound => Cause::MailboxNotFound,
        Mail::MailboxFull => Cause::MailboxFull,
        Mail::Deferred => Cause::Deferred,
        Mail::RecipientRefused => Cause::RecipientRefused,
        Mail::TooLarge => Cause::TooLarge,
        Mail::LetterRefused => Cause::Refused,
        Mail::BadLetter => Cause::BadLetter,
    };
    let code = detail.code.map(|code| code.to_string());
    let said = [code, detail.status.clone(), Some(detail.words.clone())];
    let said: Vec<String> = said.into_iter().flatten().collect();
    Trouble::new(cause, &said.join(" "))
}
