//! A ready sample library, for trying things out.

use sportello_store::Store;

use crate::admin;
use crate::secrets::{hash_password, new_password};

/// The sample library.
const LIBRARY: &str = "Biblioteca di Prova";
/// Its branch, desk, topics and librarians.
const SETTINGS: &str = include_str!("demo.toml");
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
    if is_new {
        admin::create_library(store, LIBRARY).await?;
        admin::apply(store, LIBRARY, SETTINGS, false).await?;
    }
    let mut writing = store.write().await?;
    for account in &accounts {
        let hash = hash_password(&account.password)?;
        sportello_store::set_password(&mut writing, &account.user, &hash).await?;
    }
    writing.commit().await?;
    Ok(accounts)
}
