//! What is done about accounts: made, invited, changed, given up.
//!
//! **The rule.** Whoever orders something is judged by the role that stands in the
//! database at the moment of writing, in the same transaction: there is one writer, so
//! two administrators who take each other's role away at one instant leave one. The
//! owner of the library takes over what changed, and sockets whose session was ended
//! find out by themselves.
//!
//! Passwords come in as they were typed and are hashed on a thread of their own;
//! nothing here writes one down.

mod invitations;
mod own;
mod people;

use sportello_core::settings::Field;
use sportello_core::{Duty, LibrarianId, LibraryId, PasswordTrouble, Settings, SettingsError};
use sportello_store::{StoreError, Writing};
use sportello_wire::seat::AccountsRefusal;

use crate::admin::is_account_name;
use crate::secrets::hash_password;

pub use invitations::{Made, invite};
pub(crate) use invitations::{Seen, accept, look};
pub(crate) use own::OwnAccounts;

/// Why something about accounts was not done.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// It can't be; the caller chooses the words.
    #[error("{}", reason(*.0))]
    Refused(AccountsRefusal),
    /// The store failed.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

impl From<AccountsRefusal> for AccountsError {
    fn from(why: AccountsRefusal) -> Self {
        Self::Refused(why)
    }
}

impl From<PasswordTrouble> for AccountsError {
    fn from(trouble: PasswordTrouble) -> Self {
        Self::Refused(match trouble {
            PasswordTrouble::TooShort => AccountsRefusal::PasswordTooShort,
            PasswordTrouble::TooLong => AccountsRefusal::PasswordTooLong,
            PasswordTrouble::IsUser => AccountsRefusal::PasswordIsUser,
        })
    }
}

impl From<StoreError> for AccountsError {
    fn from(why: StoreError) -> Self {
        match why {
            StoreError::NotFound => Self::Refused(AccountsRefusal::NotFound),
            StoreError::UserTaken => Self::Refused(AccountsRefusal::UserTaken),
            StoreError::PersonTaken => Self::Refused(AccountsRefusal::PersonTaken),
            other => Self::Failed(other.into()),
        }
    }
}

impl From<SettingsError> for AccountsError {
    fn from(why: SettingsError) -> Self {
        match why.fault.field {
            Field::Person => Self::Refused(AccountsRefusal::PersonTaken),
            Field::Chats => Self::Refused(AccountsRefusal::BadChats),
            _ => Self::Failed(why.into()),
        }
    }
}

/// What is set, for whoever may do this.
async fn authorised(
    writing: &mut Writing<'_>,
    library: LibraryId,
    by: LibrarianId,
    duty: Duty,
) -> Result<Settings, AccountsError> {
    let settings = sportello_store::settings_within(writing, library).await?;
    let known = settings.librarians.iter().find(|one| one.id == by);
    if known.is_some_and(|one| one.role.may(duty)) {
        Ok(settings)
    } else {
        Err(AccountsRefusal::NotAllowed.into())
    }
}

/// A name to sign in with, as it is kept.
fn chosen_user(typed: &str) -> Result<String, AccountsError> {
    let user = crate::admin::account_name(typed);
    if is_account_name(&user) {
        Ok(user)
    } else {
        Err(AccountsRefusal::BadUser.into())
    }
}

async fn hashed(password: String) -> anyhow::Result<String> {
    tokio::task::spawn_blocking(move || hash_password(&password)).await?
}

async fn commit(writing: Writing<'_>) -> Result<(), AccountsError> {
    writing
        .commit()
        .await
        .map_err(|why| AccountsError::Failed(why.into()))
}

/// For a terminal and a log; windows and pages choose their own words.
fn reason(why: AccountsRefusal) -> &'static str {
    match why {
        AccountsRefusal::NotAllowed => "the role does not allow it",
        AccountsRefusal::NotFound => "there is no such account",
        AccountsRefusal::InvitationOver => "the invitation has ended, was used or taken back",
        AccountsRefusal::LastAdministrator => "the library needs an administrator",
        AccountsRefusal::OwnAccount => "nobody takes their own account away",
        AccountsRefusal::BadName => "a name has 1 to 100 characters",
        AccountsRefusal::BadPerson => {
            "a name behind the handle has 3 to 64 letters, digits, '.' or '-'"
        }
        AccountsRefusal::PersonReserved => "a page of the desk has that name",
        AccountsRefusal::PersonTaken => "another librarian has this name behind the desk's handle",
        AccountsRefusal::BadChats => "a librarian has 1 to 8 chats at once",
        AccountsRefusal::BadUser => {
            "an account name has 2 to 64 letters, digits, '.', '-', '_' or '@'"
        }
        AccountsRefusal::UserTaken => "another librarian has this account name",
        AccountsRefusal::PasswordTooShort => "a password has at least 10 characters",
        AccountsRefusal::PasswordTooLong => "a password has at most 256 bytes",
        AccountsRefusal::PasswordIsUser => "a password is not the name to sign in with",
        AccountsRefusal::WrongPassword => "the password is another one",
        AccountsRefusal::TooManyTries => "too many tries; wait a minute",
        AccountsRefusal::NotSaved => "the server could not write",
    }
}
