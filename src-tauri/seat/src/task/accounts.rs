//! Who signs in and how: by a session that is kept, by a password, by an invitation;
//! and what is ordered and shown of accounts.
//!
//! What a host or a server is asked for before the sign-in takes its time, beside the
//! task; an answer that comes after something else was begun is dropped.

use std::time::Duration;

use sportello_link::{Credentials, Invitation, InvitationError, Invited, ServerAddress};
use sportello_wire::seat::{AccountsOrder, AccountsRefusal, AccountsTold, FromSeat, SignInRefusal};
use sportello_wire::window::{
    AccountsAnswer, AccountsWindowOrder, Connection, InvitationTrouble, KeptIn, SeenInvitation,
    SignInTrouble, WindowAccounts,
};
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

use super::Task;
use crate::KeptSession;

/// A server that does not answer at the start is asked again after so long.
const AGAIN: Duration = Duration::from_secs(5);

/// What the task knows of accounts.
#[derive(Default)]
pub(super) struct Accounts {
    /// What the window shows; times are the server's.
    pub(super) shown: WindowAccounts,
    /// The sign-in that is under way, or that this session was begun by.
    signing: Option<Signing>,
    /// The invitation that is looked at, or was.
    invitation: Option<Invitation>,
    /// The window looks at accounts.
    watched: bool,
    /// An order whose answer is awaited, by its number.
    asked: Option<u32>,
    /// When a server that did not answer is asked again for the session that is kept.
    again: Option<(Instant, String)>,
    /// Grows with whatever makes earlier answers worthless.
    round: u64,
    /// What takes its time.
    pub(super) work: JoinSet<(u64, Worked)>,
}

/// A sign-in.
#[derive(Clone)]
struct Signing {
    /// As [`KeptSession::server`].
    server: String,
    user: String,
    /// The session is to be kept.
    keep: bool,
}

/// Something that took its time.
pub(super) enum Worked {
    Found {
        server: String,
        kept: Option<(KeptSession, KeptIn)>,
    },
    Kept(Option<KeptIn>),
    Forgotten,
    Looked(Invitation, Result<Invited, InvitationError>),
    Accepted {
        server: ServerAddress,
        password: String,
        user: Result<String, InvitationError>,
    },
}

impl Accounts {
    /// When something is to be done by itself.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.again.as_ref().map(|(at, _)| *at)
    }

    /// A session has ended here; who it was is remembered for the next.
    pub(super) fn leave(&mut self) {
        self.round += 1;
        (self.watched, self.asked) = (false, None);
        (self.shown.view, self.shown.answer, self.shown.link) = (None, None, None);
        self.shown.kept = None;
        self.signing = None;
    }
}

impl Task {
    pub(super) fn obey_about_accounts(&mut self, order: AccountsWindowOrder) {
        match order {
            AccountsWindowOrder::LookAtInvitation { link } => self.look_at_invitation(&link),
            AccountsWindowOrder::Join { user, password } => self.join(user, password),
            AccountsWindowOrder::PutInvitationAway {} => {
                self.accounts.invitation = None;
                self.accounts.shown.invitation = None;
                self.accounts.shown.invitation_trouble = None;
            }
            AccountsWindowOrder::Ask { number, order } => self.ask(number, order),
            AccountsWindowOrder::PutLinkAway {} => self.accounts.shown.link = None,
        }
    }

    /// Signs in with a password, as it was typed.
    pub(super) fn sign_in(&mut self, server: &str, user: String, password: String, keep: bool) {
        self.sign_out();
        self.accounts.again = None;
        let Ok(address) = self.address(server) else {
            let why = Some(SignInTrouble::BadAddress);
            self.connection = Connection::SignedOut { why };
            return;
        };
        self.accounts.shown.user.clone_from(&user);
        self.accounts.signing = Some(Signing {
            server: self.key_of(&address),
            user: user.clone(),
            keep,
        });
        self.open_link(address, Credentials::Password { user, password });
    }

    /// Goes on with the session that is kept for a server. Whoever has none is asked to
    /// sign in there.
    pub(super) fn resume_at(&mut self, address: ServerAddress) {
        self.accounts.again = None;
        let key = self.key_of(&address);
        self.server = Some(address);
        self.connection = Connection::SigningIn;
        self.look_for_kept(key);
    }

    fn look_for_kept(&mut self, server: String) {
        let (host, round) = (self.host.clone(), self.accounts.round);
        self.accounts.work.spawn_blocking(move || {
            let kept = host.kept_session(&server);
            (round, Worked::Found { server, kept })
        });
    }

    pub(super) fn take_worked(&mut self, worked: Result<(u64, Worked), JoinError>) {
        let Ok((round, worked)) = worked else {
            return tracing::error!("something about accounts came to no end");
        };
        if round != self.accounts.round {
            return; // something else was begun meanwhile
        }
        match worked {
            Worked::Found { server, kept } => self.take_kept(server, kept),
            Worked::Kept(kept) => self.accounts.shown.kept = kept,
            Worked::Forgotten => {}
            Worked::Looked(invitation, looked) => self.take_looked(invitation, looked),
            Worked::Accepted {
                server,
                password,
                user,
            } => self.take_accepted(&server, user, password),
        }
    }

    fn take_kept(&mut self, server: String, kept: Option<(KeptSession, KeptIn)>) {
        let (Some((kept, kept_in)), Some(address)) = (kept, self.server.clone()) else {
            self.connection = Connection::SignedOut { why: None };
            return;
        };
        self.accounts.shown.user.clone_from(&kept.user);
        self.accounts.shown.kept = Some(kept_in);
        self.accounts.signing = Some(Signing {
            server,
            user: kept.user,
            keep: true,
        });
        self.token.clone_from(&kept.token);
        let before = self.connection.clone();
        self.open_link(address, Credentials::Token(kept.token));
        if matches!(before, Connection::SignedOut { .. }) {
            self.connection = before; // tried again in silence: nobody is kept from typing
        }
    }

    /// Asks again for a server that did not answer.
    pub(super) fn try_again(&mut self) {
        let due = |(at, _): &(Instant, String)| *at <= Instant::now();
        if self.accounts.again.as_ref().is_some_and(due)
            && let Some((_, server)) = self.accounts.again.take()
        {
            self.look_for_kept(server);
        }
    }

    /// The sign-in, or the session, came to its end.
    pub(super) fn signing_ended(&mut self, why: Option<&SignInTrouble>) {
        let Some(signing) = self.accounts.signing.clone() else {
            return;
        };
        let by_token = self.accounts.shown.kept.is_some();
        self.accounts.leave();
        match why {
            Some(SignInTrouble::Refused {
                code: SignInRefusal::SessionEnded,
            }) => self.forget(signing.server),
            Some(SignInTrouble::Unreachable) if by_token => {
                self.accounts.again = Some((Instant::now() + AGAIN, signing.server));
            }
            Some(_) | None => {}
        }
    }

    /// Signed in: a session that is new is kept from here on.
    pub(super) fn welcomed(&mut self, new_token: &str) {
        self.accounts.invitation = None;
        self.accounts.shown.invitation = None;
        self.accounts.shown.invitation_trouble = None;
        if self.accounts.watched {
            let order = AccountsOrder::Watch { on: true };
            self.say(FromSeat::Accounts { number: 0, order });
        }
        let signing = self.accounts.signing.clone();
        let Some(signing) = signing.filter(|signing| signing.keep && !new_token.is_empty()) else {
            return;
        };
        let session = KeptSession {
            server: signing.server,
            user: signing.user,
            token: new_token.to_owned(),
        };
        let (host, round) = (self.host.clone(), self.accounts.round);
        self.accounts
            .work
            .spawn_blocking(move || (round, Worked::Kept(host.keep_session(&session))));
    }

    /// Nothing is to be gone on with at the next start.
    pub(super) fn forget_kept(&mut self) {
        if let Some(signing) = self.accounts.signing.take().filter(|one| one.keep) {
            self.forget(signing.server);
        }
    }

    fn forget(&mut self, server: String) {
        let (host, round) = (self.host.clone(), self.accounts.round);
        self.accounts.work.spawn_blocking(move || {
            host.forget_session(&server);
            (round, Worked::Forgotten)
        });
    }

    fn look_at_invitation(&mut self, link: &str) {
        self.accounts.invitation = None;
        self.accounts.shown.invitation = None;
        let Some(invitation) = Invitation::parse(link) else {
            self.accounts.shown.invitation_trouble = Some(InvitationTrouble::BadLink);
            return;
        };
        self.accounts.shown.invitation_trouble = None;
        let round = self.accounts.round;
        self.accounts.invitation = Some(invitation.clone());
        self.accounts.work.spawn(async move {
            let looked = invitation.look().await;
            (round, Worked::Looked(invitation, looked))
        });
    }

    fn take_looked(&mut self, invitation: Invitation, looked: Result<Invited, InvitationError>) {
        if self.accounts.invitation.as_ref() != Some(&invitation) {
            return; // another one was pasted meanwhile, or none is wanted any more
        }
        match looked {
            Ok(invited) => {
                self.accounts.shown.invitation = Some(SeenInvitation {
                    library: invited.library,
                    name: invited.name,
                    user: invited.user,
                    server: invitation.server.to_string(),
                });
            }
            Err(why) => {
                self.accounts.invitation = None;
                self.accounts.shown.invitation_trouble = Some(trouble(why));
            }
        }
    }

    fn join(&mut self, user: String, password: String) {
        let seen = self.accounts.shown.invitation.is_some();
        let Some(invitation) = self.accounts.invitation.clone().filter(|_| seen) else {
            return;
        };
        if self.connection == Connection::SigningIn {
            return; // once is enough
        }
        self.accounts.shown.invitation_trouble = None;
        self.connection = Connection::SigningIn;
        let round = self.accounts.round;
        self.accounts.work.spawn(async move {
            let accepted = invitation.accept(&user, &password).await;
            let worked = Worked::Accepted {
                server: invitation.server,
                password,
                user: accepted,
            };
            (round, worked)
        });
    }

    fn take_accepted(
        &mut self,
        server: &ServerAddress,
        user: Result<String, InvitationError>,
        password: String,
    ) {
        match user {
            Ok(user) => self.sign_in(&server.to_string(), user, password, true),
            Err(why) => {
                self.connection = Connection::SignedOut { why: None };
                self.accounts.shown.invitation_trouble = Some(trouble(why));
            }
        }
    }

    fn ask(&mut self, number: u32, order: AccountsOrder) {
        if let AccountsOrder::Watch { on } = &order {
            self.accounts.watched = *on;
            if !on {
                self.accounts.shown.view = None;
            }
        } else {
            self.accounts.asked = Some(number);
        }
        if self.connection == Connection::Online {
            self.say(FromSeat::Accounts { number, order });
        } else {
            self.lose_answer();
        }
    }

    /// The server went away with an order: nobody waits for its answer.
    pub(super) fn lose_answer(&mut self) {
        if let Some(number) = self.accounts.asked.take() {
            let refused = Some(AccountsRefusal::NotSaved);
            self.accounts.shown.answer = Some(AccountsAnswer { number, refused });
        }
    }

    pub(super) fn hear_of_accounts(&mut self, told: AccountsTold) {
        match told {
            AccountsTold::View { view } if self.accounts.watched => {
                self.accounts.shown.view = Some(view);
            }
            AccountsTold::View { .. } => {} // on its way when the window looked away
            AccountsTold::Done { number } => self.hear_answer(number, None),
            AccountsTold::Refused { number, why } => self.hear_answer(number, Some(why)),
            AccountsTold::Link { number, link } => {
                self.accounts.shown.link = Some(link);
                self.hear_answer(number, None);
            }
            AccountsTold::You { librarian, role } => {
                if let Some(welcome) = &mut self.welcome {
                    (welcome.librarian, welcome.role) = (librarian, role);
                }
            }
        }
    }

    fn hear_answer(&mut self, number: u32, refused: Option<AccountsRefusal>) {
        if self.accounts.asked == Some(number) {
            self.accounts.asked = None;
            self.accounts.shown.answer = Some(AccountsAnswer { number, refused });
        }
    }

    /// As [`KeptSession::server`].
    fn key_of(&self, address: &ServerAddress) -> String {
        if self.settings.embedded.as_ref() == Some(address) {
            String::new()
        } else {
            address.to_string()
        }
    }
}

fn trouble(why: InvitationError) -> InvitationTrouble {
    match why {
        InvitationError::Unreachable => InvitationTrouble::Unreachable,
        InvitationError::Refused(why) => InvitationTrouble::Refused { why },
    }
}
