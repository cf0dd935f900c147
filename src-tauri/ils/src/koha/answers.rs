//! What Koha answers, as far as we read it. Whatever may be hidden or missing may be null.

use serde::{Deserialize, Deserializer};

/// A loan.
#[derive(Debug, Deserialize)]
pub(super) struct Checkout {
    pub(super) checkout_id: u64,
    #[serde(default)]
    pub(super) patron_id: Option<u64>,
    #[serde(default)]
    pub(super) item_id: Option<u64>,
    #[serde(default)]
    pub(super) due_date: Option<String>,
    #[serde(default)]
    pub(super) checkout_date: Option<String>,
    #[serde(default)]
    pub(super) checkin_date: Option<String>,
    #[serde(default, alias = "renewals")]
    pub(super) renewals_count: Option<serde_json::Value>,
    #[serde(default, deserialize_with = "flag")]
    pub(super) auto_renew: bool,
}

impl Checkout {
    pub(super) fn renewals(&self) -> Option<u16> {
        let count = self.renewals_count.as_ref()?.as_u64()?;
        u16::try_from(count).ok()
    }
}

/// Somebody who has loans.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Patron {
    pub(super) patron_id: Option<u64>,
    pub(super) cardnumber: Option<String>,
    pub(super) firstname: Option<String>,
    pub(super) preferred_name: Option<String>,
    pub(super) surname: Option<String>,
    pub(super) email: Option<String>,
    pub(super) secondary_email: Option<String>,
    pub(super) mobile: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) sms_number: Option<String>,
    pub(super) lang: Option<String>,
}

/// An item.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Item {
    pub(super) item_id: Option<u64>,
    pub(super) biblio_id: Option<u64>,
    pub(super) external_id: Option<String>,
}

/// What it is an item of.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Biblio {
    pub(super) biblio_id: Option<u64>,
    pub(super) title: Option<String>,
    pub(super) subtitle: Option<String>,
    pub(super) author: Option<String>,
}

/// Koha's databases say yes as `true`, and at times as 1.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(value.as_bool().unwrap_or_else(|| value.as_u64() == Some(1)))
}
