//! The mailbox, as the room `mail` takes it.

use sportello_core::{Cause, Trouble};
use sportello_mail::{Authority, Password, imap};
use sportello_store::MailboxRow;

use crate::outbox::{obstacle, security_of};

/// The account with which a mailbox is opened, and its password.
///
/// # Errors
/// What can't be used.
pub(in crate::cases) fn account_of(
    set: &MailboxRow,
    password: Option<&str>,
) -> Result<(imap::Account, Password), Trouble> {
    let authority = Some(set.authority.as_bytes()).filter(|pem| !pem.is_empty());
    let authority = authority.map(Authority::from_pem).transpose();
    let account = imap::Account {
        server: set.server.clone(),
        port: set.port,
        security: security_of(set.security),
        user: set.user.clone(),
        authority: authority.map_err(|why| obstacle(&why))?,
    };
    let password = password.filter(|password| !password.is_empty());
    let password = password.ok_or_else(|| Trouble::new(Cause::PasswordMissing, ""))?;
    let password = Password::new(password);
    let password = password.map_err(|why| Trouble::new(Cause::WrongPassword, &why.to_string()))?;
    Ok((account, password))
}
