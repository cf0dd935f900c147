//! Accounts at the socket of one librarian: orders in, answers and views out.

use std::net::IpAddr;

use sportello_core::{Duty, LibrarianId, SessionId, check_password};
use sportello_store::{Account, InvitationRow};
use sportello_wire::seat::{
    AccountsOrder, AccountsRefusal, AccountsTold, AccountsView, BlockView, InvitationView,
    MadeLink, PersonEntry, SessionView, ToSeat,
};
use tokio::sync::watch;

use super::people::{By, Edit};
use super::{AccountsError, Made, commit, hashed};
use crate::Shared;
use crate::owner::{Input, OwnVoice};
use crate::secrets::is_password;

/// Accounts, for whoever is signed in at one socket.
pub(crate) struct OwnAccounts {
    shared: Shared,
    account: Account,
    from: IpAddr,
    /// The session that the socket lives by.
    session: SessionId,
    token_hash: String,
    voice: OwnVoice<ToSeat>,
    changed: watch::Receiver<()>,
    /// The librarian looks at accounts.
    watched: bool,
    /// What they see may be old.
    stale: bool,
}

impl OwnAccounts {
    pub(crate) fn new(
        shared: Shared,
        account: Account,
        from: IpAddr,
        (session, token_hash): (SessionId, String),
        voice: OwnVoice<ToSeat>,
    ) -> Self {
        let changed = shared.accounts_changed.subscribe();
        Self {
            shared,
            account,
            from,
            session,
            token_hash,
            voice,
            changed,
            watched: false,
            stale: false,
        }
    }

    /// Performs an order and says how it came out.
    pub(crate) async fn take(&mut self, number: u32, order: AccountsOrder) {
        let told = match self.perform(order).await {
            Ok(None) => AccountsTold::Done { number },
            Ok(Some(made)) => AccountsTold::Link {
                number,
                link: self.link(&made),
            },
            Err(AccountsError::Refused(why)) => AccountsTold::Refused { number, why },
            Err(AccountsError::Failed(why)) => {
                tracing::error!(why = format!("{why:#}"), "an account could not be changed");
                let why = AccountsRefusal::NotSaved;
                AccountsTold::Refused { number, why }
            }
        };
        self.tell(told);
    }

    /// Shows accounts whenever they have changed, while they are watched. May be
    /// dropped and asked again.
    pub(crate) async fn keep_showing(&mut self) {
        loop {
            if self.watched && self.stale {
                match self.view().await {
                    Ok(view) => self.tell(AccountsTold::View { view }),
                    Err(why) => tracing::warn!(%why, "accounts could not be read"),
                }
                self.stale = false;
            }
            if self.changed.changed().await.is_err() {
                return std::future::pending().await; // all is ending
            }
            self.stale = true;
        }
    }

    async fn perform(&mut self, order: AccountsOrder) -> Result<Option<Made>, AccountsError> {
        let by = self.by();
        let made = match order {
            AccountsOrder::Watch { on } => {
                (self.watched, self.stale) = (on, true);
                return Ok(None);
            }
            AccountsOrder::ChangePassword { old, new } => {
                self.change_password(old, new).await?;
                None
            }
            AccountsOrder::EndSession { session } => {
                self.end_session(Some(session)).await?;
                None
            }
            AccountsOrder::EndOtherSessions {} => {
                self.end_session(None).await?;
                None
            }
            AccountsOrder::Invite { name, role } => Some(by.invite(&name, role).await?),
            AccountsOrder::RenewInvitation { invitation } => Some(by.renew(invitation).await?),
            AccountsOrder::SetRevoked {
                invitation,
                revoked,
            } => {
                by.set_revoked(invitation, revoked).await?;
                None
            }
            AccountsOrder::EditPerson {
                librarian,
                name,
                person,
                role,
                languages,
                chats,
            } => {
                let edit = Edit {
                    librarian,
                    name,
                    person,
                    role,
                    languages,
                    chats,
                };
                by.edit(edit).await?;
                self.settings_changed().await;
                None
            }
            AccountsOrder::SetActive { librarian, active } => {
                by.set_active(librarian, active).await?;
                self.settings_changed().await;
                self.shared.sessions_changed.send_replace(());
                None
            }
            AccountsOrder::ResetPassword { librarian } => Some(by.reset_password(librarian).await?),
            AccountsOrder::EndBlock { thread } => {
                by.end_block(thread).await?;
                self.settings_changed().await;
                None
            }
        };
        self.shared.accounts_changed.send_replace(());
        Ok(made)
    }

    async fn change_password(&self, old: String, new: String) -> Result<(), AccountsError> {
        let (user, account) = self.shared.store.account_of(self.account.id).await?;
        if !self.shared.limits.may_sign_in(self.from, &user) {
            return Err(AccountsRefusal::TooManyTries.into());
        }
        check_password(&new, &user)?;
        let turn = self.shared.limits.password_checks.acquire().await;
        let checking =
            tokio::task::spawn_blocking(move || is_password(&old, &account.password_hash));
        if !checking.await.unwrap_or(false) {
            return Err(AccountsRefusal::WrongPassword.into());
        }
        let hash = hashed(new).await?;
        drop(turn);
        let mut writing = self.shared.store.write().await?;
        sportello_store::change_password(&mut writing, self.account.id, &hash).await?;
        let (id, kept) = (self.account.id, &self.token_hash);
        sportello_store::end_other_sessions(&mut writing, id, kept).await?;
        commit(writing).await?;
        self.shared.sessions_changed.send_replace(());
        tracing::info!(librarian = %id, "a password was changed");
        Ok(())
    }

    /// One of one's own sessions, or all but this one.
    async fn end_session(&self, session: Option<SessionId>) -> Result<(), AccountsError> {
        let librarian = self.account.id;
        let mut writing = self.shared.store.write().await?;
        match session {
            Some(session) => {
                sportello_store::end_session_of(&mut writing, librarian, session).await?;
            }
            None => {
                let kept = &self.token_hash;
                sportello_store::end_other_sessions(&mut writing, librarian, kept).await?;
            }
        }
        commit(writing).await?;
        self.shared.sessions_changed.send_replace(());
        Ok(())
    }

    async fn settings_changed(&self) {
        if let Some(owner) = self.shared.owners.get(&self.account.library) {
            owner.tell(Input::SettingsChanged).await;
        }
    }

    fn link(&self, made: &Made) -> MadeLink {
        let link = made.link(&self.shared.public.base);
        MadeLink {
            invitation: made.row.id,
            name: made.row.name.clone(),
            for_password: made.row.librarian.is_some(),
            qr: crate::http::qr::svg(&link, "QR").unwrap_or_default(),
            link,
            expires_at: made.row.expires_at,
        }
    }

    async fn view(&self) -> Result<AccountsView, AccountsError> {
        let (store, library) = (&self.shared.store, self.account.library);
        let (user, _) = store.account_of(self.account.id).await?;
        let mut view = AccountsView {
            user,
            sessions: self.sessions().await?,
            ..AccountsView::default()
        };
        let settings = store.settings(library).await?;
        let own = |one: &&sportello_core::Librarian| one.id == self.account.id;
        let role = settings.librarians.iter().find(own).map(|one| one.role);
        let may = |duty| role.is_some_and(|role| role.may(duty));
        if may(Duty::Administer) {
            view.people = people(settings, &store.users(library).await?);
            let invitations = store.invitations(library).await?;
            view.invitations = invitations.into_iter().map(invitation).collect();
        }
        if may(Duty::EndBlocks) {
            let blocked = store.blocked(library, self.by().now).await?;
            view.blocks = blocked
                .into_iter()
                .map(|row| BlockView {
                    thread: row.thread,
                    name: row.name,
                    reason: row.reason,
                    until: row.until,
                })
                .collect();
        }
        Ok(view)
    }

    async fn sessions(&self) -> Result<Vec<SessionView>, AccountsError> {
        let now = self.by().now;
        let (begun, used) = self.shared.session_life.over_before(now);
        let sessions = self.shared.store.sessions_of(self.account.id).await?;
        let alive = sessions
            .into_iter()
            .filter(|row| row.begun_at > begun && row.last_used_at > used);
        let mut sessions: Vec<_> = alive
            .map(|row| SessionView {
                this: row.id == self.session,
                id: row.id,
                program: row.program,
                begun_at: row.begun_at,
                last_used_at: row.last_used_at,
            })
            .collect();
        sessions.sort_by_key(|one| !one.this);
        Ok(sessions)
    }

    fn by(&self) -> By<'_> {
        By {
            store: &self.shared.store,
            library: self.account.library,
            librarian: self.account.id,
            now: self.shared.clock.now().wall_millis(),
        }
    }

    fn tell(&self, told: AccountsTold) {
        self.voice.say(ToSeat::Accounts { told });
    }
}

fn people(
    settings: sportello_core::Settings,
    users: &std::collections::BTreeMap<String, LibrarianId>,
) -> Vec<PersonEntry> {
    let administrators = settings.librarians.iter();
    let administrators = administrators.filter(|one| one.role.may(Duty::Administer));
    let only_one = administrators.count() == 1;
    let user_of = |id: LibrarianId| {
        let known = users.iter().find(|(_, known)| **known == id);
        known.map(|(user, _)| user.clone()).unwrap_or_default()
    };
    let people = settings.librarians.into_iter();
    let mut people: Vec<_> = people
        .map(|one| PersonEntry {
            id: one.id,
            user: user_of(one.id),
            name: one.name,
            person: one.person,
            last_administrator: only_one && one.role.may(Duty::Administer),
            role: one.role,
            languages: one.languages,
            chats: one.chats,
        })
        .collect();
    people.sort_by_key(|one| one.name.to_lowercase());
    people
}

fn invitation(row: InvitationRow) -> InvitationView {
    InvitationView {
        id: row.id,
        name: row.name,
        role: row.role,
        librarian: row.librarian,
        expires_at: row.expires_at,
    }
}
