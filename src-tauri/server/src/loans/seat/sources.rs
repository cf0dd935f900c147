//! Sources of loans: set, tried, read and let go by an administrator.

use sportello_core::SourceId;
use sportello_store::LoanSourceRow;
use sportello_wire::seat::{LoansField, LoansTold, SourceForm, SourceKind, SourceTroubleView};

use super::{Seat, Undone};
use crate::clock::new_id;
use crate::loans::commit;
use crate::loans::sources::{judge, kind_of, word};

impl Seat {
    pub(super) async fn save_source(
        &self,
        id: Option<SourceId>,
        form: &SourceForm,
        password: Option<String>,
    ) -> Result<(), Undone> {
        let loans = &self.loans;
        let settings = loans.settings().await?;
        let desks: Vec<_> = settings.desks.iter().map(|desk| desk.id).collect();
        judge(form, &desks)?;
        let known = match id {
            Some(id) => Some(self.source(id).await?),
            None => None,
        };
        if let Some(known) = &known {
            self.is_for_the_kept_password(known, &form.kind, password.as_deref())?;
        }
        let id = id.unwrap_or_else(|| SourceId(new_id()));
        let row = LoanSourceRow {
            id,
            library: loans.0.library,
            desk: form.desk,
            name: form.name.trim().to_owned(),
            kind: word(&form.kind).into(),
            what: serde_json::to_string(&form.kind).map_err(anyhow::Error::from)?,
            columns: String::new(),
            fingerprint: String::new(),
            read_at: None,
            trouble: None,
            loans: 0,
            borrowers: 0,
            linked: 0,
        };
        {
            let _turn = loans.0.turn.lock().await;
            let mut writing = loans.0.store.write().await?;
            sportello_store::save_loan_source(&mut writing, &row, loans.now()).await?;
            self.keep_password(id, password).await?;
            commit(writing).await?;
        }
        loans.forget_koha(id);
        loans.offer().await?;
        loans.news();
        tracing::info!(source = %id, librarian = %self.librarian, "a source of loans was set");
        Ok(())
    }

    async fn keep_password(&self, id: SourceId, password: Option<String>) -> anyhow::Result<()> {
        let Some(password) = password else {
            return Ok(());
        };
        let passwords = self.loans.0.passwords.clone();
        tokio::task::spawn_blocking(move || passwords.keep_of(id.0, &password)).await?
    }

    /// A password is said to the server that it was typed for. Who could name another
    /// would read it there.
    fn is_for_the_kept_password(
        &self,
        known: &LoanSourceRow,
        kind: &SourceKind,
        password: Option<&str>,
    ) -> Result<(), Undone> {
        let goes_to = |kind: &SourceKind| match kind {
            SourceKind::Koha {
                address,
                user,
                authority,
                ..
            } => Some((address.clone(), user.clone(), authority.clone())),
            SourceKind::File { .. } | SourceKind::Hand {} => None,
        };
        let before = kind_of(known);
        let is_kept = self.loans.password_of(known.id).is_some();
        let is_same = before.as_ref().and_then(goes_to) == goes_to(kind);
        if is_kept && password.is_none() && !is_same {
            return Err(LoansField::Password.into());
        }
        Ok(())
    }

    pub(super) async fn remove_source(&self, id: SourceId) -> Result<(), Undone> {
        let loans = &self.loans;
        {
            let _turn = loans.0.turn.lock().await;
            let mut writing = loans.0.store.write().await?;
            sportello_store::remove_loan_source(&mut writing, loans.0.library, id).await?;
            commit(writing).await?;
        }
        self.keep_password(id, Some(String::new())).await?;
        loans.forget_koha(id);
        loans.offer().await?;
        loans.news();
        tracing::info!(source = %id, librarian = %self.librarian, "a source of loans is gone");
        Ok(())
    }

    pub(super) async fn try_source(
        &self,
        number: u32,
        id: Option<SourceId>,
        form: &SourceForm,
        password: Option<String>,
    ) -> Result<LoansTold, Undone> {
        let settings = self.loans.settings().await?;
        let desks: Vec<_> = settings.desks.iter().map(|desk| desk.id).collect();
        judge(form, &desks)?;
        let kept = match id {
            Some(id) if password.is_none() => {
                let known = self.source(id).await?;
                self.is_for_the_kept_password(&known, &form.kind, None)?;
                self.loans.password_of(id)
            }
            Some(_) | None => None,
        };
        let zone = settings.zone_of(form.desk);
        let tried = self
            .loans
            .try_source(&form.kind, password.or(kept), zone)
            .await;
        Ok(match tried {
            Ok(seen) => LoansTold::Tried {
                number,
                loans: seen.map(|seen| seen.found),
                trouble: None,
            },
            Err(trouble) => LoansTold::Tried {
                number,
                loans: None,
                trouble: Some(SourceTroubleView {
                    cause: trouble.cause,
                    said: trouble.said,
                    at: self.loans.now(),
                }),
            },
        })
    }

    pub(super) async fn read_source(&self, id: SourceId) -> Result<(), Undone> {
        let row = self.source(id).await?;
        match kind_of(&row) {
            Some(SourceKind::Koha { .. }) => {
                let fresh = LoanSourceRow {
                    trouble: None,
                    ..row
                };
                self.loans.read_koha(&fresh).await?;
            }
            Some(SourceKind::File { .. }) => self.loans.0.wake.notify_one(),
            Some(SourceKind::Hand {}) | None => {}
        }
        Ok(())
    }
}
