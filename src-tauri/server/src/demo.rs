//! A ready sample library, for trying things out.

use sportello_core::{Desk, DeskId, Handle, LibrarianId, LibraryId};
use sportello_store::{LibraryRow, NewAccount, Store};

use crate::clock::{Clock, new_id};
use crate::secrets::{hash_password, new_password};

/// The sample library.
const LIBRARY: &str = "Biblioteca di Prova";
/// Its handle.
const HANDLE: &str = "@biblioteca.prova";
/// Its desk.
const DESK: &str = "Sportello";
/// Its librarians: the name to sign in with, and the name that people read.
const LIBRARIANS: [(&str, &str); 2] = [("ada", "Ada Bianchi"), ("bruno", "Bruno Conti")];

/// An account of the sample library, with its password of today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// The name to sign in with.
    pub user: String,
    /// As colleagues and patrons read it.
    pub name: String,
    /// Made anew at each start.
    pub password: String,
}

/// Makes the sample library if the store is empty, and gives its librarians new
/// passwords: they can be printed, since nothing else is protected by them.
///
/// # Errors
/// When the store fails, or holds a library that is not the sample one.
pub async fn prepare(store: &Store) -> anyhow::Result<Vec<DemoAccount>> {
    let libraries = store.libraries().await?;
    let is_new = libraries.is_empty();
    anyhow::ensure!(
        is_new || (libraries.len() == 1 && libraries[0].name == LIBRARY),
        "this data directory holds a real library; the demo needs one of its own"
    );
    let mut accounts = Vec::new();
    for (user, name) in LIBRARIANS {
        let password = new_password();
        accounts.push(DemoAccount {
            user: user.into(),
            name: name.into(),
            password,
        });
    }
    let mut writing = store.write().await?;
    if is_new {
        make(&mut writing).await?;
    }
    for account in &accounts {
        let hash = hash_password(&account.password)?;
        sportello_store::set_password(&mut writing, &account.user, &hash).await?;
    }
    writing.commit().await?;
    Ok(accounts)
}

async fn make(writing: &mut sportello_store::Writing<'_>) -> anyhow::Result<()> {
    let at = Clock::new().now().wall_millis();
    let library = LibraryRow {
        id: LibraryId(new_id()),
        name: LIBRARY.into(),
    };
    sportello_store::add_library(writing, &library, at).await?;
    let desk = Desk {
        id: DeskId(new_id()),
        handle: Handle::parse(HANDLE)?,
        name: DESK.into(),
    };
    sportello_store::add_desk(writing, library.id, &desk, at).await?;
    for (user, name) in LIBRARIANS {
        let account = NewAccount {
            id: LibrarianId(new_id()),
            library: library.id,
            user: user.into(),
            name: name.into(),
            password_hash: String::new(),
        };
        sportello_store::add_account(writing, &account, at).await?;
    }
    Ok(())
}
