//! From where mail is read: judged as it is typed, tried when somebody asks, and kept.
//!
//! The password stands in a file of its own. It is said to the server for which it was
//! typed: who could name another would read it there.

use std::net::IpAddr;

use sportello_core::{MailSecurity, Settings, Trouble};
use sportello_mail::imap::{self, Checked};
use sportello_mail::{Authority, Password};
use sportello_store::{MailboxRow, StoreError};
use sportello_wire::seat::{CasesField, CasesRefusal, MailboxForm, TroubleView};

use super::incoming::account_of;
use super::undone::Undone;
use super::{Cases, commit};
use crate::outbox::obstacle;

/// The longest name of a server; the longest user or folder; the longest certificates.
const LONGEST_SERVER: usize = 253;
const LONGEST_LINE: usize = 200;
const LONGEST_AUTHORITY: usize = 64 * 1024;
/// Where mail comes in, unless a folder is named.
const INBOX: &str = "INBOX";

impl Cases {
    /// Keeps from where mail is read, or that none is.
    pub(super) async fn save_mailbox(
        &self,
        form: Option<&MailboxForm>,
        password: Option<String>,
    ) -> Result<(), Undone> {
        let settings = self.settings().await?;
        let mailbox = form.map(|form| judge(form, &settings)).transpose()?;
        if let Some(mailbox) = &mailbox {
            self.password_for(mailbox, password.as_deref()).await?;
        }
        // Without a mailbox no password is kept.
        let password = if mailbox.is_none() {
            Some(String::new())
        } else {
            password
        };
        let mut writing = self.0.store.write().await?;
        sportello_store::save_mailbox(&mut writing, self.0.library, mailbox.as_ref()).await?;
        if let Some(password) = password {
            self.keep_mailbox_password(password).await?;
        }
        commit(writing).await?;
        tracing::info!(reads = mailbox.is_some(), "the mailbox was changed");
        self.wake_mail();
        self.show();
        Ok(())
    }

    /// Goes the whole way to a mailbox, and says how many mails lie there.
    pub(super) async fn try_mailbox(
        &self,
        form: &MailboxForm,
        password: Option<String>,
    ) -> Result<Result<u32, TroubleView>, Undone> {
        let settings = self.settings().await?;
        let mailbox = judge(form, &settings)?;
        let password = self.password_for(&mailbox, password.as_deref()).await?;
        let turn = self.0.trying.try_acquire();
        let _turn = turn.map_err(|_| Undone::Refused(CasesRefusal::TooManyTries {}))?;
        Ok(match looked_at(&mailbox, &password).await {
            Ok(checked) => Ok(checked.mailbox.exists),
            Err(Trouble { cause, said }) => Err(TroubleView { cause, said }),
        })
    }

    /// The password that was typed, or the one that is kept for just this mailbox.
    async fn password_for(
        &self,
        mailbox: &MailboxRow,
        typed: Option<&str>,
    ) -> Result<String, Undone> {
        if let Some(typed) = typed.filter(|typed| !typed.is_empty()) {
            Password::new(typed).map_err(|_| CasesField::Password)?;
            return Ok(typed.to_owned());
        }
        let known = match self.0.store.mailbox(self.0.library).await {
            Ok(known) => known,
            Err(StoreError::NotFound) => return Err(CasesField::Password.into()),
            Err(why) => return Err(why.into()),
        };
        if !signs_in_alike(&known, mailbox) {
            return Err(CasesField::Password.into());
        }
        let kept = self.mailbox_password().await?;
        kept.ok_or_else(|| CasesField::Password.into())
    }
}

async fn looked_at(mailbox: &MailboxRow, password: &str) -> Result<Checked, Trouble> {
    let (account, password) = account_of(mailbox, Some(password))?;
    let checked = imap::check(&account, &password, &mailbox.folder).await;
    checked.map_err(|why| obstacle(&why))
}

/// The mailbox that was typed; it was read to nowhere yet.
fn judge(form: &MailboxForm, settings: &Settings) -> Result<MailboxRow, CasesField> {
    let server = form.server.trim();
    let of_a_name = |c: char| c.is_ascii_alphanumeric() || ".-_:".contains(c);
    if server.is_empty() || server.len() > LONGEST_SERVER || !server.chars().all(of_a_name) {
        return Err(CasesField::Server);
    }
    if form.port == 0 {
        return Err(CasesField::Port);
    }
    if form.security == MailSecurity::Plain && !is_this_computer(server) {
        return Err(CasesField::Security);
    }
    let unknown = form.unknown;
    if unknown.is_some_and(|id| !settings.desks.iter().any(|desk| desk.id == id)) {
        return Err(CasesField::Desk);
    }
    let user = line(&form.user).filter(|user| !user.is_empty());
    let folder = line(&form.folder).ok_or(CasesField::Folder)?;
    Ok(MailboxRow {
        server: server.to_owned(),
        port: form.port,
        security: form.security,
        user: user.ok_or(CasesField::User)?,
        folder: Some(folder)
            .filter(|folder| !folder.is_empty())
            .unwrap_or_else(|| INBOX.to_owned()),
        authority: authority(&form.authority)?,
        unknown,
        uid_validity: 0,
        last_uid: 0,
        read_at: None,
        trouble: None,
    })
}

fn line(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let fits = typed.chars().count() <= LONGEST_LINE && !typed.contains(char::is_control);
    fits.then(|| typed.to_owned())
}

fn authority(typed: &str) -> Result<String, CasesField> {
    let typed = typed.trim();
    let is_good = typed.is_empty()
        || (typed.len() <= LONGEST_AUTHORITY && Authority::from_pem(typed.as_bytes()).is_ok());
    is_good
        .then(|| typed.to_owned())
        .ok_or(CasesField::Authority)
}

fn is_this_computer(server: &str) -> bool {
    let address = server.parse::<IpAddr>();
    server.eq_ignore_ascii_case("localhost") || address.is_ok_and(|ip| ip.is_loopback())
}

/// A password goes nowhere but to the server and the user for whom it was typed, and on
/// the same way.
fn signs_in_alike(known: &MailboxRow, typed: &MailboxRow) -> bool {
    let way = |row: &MailboxRow| (row.server.to_ascii_lowercase(), row.port, row.security);
    way(known) == way(typed) && known.user == typed.user && known.authority == typed.authority
}
