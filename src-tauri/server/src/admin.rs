//! What an administrator does from the command line, while no server runs on the
//! data: libraries, desks, librarians, passwords.

use anyhow::Context;
use sportello_core::{Desk, DeskId, Handle, LibrarianId, LibraryId};
use sportello_store::{LibraryRow, NewAccount, Store, StoreError};

use crate::clock::{Clock, new_id};
use crate::secrets::{hash_password, new_password};

/// Makes a library.
///
/// # Errors
/// When another has its name, or the store fails.
pub async fn create_library(store: &Store, name: &str) -> anyhow::Result<LibraryId> {
    let name = readable(name)?;
    let known = store.libraries().await?;
    anyhow::ensure!(
        known.iter().all(|one| one.name != name),
        "there is a library named “{name}”"
    );
    let library = LibraryRow {
        id: LibraryId(new_id()),
        name,
    };
    let mut writing = store.write().await?;
    sportello_store::add_library(&mut writing, &library, now()).await?;
    writing.commit().await?;
    Ok(library.id)
}

/// Makes a desk of a library.
///
/// # Errors
/// When the handle is no handle or taken, or the store fails.
pub async fn create_desk(
    store: &Store,
    library: &str,
    handle: &str,
    name: &str,
) -> anyhow::Result<Handle> {
    let library = find_library(store, library).await?;
    let handle = Handle::parse(handle).with_context(|| format!("“{handle}” is no handle"))?;
    let desk = Desk {
        id: DeskId(new_id()),
        handle: handle.clone(),
        name: readable(name)?,
    };
    let mut writing = store.write().await?;
    sportello_store::add_desk(&mut writing, library, &desk, now()).await?;
    writing.commit().await?;
    Ok(handle)
}

/// Makes a librarian's account; gives back its first password.
///
/// # Errors
/// When the account name is taken, or the store fails.
pub async fn create_librarian(
    store: &Store,
    library: &str,
    user: &str,
    name: &str,
) -> anyhow::Result<String> {
    let library = find_library(store, library).await?;
    let password = new_password();
    let account = NewAccount {
        id: LibrarianId(new_id()),
        library,
        user: new_account_name(user)?,
        name: readable(name)?,
        password_hash: hash_password(&password)?,
    };
    let mut writing = store.write().await?;
    sportello_store::add_account(&mut writing, &account, now()).await?;
    writing.commit().await?;
    Ok(password)
}

/// Gives a librarian a new password and ends all their sessions.
///
/// # Errors
/// When there is no such account, or the store fails.
pub async fn reset_password(store: &Store, user: &str) -> anyhow::Result<String> {
    let password = new_password();
    let (name, hash) = (account_name(user), hash_password(&password)?);
    let mut writing = store.write().await?;
    match sportello_store::set_password(&mut writing, &name, &hash).await {
        Err(StoreError::NotFound) => anyhow::bail!("there is no account named “{user}”"),
        done => done?,
    }
    writing.commit().await?;
    Ok(password)
}

/// Ends all sessions of a librarian; gives back how many there were. A server that
/// runs closes its sockets by itself within a minute, or at once if it was asked by
/// [`crate::Server::end_sessions`].
///
/// # Errors
/// When there is no such account, or the store fails.
pub async fn end_sessions(store: &Store, user: &str) -> anyhow::Result<u64> {
    let mut writing = store.write().await?;
    let ended = match sportello_store::end_sessions(&mut writing, &account_name(user)).await {
        Err(StoreError::NotFound) => anyhow::bail!("there is no account named “{user}”"),
        done => done?,
    };
    writing.commit().await?;
    Ok(ended)
}

async fn find_library(store: &Store, name: &str) -> anyhow::Result<LibraryId> {
    let known = store.libraries().await?;
    if let Some(library) = known
        .iter()
        .find(|one| one.name == name || one.id.to_string() == name)
    {
        return Ok(library.id);
    }
    let names: Vec<_> = known.iter().map(|one| format!("“{}”", one.name)).collect();
    anyhow::bail!(
        "there is no library named “{name}”; there is: {}",
        names.join(", ")
    )
}

fn readable(name: &str) -> anyhow::Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    anyhow::ensure!(
        (1..=100).contains(&length),
        "a name has 1 to 100 characters"
    );
    Ok(name)
}

/// An account's name as it is kept, however it was typed.
pub(crate) fn account_name(user: &str) -> String {
    user.trim().to_lowercase()
}

fn new_account_name(user: &str) -> anyhow::Result<String> {
    let user = account_name(user);
    let plain = user
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || ".-_@".contains(c));
    anyhow::ensure!(
        plain && (2..=64).contains(&user.len()),
        "an account name has 2 to 64 letters, digits, '.', '-', '_' or '@'"
    );
    Ok(user)
}

fn now() -> i64 {
    Clock::new().now().wall_millis()
}
