//! A library from nothing: its site, its desk and its first administrator, all or
//! none of it.

use anyhow::Context;
pub use sportello_core::Hours;
use sportello_core::{
    Branch, BranchId, ChosenPresence, Desk, DeskId, Handle, Librarian, LibrarianId, LibraryId,
    LibraryTexts, Role, Settings, check_password,
};
use sportello_store::{LibraryRow, NewAccount, Store};

use super::{new_account_name, now, readable};
use crate::clock::new_id;
use crate::secrets::hash_password;

/// The longest address of a site, in characters.
const LONGEST_ADDRESS: usize = 200;

/// A library as its founder describes it.
#[derive(Clone, Debug)]
pub struct Founding {
    /// Its name.
    pub library: String,
    /// The public name of its desk.
    pub handle: String,
    /// What people call the desk.
    pub desk: String,
    /// What people call the site.
    pub branch: String,
    /// Where the site stands; may be empty.
    pub address: String,
    /// When it is open; `None` means whenever somebody is there.
    pub hours: Option<Hours>,
}

/// The first administrator.
#[derive(Clone)]
pub struct Founder {
    /// As colleagues and patrons read it.
    pub name: String,
    /// To sign in with.
    pub user: String,
    /// Their own choice.
    pub password: String,
}

/// Founds a library in a store that holds none.
///
/// # Errors
/// When something can't be taken, in plain words; when there is a library; when the
/// store fails.
pub async fn found(
    store: &Store,
    founding: Founding,
    founder: Founder,
) -> anyhow::Result<LibraryId> {
    let known = store.libraries().await?;
    anyhow::ensure!(known.is_empty(), "there is a library already");
    let library = LibraryRow {
        id: LibraryId(new_id()),
        name: readable(&founding.library)?,
    };
    let account = account(library.id, founder)?;
    let settings = settings(founding, &library, &account)?;
    let mut writing = store.write().await?;
    sportello_store::add_library(&mut writing, &library, now()).await?;
    sportello_store::add_account(&mut writing, &account, now()).await?;
    sportello_store::save_settings(&mut writing, library.id, &settings, now()).await?;
    writing.commit().await?;
    Ok(library.id)
}

fn account(library: LibraryId, founder: Founder) -> anyhow::Result<NewAccount> {
    check_password(&founder.password, &founder.user)?;
    Ok(NewAccount {
        id: LibrarianId(new_id()),
        library,
        user: new_account_name(&founder.user)?,
        name: readable(&founder.name)?,
        role: Role::Administrator,
        password_hash: hash_password(&founder.password)?,
    })
}

fn settings(
    founding: Founding,
    library: &LibraryRow,
    account: &NewAccount,
) -> anyhow::Result<Settings> {
    let handle = Handle::parse(&founding.handle)
        .with_context(|| format!("“{}” is no handle", founding.handle))?;
    let address = founding.address.trim().to_owned();
    anyhow::ensure!(
        address.chars().count() <= LONGEST_ADDRESS,
        "the address of the site is too long"
    );
    let branch = Branch {
        id: BranchId(new_id()),
        name: readable(&founding.branch)?,
        address,
        hours: founding.hours,
    };
    let mut desk = Desk::new(DeskId(new_id()), handle, readable(&founding.desk)?);
    desk.branch = Some(branch.id);
    let librarian = Librarian {
        id: account.id,
        name: account.name.clone(),
        person: None,
        role: account.role,
        languages: Default::default(),
        chats: sportello_core::USUAL_CHATS,
        chosen: ChosenPresence::Available,
    };
    let texts = LibraryTexts {
        name: library.name.clone(),
        ..LibraryTexts::default()
    };
    let settings = Settings {
        library: texts,
        branches: vec![branch],
        desks: vec![desk],
        librarians: vec![librarian],
        ..Settings::default()
    };
    settings.check()?;
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn founding() -> Founding {
        let hours = serde_json::json!({
            "zone": "Europe/Rome",
            "holidays": "it",
            "week": { "monday": ["09:00-13:00", "15:00-19:00"] },
        });
        Founding {
            library: "Biblioteca di Empoli".into(),
            handle: "biblioteca.empoli".into(),
            desk: "Sportello".into(),
            branch: "Centrale".into(),
            address: " Via Cavour 36 ".into(),
            hours: Some(serde_json::from_value(hours).expect("hours")),
        }
    }

    fn founder(password: &str) -> Founder {
        Founder {
            name: "Maria Rossi".into(),
            user: "Maria".into(),
            password: password.into(),
        }
    }

    #[tokio::test]
    async fn a_library_is_founded_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).await.expect("a store");
        let library = found(&store, founding(), founder("acqua e sale")).await;
        let library = library.expect("a good founding");
        let settings = store.settings(library).await.expect("settings");
        let [desk] = &settings.desks[..] else {
            panic!("one desk")
        };
        assert_eq!(desk.handle.to_string(), "@biblioteca.empoli");
        assert_eq!(settings.library.name, "Biblioteca di Empoli");
        assert!(settings.hours_of(desk).is_some());
        assert_eq!(settings.branches[0].address, "Via Cavour 36");
        assert_eq!(settings.librarians[0].role, Role::Administrator);
        assert_eq!(settings.warnings(now()), []);
        let users = store.users(library).await.expect("accounts");
        assert_eq!(users.keys().collect::<Vec<_>>(), ["maria"]);
    }

    #[tokio::test]
    async fn what_can_not_be_taken_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).await.expect("a store");
        let short = found(&store, founding(), founder("breve")).await;
        assert!(format!("{:#}", short.expect_err("too short")).contains("10 characters"));
        let odd = Founding {
            handle: "a b".into(),
            ..founding()
        };
        let odd = found(&store, odd, founder("acqua e sale")).await;
        assert!(format!("{:#}", odd.expect_err("no handle")).contains("“a b” is no handle"));
        assert_eq!(store.libraries().await.expect("libraries"), []);
    }

    #[tokio::test]
    async fn a_second_library_is_not_founded_over_the_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).await.expect("a store");
        let first = found(&store, founding(), founder("acqua e sale")).await;
        first.expect("a good founding");
        let second = found(&store, founding(), founder("acqua e sale")).await;
        assert!(second.is_err());
    }
}
