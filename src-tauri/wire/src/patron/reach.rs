//! How a patron wants to be reached when they are not on the page.

use serde::{Deserialize, Serialize};
use sportello_core::DeviceId;
use ts_rs::TS;

use super::push::{PushView, SubscriptionView};

/// What the page orders about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum ReachOrder {
    /// Ask how it stands.
    Ask {},
    /// From now on in this way; it takes the place of the one before.
    Wish {
        /// Which.
        wish: ReachWishView,
    },
    /// Tell this browser by push.
    Push {
        /// Which.
        subscription: SubscriptionView,
    },
    /// Tell this browser no more.
    NoPush {
        /// Which.
        device: DeviceId,
    },
    /// Send the private link of the conversation, in that way.
    SendLink {},
}

/// How a patron wants to be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum ReachWishView {
    /// Not by mail.
    NotAtAll {},
    /// By mail.
    Mail {
        /// As it was typed.
        address: String,
    },
}

/// What the page is told about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ReachNews {
    /// How it stands.
    Stands {
        /// The library can write by mail.
        mail: bool,
        /// What the patron said; none while they have not.
        wish: Option<ReachWishView>,
        /// Pushes to browsers; none when the server has none.
        push: Option<PushView>,
    },
    /// The private link is on its way.
    LinkSent {},
    /// It was not done.
    Refused {
        /// Why.
        why: ReachRefusal,
    },
}

/// Why it was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReachRefusal {
    /// What was typed is no address of a mailbox.
    BadAddress,
    /// The library can't write by mail, or the patron does not want that.
    NoMail,
    /// The server does not push to the push service of this browser, or not at all.
    NoPush,
    /// Too much waits to go out; later.
    Later,
    /// The server could not write; nothing was changed.
    NotSaved,
}
