//! Links by which somebody chooses a name to sign in with and a password.
//!
//! The secret stands behind the `#` of the address, which browsers send to nobody; the
//! page posts it, and the server keeps its hash. A link works once and for seven days,
//! and can be taken back before. It is the only way in which an account comes to a
//! password: an administrator never sees one.

use sportello_core::{InvitationId, LibraryId, Role, check_password};
use sportello_store::{InvitationRow, NewAccount, Store, StoreError, Writing};
use sportello_wire::seat::AccountsRefusal;

use super::{AccountsError, chosen_user, commit, hashed};
use crate::admin::{self, readable};
use crate::clock::{Clock, new_id};
use crate::secrets::{hash_token, new_token};

/// How long a link works, in milliseconds.
const LASTS: i64 = 7 * 86_400_000;
/// How long an invitation that has ended can still be read, and be given a new link.
const REMEMBERED: i64 = 30 * 86_400_000;

/// An invitation that was made, with its secret.
#[derive(Clone, Debug)]
pub struct Made {
    /// What is kept of it.
    pub row: InvitationRow,
    secret: String,
}

impl Made {
    /// The whole link, under the address at which the server is reached.
    pub fn link(&self, base: &str) -> String {
        format!("{base}/invito#{}", self.secret)
    }
}

/// An invitation, as whoever holds its link sees it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) row: InvitationRow,
    /// The name of the library.
    pub(crate) library: String,
    /// The name to sign in with, where there is one already.
    pub(crate) user: Option<String>,
}

/// Asks somebody to join a library, from the command line.
///
/// # Errors
/// When there is no such library, the name can't be, or the store fails.
pub async fn invite(store: &Store, library: &str, name: &str, role: Role) -> anyhow::Result<Made> {
    let library = admin::find_library(store, library).await?;
    let name = readable(name)?;
    let now = Clock::new().now().wall_millis();
    let mut writing = store.write().await?;
    let made = make(&mut writing, new_invitation(library, name, role, now)).await?;
    commit(writing).await?;
    Ok(made)
}

/// An invitation for somebody new.
pub(super) fn new_invitation(
    library: LibraryId,
    name: String,
    role: Role,
    now: i64,
) -> InvitationRow {
    InvitationRow {
        id: InvitationId(new_id()),
        library,
        name,
        role,
        librarian: None,
        created_at: now,
        expires_at: now + LASTS,
    }
}

/// Writes an invitation, or gives one that was made before a new secret.
pub(super) async fn make(
    writing: &mut Writing<'_>,
    row: InvitationRow,
) -> Result<Made, AccountsError> {
    let secret = new_token();
    sportello_store::forget_invitations(writing, row.created_at - REMEMBERED).await?;
    sportello_store::add_invitation(writing, &row, &hash_token(&secret)).await?;
    Ok(Made { row, secret })
}

/// The invitation with this secret.
///
/// # Errors
/// [`AccountsRefusal::InvitationOver`] when it is of no use.
pub(crate) async fn look(store: &Store, secret: &str, now: i64) -> Result<Seen, AccountsError> {
    let over = || AccountsError::from(AccountsRefusal::InvitationOver);
    let found = store.invitation(&hash_token(secret)).await;
    let row = found.map_err(|why| match why {
        StoreError::NotFound => over(),
        other => other.into(),
    })?;
    if row.expires_at <= now {
        return Err(over());
    }
    let libraries = store.libraries().await?;
    let library = libraries.into_iter().find(|one| one.id == row.library);
    let user = match row.librarian {
        Some(librarian) => Some(store.account_of(librarian).await.map_err(|_| over())?.0),
        None => None,
    };
    Ok(Seen {
        library: library.map(|one| one.name).unwrap_or_default(),
        user,
        row,
    })
}

/// Uses an invitation that was looked at; gives back the name to sign in with.
///
/// # Errors
/// When the name or the password can't be, or somebody was faster.
pub(crate) async fn accept(
    store: &Store,
    secret: &str,
    seen: &Seen,
    typed_user: &str,
    password: String,
    now: i64,
) -> Result<String, AccountsError> {
    let user = match &seen.user {
        Some(user) => user.clone(),
        None => chosen_user(typed_user)?,
    };
    check_password(&password, &user)?;
    let password_hash = hashed(password).await?;
    let mut writing = store.write().await?;
    let taken = sportello_store::take_invitation(&mut writing, &hash_token(secret), now).await;
    let row = taken.map_err(|why| match why {
        StoreError::NotFound => AccountsRefusal::InvitationOver.into(),
        other => AccountsError::from(other),
    })?;
    if row.librarian.is_some() {
        sportello_store::set_password(&mut writing, &user, &password_hash).await?;
    } else {
        let account = NewAccount {
            id: sportello_core::LibrarianId(new_id()),
            library: row.library,
            user: user.clone(),
            name: row.name,
            role: row.role,
            password_hash,
        };
        sportello_store::add_account(&mut writing, &account, now).await?;
    }
    commit(writing).await?;
    Ok(user)
}
