//! Browsers that are told by push.

use serde::{Deserialize, Serialize};
use sportello_core::DeviceId;
use ts_rs::TS;

/// What the browser hands over when its owner wants to be told there; see the Push API.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubscriptionView {
    /// The address of its push service that leads to it.
    pub endpoint: String,
    /// Its public key, `p256dh`, in base64url.
    pub key: String,
    /// What it shares with the server, in base64url.
    pub auth: String,
}

/// Whoever has all of it can write to the browser: it is in no log.
impl std::fmt::Debug for SubscriptionView {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SubscriptionView(…)")
    }
}

/// How it stands with pushes for a patron.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PushView {
    /// The server's public key, to which a browser ties its subscription.
    pub server_key: String,
    /// The browsers that are told: of each the SHA-256 of its endpoint, in base64url.
    pub devices: Vec<DeviceId>,
}
