//! From where loans are read, as it is set.

use std::sync::Arc;

use sportello_core::hours::Tz;
use sportello_core::{DeskId, SourceCause, SourceId, SourceTrouble};
use sportello_ils::{Folder, Koha, KohaAccount, LoanSource as _, Secret, SignIn, Tried};
use sportello_store::LoanSourceRow;
use sportello_wire::seat::{KohaSignIn, LoansField, SourceForm, SourceKind};

use super::{Loans, locked};

/// The longest name of a source, address or path, in characters.
const LONGEST: usize = 300;

/// A source as it is typed, judged.
///
/// # Errors
/// Which part can't be.
pub(super) fn judge(form: &SourceForm, desks: &[DeskId]) -> Result<(), LoansField> {
    let is_line = |text: &str| text.chars().count() <= LONGEST && !text.contains(char::is_control);
    if form.name.trim().is_empty() || !is_line(&form.name) {
        return Err(LoansField::Name);
    }
    if !desks.contains(&form.desk) {
        return Err(LoansField::Desk);
    }
    match &form.kind {
        SourceKind::File { folder, .. } => {
            let is_whole_path = std::path::Path::new(folder.trim()).is_absolute();
            let fits = folder.trim().is_empty() || (is_line(folder) && is_whole_path);
            fits.then_some(()).ok_or(LoansField::Folder)
        }
        SourceKind::Koha {
            address,
            user,
            authority,
            ..
        } => {
            if address.trim().is_empty() || !is_line(address) {
                return Err(LoansField::Address);
            }
            if user.trim().is_empty() || !is_line(user) {
                return Err(LoansField::User);
            }
            let fits = authority.len() <= sportello_core::mail_account::LONGEST_AUTHORITY;
            fits.then_some(()).ok_or(LoansField::Authority)
        }
        SourceKind::Hand {} => Ok(()),
    }
}

/// The word of a kind.
pub(super) const fn word(kind: &SourceKind) -> &'static str {
    match kind {
        SourceKind::File { .. } => "file",
        SourceKind::Koha { .. } => "koha",
        SourceKind::Hand {} => "hand",
    }
}

/// How a source is set.
pub(super) fn kind_of(row: &LoanSourceRow) -> Option<SourceKind> {
    serde_json::from_str(&row.what).ok()
}

/// The folder that a source watches, if it watches one.
pub(super) fn folder_of(row: &LoanSourceRow) -> Option<String> {
    match kind_of(row)? {
        SourceKind::File { folder, .. } if !folder.trim().is_empty() => {
            Some(folder.trim().to_owned())
        }
        SourceKind::File { .. } | SourceKind::Koha { .. } | SourceKind::Hand {} => None,
    }
}

/// A Koha as it is set.
fn koha(kind: &SourceKind, password: Option<String>, zone: Tz) -> Result<Koha, SourceTrouble> {
    let SourceKind::Koha {
        address,
        sign_in,
        user,
        authority,
    } = kind
    else {
        return Err(SourceCause::NotSet.into());
    };
    let password = password.filter(|password| !password.is_empty());
    let password = Secret::new(password.ok_or(SourceCause::PasswordMissing)?);
    let user = user.trim().to_owned();
    let account = KohaAccount {
        address: address.trim().to_owned(),
        sign_in: match sign_in {
            KohaSignIn::ApiKey => SignIn::OAuth {
                id: user,
                secret: password,
            },
            KohaSignIn::Password => SignIn::Basic { user, password },
        },
        authority: authority.clone(),
    };
    Koha::new(account, zone)
}

impl Loans {
    /// Looks whether loans could be read.
    pub(super) async fn try_source(
        &self,
        kind: &SourceKind,
        password: Option<String>,
        zone: Tz,
    ) -> Result<Option<Tried>, SourceTrouble> {
        match kind {
            SourceKind::Hand {} => Ok(None),
            SourceKind::File { folder, .. } if folder.trim().is_empty() => Ok(None),
            SourceKind::File { folder, .. } => {
                let folder = Folder::new(folder.trim());
                let looked = tokio::task::spawn_blocking(move || folder.try_it()).await;
                let looked = looked.unwrap_or(Err(SourceCause::FolderUnreadable.into()));
                looked.map(Some)
            }
            SourceKind::Koha { .. } => koha(kind, password, zone)?.try_it().await.map(Some),
        }
    }

    /// The Koha of a source, as it is set now.
    pub(super) fn koha_of(
        &self,
        row: &LoanSourceRow,
        zone: Tz,
    ) -> Result<Arc<Koha>, SourceTrouble> {
        if let Some((what, known)) = locked(&self.0.kohas).get(&row.id)
            && *what == row.what
        {
            return Ok(Arc::clone(known));
        }
        let kind = kind_of(row).ok_or(SourceCause::NotSet)?;
        let made = Arc::new(koha(&kind, self.password_of(row.id), zone)?);
        let kept = (row.what.clone(), Arc::clone(&made));
        locked(&self.0.kohas).insert(row.id, kept);
        Ok(made)
    }

    /// It is set otherwise: what was known of it is over.
    pub(super) fn forget_koha(&self, source: SourceId) {
        locked(&self.0.kohas).remove(&source);
    }

    pub(super) fn password_of(&self, source: SourceId) -> Option<String> {
        match self.0.passwords.read_of(source.0) {
            Ok(kept) => kept,
            Err(why) => {
                tracing::error!(why = format!("{why:#}"), "a password can't be read");
                None
            }
        }
    }
}
