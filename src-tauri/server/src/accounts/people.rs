//! What an administrator does about colleagues, and a supervisor about blocks.

use std::collections::BTreeSet;

use sportello_core::{
    Duty, InvitationId, Language, LibrarianId, LibraryId, PersonName, RESERVED_PERSONS, Role,
    ThreadId,
};
use sportello_store::Store;
use sportello_wire::seat::AccountsRefusal;

use super::invitations::{Made, make, new_invitation};
use super::{AccountsError, authorised, commit};
use crate::admin::readable;

/// Who orders, where and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct By<'a> {
    pub(super) store: &'a Store,
    pub(super) library: LibraryId,
    pub(super) librarian: LibrarianId,
    pub(super) now: i64,
}

/// What is to be set of somebody.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    pub(super) librarian: LibrarianId,
    pub(super) name: String,
    pub(super) person: String,
    pub(super) role: Role,
    pub(super) languages: BTreeSet<Language>,
    pub(super) chats: u8,
}

impl By<'_> {
    pub(super) async fn invite(self, name: &str, role: Role) -> Result<Made, AccountsError> {
        let name = readable(name).map_err(|_| AccountsRefusal::BadName)?;
        let mut writing = self.store.write().await?;
        authorised(&mut writing, self.library, self.librarian, Duty::Administer).await?;
        let row = new_invitation(self.library, name, role, self.now);
        let made = make(&mut writing, row).await?;
        commit(writing).await?;
        Ok(made)
    }

    /// The link of before is worth nothing from here on.
    pub(super) async fn renew(self, invitation: InvitationId) -> Result<Made, AccountsError> {
        let mut writing = self.store.write().await?;
        authorised(&mut writing, self.library, self.librarian, Duty::Administer).await?;
        let known = self.store.invitations(self.library).await?;
        let known = known.into_iter().find(|one| one.id == invitation);
        let known = known.ok_or(AccountsRefusal::InvitationOver)?;
        let mut row = new_invitation(self.library, known.name, known.role, self.now);
        (row.id, row.librarian) = (known.id, known.librarian);
        let made = make(&mut writing, row).await?;
        commit(writing).await?;
        Ok(made)
    }

    pub(super) async fn set_revoked(
        self,
        invitation: InvitationId,
        revoked: bool,
    ) -> Result<(), AccountsError> {
        let mut writing = self.store.write().await?;
        authorised(&mut writing, self.library, self.librarian, Duty::Administer).await?;
        sportello_store::set_revoked(&mut writing, self.library, invitation, revoked, self.now)
            .await?;
        commit(writing).await
    }

    pub(super) async fn edit(self, edit: Edit) -> Result<(), AccountsError> {
        let name = readable(&edit.name).map_err(|_| AccountsRefusal::BadName)?;
        let person = match edit.person.trim() {
            "" => None,
            typed => Some(PersonName::parse(typed).map_err(|_| AccountsRefusal::BadPerson)?),
        };
        let mut writing = self.store.write().await?;
        let before =
            authorised(&mut writing, self.library, self.librarian, Duty::Administer).await?;
        let reserved = |one: &PersonName| RESERVED_PERSONS.contains(&one.as_str());
        if person.as_ref().is_some_and(reserved) {
            return Err(AccountsRefusal::PersonReserved.into());
        }
        let mut after = before.clone();
        let mut everybody = after.librarians.iter_mut();
        let known = everybody.find(|one| one.id == edit.librarian);
        let known = known.ok_or(AccountsRefusal::NotFound)?;
        (known.name, known.person) = (name, person);
        (known.role, known.languages) = (edit.role, edit.languages);
        known.chats = edit.chats;
        let known = known.clone();
        after.check()?;
        if before.loses_its_administrators(&after) {
            return Err(AccountsRefusal::LastAdministrator.into());
        }
        sportello_store::save_librarian(&mut writing, self.library, &known).await?;
        commit(writing).await
    }

    pub(super) async fn set_active(
        self,
        librarian: LibrarianId,
        active: bool,
    ) -> Result<(), AccountsError> {
        let mut writing = self.store.write().await?;
        let before =
            authorised(&mut writing, self.library, self.librarian, Duty::Administer).await?;
        if !active {
            let mut after = before.clone();
            after.librarians.retain(|one| one.id != librarian);
            if before.loses_its_administrators(&after) {
                return Err(AccountsRefusal::LastAdministrator.into());
            }
            if librarian == self.librarian {
                return Err(AccountsRefusal::OwnAccount.into());
            }
        }
        let (library, now) = (self.library, self.now);
        sportello_store::set_active(&mut writing, library, librarian, active, now).await?;
        commit(writing).await
    }

    /// The password so far is good until another is chosen by the link.
    pub(super) async fn reset_password(
        self,
        librarian: LibrarianId,
    ) -> Result<Made, AccountsError> {
        let mut writing = self.store.write().await?;
        let settings =
            authorised(&mut writing, self.library, self.librarian, Duty::Administer).await?;
        let known = settings
            .librarians
            .into_iter()
            .find(|one| one.id == librarian);
        let known = known.ok_or(AccountsRefusal::NotFound)?;
        let mut row = new_invitation(self.library, known.name, known.role, self.now);
        row.librarian = Some(librarian);
        let made = make(&mut writing, row).await?;
        commit(writing).await?;
        Ok(made)
    }

    pub(super) async fn end_block(self, thread: ThreadId) -> Result<(), AccountsError> {
        let mut writing = self.store.write().await?;
        let settings =
            authorised(&mut writing, self.library, self.librarian, Duty::EndBlocks).await?;
        let (between, _) = self.store.thread_of(thread).await?;
        if settings.desks.iter().all(|desk| desk.id != between.desk) {
            return Err(AccountsRefusal::NotFound.into());
        }
        let by = Some(self.librarian);
        sportello_store::end_block(&mut writing, between.patron, by, self.now).await?;
        commit(writing).await
    }
}
