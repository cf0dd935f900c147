//! Call-backs: what pages and seats both read of them.

use serde::{Deserialize, Serialize};
use sportello_core::Mode;
use ts_rs::TS;

/// How somebody is called back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum CallBackWay {
    /// On their page.
    Page {
        /// How to meet.
        mode: Mode,
    },
    /// On a telephone.
    Phone {
        /// The number, where it may be read: by who calls, and its end by whom it is for.
        /// Otherwise empty.
        number: String,
    },
}

/// When somebody is called back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum CallBackTime {
    /// As soon as it is the desk's time for it.
    Soon {},
    /// When the desk's clock shows this: `2026-11-24T10:30`.
    At {
        /// What it shows.
        shown: String,
    },
}
