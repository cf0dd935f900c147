//! The content of a message that has none. Left to itself, serde passes over whatever
//! stands beside the tag of a unit variant, `deny_unknown_fields` or not.

use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Takes nothing, and refuses anything else.
pub(crate) fn nothing<'de, D: Deserializer<'de>>(content: D) -> Result<(), D::Error> {
    Nothing::deserialize(content).map(|Nothing {}| ())
}
