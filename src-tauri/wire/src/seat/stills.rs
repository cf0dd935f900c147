//! Stills of the patron's picture: asked for, and how it stands with that.

use serde::{Deserialize, Serialize};
use sportello_core::ContactId;
use ts_rs::TS;

/// What a librarian may do about a still. The still itself is sent as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum StillsOrder {
    /// Ask the patron.
    Ask {
        /// In which contact.
        contact: ContactId,
        /// What it is for, as the patron reads it: one line.
        purpose: String,
    },
    /// Take the question back, or do without what was allowed.
    Withdraw {
        /// In which contact.
        contact: ContactId,
    },
}

/// How a contact stands with a still. Times are milliseconds since 1970 UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum StillView {
    /// Nobody has asked.
    #[default]
    Unasked,
    /// The patron was asked.
    Asked {
        /// What for.
        purpose: String,
        /// When the question is over.
        #[ts(type = "number")]
        until: i64,
    },
    /// The patron has said yes: one may be taken.
    Allowed {
        /// What for.
        purpose: String,
        /// When the consent is over.
        #[ts(type = "number")]
        until: i64,
    },
    /// The patron has said no.
    Refused {
        /// When they may be asked again.
        #[ts(type = "number")]
        until: i64,
    },
}
