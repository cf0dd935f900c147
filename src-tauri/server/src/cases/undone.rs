//! Why something about cases was not done.

use sportello_store::StoreError;
use sportello_wire::seat::{CasesField, CasesRefusal};

/// It.
#[derive(Debug)]
pub(crate) enum Undone {
    Refused(CasesRefusal),
    Failed(anyhow::Error),
}

impl Undone {
    pub(super) const fn not_saved() -> Self {
        Self::Refused(CasesRefusal::NotSaved {})
    }

    /// As a librarian is told.
    pub(super) fn refusal(self) -> CasesRefusal {
        match self {
            Self::Refused(why) => why,
            Self::Failed(why) => {
                let why = format!("{why:#}");
                tracing::error!(why, "something about cases could not be done");
                CasesRefusal::NotSaved {}
            }
        }
    }
}

/// Where no librarian is to be told.
impl From<Undone> for anyhow::Error {
    fn from(why: Undone) -> Self {
        match why {
            Undone::Refused(why) => Self::msg(format!("{why:?}")),
            Undone::Failed(why) => why,
        }
    }
}

impl From<CasesRefusal> for Undone {
    fn from(why: CasesRefusal) -> Self {
        Self::Refused(why)
    }
}

impl From<CasesField> for Undone {
    fn from(field: CasesField) -> Self {
        CasesRefusal::Fault { field }.into()
    }
}

impl From<StoreError> for Undone {
    fn from(why: StoreError) -> Self {
        match why {
            StoreError::NotFound => CasesRefusal::Gone {}.into(),
            StoreError::OfficeTaken => CasesField::Name.into(),
            other => Self::Failed(other.into()),
        }
    }
}

impl From<anyhow::Error> for Undone {
    fn from(why: anyhow::Error) -> Self {
        Self::Failed(why)
    }
}
