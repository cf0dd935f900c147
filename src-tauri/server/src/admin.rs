//! What an administrator does from the command line, also beside a server that runs:
//! libraries, desks, librarians, passwords, settings.

mod blocks;
mod forecast;
mod found;
mod service_level;

use anyhow::Context;
use sportello_core::settings::Told;
use sportello_core::{
    Availability, Desk, DeskId, Handle, LibrarianId, LibraryId, Role, Settings, ThreadId, Warning,
};
use sportello_store::{LibraryRow, NewAccount, Store, StoreError};

use crate::clock::{Clock, new_id};
use crate::secrets::{hash_password, new_password};
use crate::settings_file::SettingsFile;

pub use blocks::{blocked, end_block};
pub use forecast::{Coming, DeskForecast, Forecast, SourceForecast, forecast};
pub use found::{Founder, Founding, Hours, found};
pub use service_level::service_level;

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
    let desk = Desk::new(DeskId(new_id()), handle.clone(), readable(name)?);
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
        role: Role::default(),
        password_hash: hash_password(&password)?,
    };
    let mut writing = store.write().await?;
    sportello_store::add_account(&mut writing, &account, now()).await?;
    writing.commit().await?;
    Ok(password)
}

/// What stands above the settings.
const HOW: &str = "\
# The settings of a library. Change this file, then let `sportello-server admin apply`
# read it, at first with --trial. What can be set is in the README under “Settings of a
# library”.

";

/// What came of a settings file.
#[derive(Debug, Default)]
pub struct Changed {
    /// New accounts with their first passwords.
    pub accounts: Vec<(String, String)>,
    /// What leaves patrons unanswered, now that it is so.
    pub warnings: Vec<String>,
}

/// The settings of a library as a file.
///
/// # Errors
/// When there is no such library, or the store fails.
pub async fn show(store: &Store, library: &str) -> anyhow::Result<String> {
    let library = find_library(store, library).await?;
    let settings = store.settings(library).await?;
    let users = store.users(library).await?;
    let availabilities = store.availabilities(library).await?;
    let file = SettingsFile::of(&settings, &availabilities, &users).to_text()?;
    Ok(format!("{HOW}{file}"))
}

/// When something was last said in each thread of a library, its id, and what its
/// patron is called.
///
/// # Errors
/// When there is no such library, or the store fails.
pub async fn threads(store: &Store, library: &str) -> anyhow::Result<Vec<(i64, ThreadId, String)>> {
    let library = find_library(store, library).await?;
    let threads = store.threads(library).await?.into_iter();
    let told = threads.map(|thread| {
        let said = thread.last.map_or(0, |last| last.at);
        (said, thread.id, thread.name.as_str().to_owned())
    });
    Ok(told.collect())
}

/// Makes the settings of a library those of a file; a trial changes nothing.
///
/// # Errors
/// When the file can't be read or names what is not there, or the store fails.
pub async fn apply(
    store: &Store,
    library: &str,
    text: &str,
    trial: bool,
) -> anyhow::Result<Changed> {
    let library = find_library(store, library).await?;
    let file = SettingsFile::parse(text)?;
    let before = store.settings(library).await?;
    let applied = file.apply(&before, &store.users(library).await?)?;
    let mut changed = Changed {
        warnings: warnings(&applied.settings),
        ..Changed::default()
    };
    if trial {
        return Ok(changed);
    }
    let mut writing = store.write().await?;
    for (user, id) in applied.new_librarians {
        let known = applied.settings.librarians.iter().find(|one| one.id == id);
        let password = new_password();
        let account = NewAccount {
            id,
            library,
            name: known.map(|one| one.name.clone()).unwrap_or_default(),
            role: known.map(|one| one.role).unwrap_or_default(),
            password_hash: hash_password(&password)?,
            user: user.clone(),
        };
        sportello_store::add_account(&mut writing, &account, now()).await?;
        changed.accounts.push((user, password));
    }
    let (file, at) = (&Told::File, now());
    sportello_store::note_settings_change(&mut writing, library, None, file, &before, at).await?;
    sportello_store::save_settings(&mut writing, library, &applied.settings, at).await?;
    for availability in with_busy_times(store, library, applied.availabilities).await? {
        sportello_store::save_availability(&mut writing, &availability, at).await?;
    }
    writing.commit().await?;
    Ok(changed)
}

/// What a librarian's own calendar says is not in the file, and stays.
async fn with_busy_times(
    store: &Store,
    library: LibraryId,
    mut availabilities: Vec<Availability>,
) -> Result<Vec<Availability>, StoreError> {
    let known = store.availabilities(library).await?;
    for availability in &mut availabilities {
        let before = known
            .iter()
            .find(|one| one.librarian == availability.librarian);
        if let Some(before) = before {
            availability.busy.clone_from(&before.busy);
            availability.busy_read_at = before.busy_read_at;
        }
    }
    Ok(availabilities)
}

/// What leaves patrons unanswered, in words.
pub(crate) fn warnings(settings: &Settings) -> Vec<String> {
    let desk = |id| {
        let known = settings.desks.iter().find(|desk| desk.id == id);
        known
            .map(|desk| desk.handle.to_string())
            .unwrap_or_default()
    };
    let told = settings.warnings(now()).into_iter();
    told.map(|warning| match warning {
        Warning::NobodyAnswers(id) => format!("nobody can ever answer for {}", desk(id)),
        Warning::NeverOpens(id) => format!("{} never opens: see its hours", desk(id)),
        Warning::EmptyGroup(id) => {
            let known = settings.groups.iter().find(|group| group.id == id);
            let name = known.map(|group| group.name.clone()).unwrap_or_default();
            format!("the group “{name}” has no members")
        }
        Warning::NobodyGives(id) => {
            let known = settings.consultations.iter().find(|one| one.id == id);
            let name = known.map(|one| one.name.or_the_other().italian);
            let name = name.unwrap_or_default();
            format!("nobody gives the consultation “{name}”")
        }
    })
    .collect()
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

pub(crate) async fn find_library(store: &Store, name: &str) -> anyhow::Result<LibraryId> {
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

pub(crate) fn readable(name: &str) -> anyhow::Result<String> {
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

/// Whether a tidied name can be an account's.
pub(crate) fn is_account_name(user: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_@".contains(c);
    user.chars().all(plain) && (2..=64).contains(&user.len())
}

fn new_account_name(user: &str) -> anyhow::Result<String> {
    let user = account_name(user);
    anyhow::ensure!(
        is_account_name(&user),
        "an account name has 2 to 64 letters, digits, '.', '-', '_' or '@'"
    );
    Ok(user)
}

fn now() -> i64 {
    Clock::new().now().wall_millis()
}
