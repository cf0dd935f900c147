//! The courier of a real server: mails go through the library's mail account, pushes to
//! the push services of the browsers.

use chrono::DateTime;
use sportello_core::{
    Attempt, Cause, Channel, LibraryId, MailAccount, MailSecurity, OutgoingKind, Span, Trouble,
};
use sportello_mail::templates::{Kind, Values, write};
use sportello_mail::{
    Account, Address, Authority, Detail, Failure, Letter, LetterId, Mailbox, Obstacle, Password,
    Security,
};
use sportello_store::{Store, StoreError};

use super::courier::{Courier, Parcel};
use super::push::Pushing;
use crate::mail_password::MailPasswords;

/// Carries mails and pushes.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) store: Store,
    pub(crate) passwords: MailPasswords,
    pub(crate) pushing: Pushing,
}

impl Courier for Post {
    async fn carry(&self, parcel: Parcel) -> Attempt {
        match parcel.channel {
            Channel::Mail => self.mail(&parcel).await,
            Channel::Push => self.pushing.carry(&parcel).await,
        }
    }
}

impl Post {
    async fn mail(&self, parcel: &Parcel) -> Attempt {
        let (account, password) = match self.account(parcel.library).await {
            Ok(account) => account,
            Err(trouble) => {
                return Attempt::NotNow {
                    trouble,
                    peace: None,
                };
            }
        };
        let Some(letter) = letter(parcel) else {
            return Attempt::Never(Trouble::new(Cause::BadLetter, ""));
        };
        attempt(sportello_mail::send(&account, password.as_ref(), &letter).await)
    }

    async fn account(&self, library: LibraryId) -> Result<(Account, Option<Password>), Trouble> {
        let account = match self.store.mail_account(library).await {
            Ok(account) => account,
            Err(StoreError::NotFound) => return Err(Trouble::new(Cause::NotSet, "")),
            Err(why) => {
                tracing::error!(%why, "the mail account can't be read");
                return Err(Trouble::new(Cause::NotSet, ""));
            }
        };
        let kept = match self.passwords.read(library) {
            Ok(kept) => kept,
            Err(why) => {
                tracing::error!(why = format!("{why:#}"), "a password can't be read");
                return Err(Trouble::new(Cause::PasswordMissing, ""));
            }
        };
        account_of(&account, kept.as_deref())
    }
}

/// The account as the mail crate takes it.
///
/// # Errors
/// What can't be used.
pub(crate) fn account_of(
    account: &MailAccount,
    password: Option<&str>,
) -> Result<(Account, Option<Password>), Trouble> {
    let address = |text: &str| {
        let read: Result<Address, _> = text.parse();
        read.map_err(|why| Trouble::new(Cause::NotSet, &why.to_string()))
    };
    let sender = address(account.sender.as_str())?;
    let sender = Mailbox::new(&account.sender_name, sender)
        .map_err(|why| Trouble::new(Cause::NotSet, &why.to_string()))?;
    let bounces = account.bounces.as_ref();
    let bounces = bounces
        .map(|bounces| address(bounces.as_str()))
        .transpose()?;
    let authority = Some(account.authority.as_bytes()).filter(|pem| !pem.is_empty());
    let authority = authority.map(Authority::from_pem).transpose();
    let password = password.map(Password::new).transpose();
    let account = Account {
        server: account.server.clone(),
        port: account.port,
        security: match account.security {
            MailSecurity::StartTls => Security::StartTls,
            MailSecurity::Tls => Security::Tls,
            MailSecurity::Plain => Security::Plain,
        },
        user: Some(account.user.clone()).filter(|user| !user.is_empty()),
        sender,
        bounces,
        authority: authority.map_err(|why| obstacle(&why))?,
    };
    let password = password.map_err(|why| Trouble::new(Cause::WrongPassword, &why.to_string()))?;
    Ok((account, password))
}

/// What is in the way, in the outbox's words.
pub(crate) fn obstacle(obstacle: &Obstacle) -> Trouble {
    trouble(obstacle.why, &obstacle.detail)
}

fn letter(parcel: &Parcel) -> Option<Letter> {
    let kind = match parcel.kind {
        OutgoingKind::PrivateLink => Kind::PrivateLink,
        OutgoingKind::Answered => Kind::Answered,
        OutgoingKind::YourTurn => Kind::YourTurn,
    };
    let minutes = parcel.kind.lasts().as_millis() / Span::minutes(1).as_millis();
    let values = Values {
        library: parcel.library_name.clone(),
        desk: parcel.desk_name.clone(),
        patron: parcel.patron_name.clone(),
        link: parcel.link.0.clone(),
        until: DateTime::from_timestamp_millis(parcel.link_ends_at).map(|end| end.date_naive()),
        minutes: u16::try_from(minutes).ok(),
    };
    let written = write(kind, parcel.language, None, &values);
    let id: Result<LetterId, _> = format!("<{}>", parcel.message_id).parse();
    Some(Letter {
        id: id.ok()?,
        to: parcel.address.parse().ok()?,
        language: parcel.language,
        subject: written.subject,
        text: written.text,
        html: written.html,
        reply_to: None,
        references: Vec::new(),
        automatic: true,
    })
}

fn attempt(done: Result<(), Failure>) -> Attempt {
    let failure = match done {
        Ok(()) => return Attempt::Sent,
        Err(failure) => failure,
    };
    let trouble = trouble(failure.why(), failure.detail());
    match failure {
        Failure::NotNow { .. } => Attempt::NotNow {
            trouble,
            peace: None,
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
