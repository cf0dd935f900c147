//! What is told of a change, to whoever reads the list of changes later.

use serde::{Deserialize, Serialize};

/// What was changed, for whoever reads the list of changes later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Told {
    /// The library itself.
    Library,
    /// A branch is new.
    BranchAdded {
        /// What people call it.
        name: String,
    },
    /// A branch.
    Branch {
        /// What people call it.
        name: String,
    },
    /// A branch went.
    BranchRemoved {
        /// What people called it.
        name: String,
    },
    /// The hours of a branch or a desk.
    Hours {
        /// What people call it.
        name: String,
    },
    /// A desk is new.
    DeskAdded {
        /// What people call it.
        name: String,
    },
    /// A desk.
    Desk {
        /// What people call it.
        name: String,
    },
    /// A desk went.
    DeskRemoved {
        /// What people called it.
        name: String,
    },
    /// What a desk's page says.
    Texts {
        /// What people call the desk.
        name: String,
    },
    /// A group is new.
    GroupAdded {
        /// What people call it.
        name: String,
    },
    /// A group.
    Group {
        /// What people call it.
        name: String,
    },
    /// A group went.
    GroupRemoved {
        /// What people called it.
        name: String,
    },
    /// The topics.
    Topics,
    /// A consultation is new.
    ConsultationAdded {
        /// What people call it.
        name: String,
    },
    /// A consultation.
    Consultation {
        /// What people call it.
        name: String,
    },
    /// A consultation is offered no more.
    ConsultationRemoved {
        /// What people called it.
        name: String,
    },
    /// When notices of a desk go out.
    Notices {
        /// What people call the desk.
        name: String,
    },
    /// What reports show.
    Reports,
    /// How long cases are kept, and by when they are answered.
    Cases,
    /// A settings file was applied.
    File,
    /// It was gone back to how it was.
    WentBack {
        /// Before a change of this time: milliseconds since 1970 UTC.
        #[cfg_attr(feature = "types", ts(type = "number"))]
        at: i64,
    },
}
