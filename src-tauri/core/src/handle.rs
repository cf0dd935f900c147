//! Handles: the public name of a desk, `@biblioteca.empoli`, and of a person behind
//! it, `@biblioteca.empoli/maria.rossi`.
//!
//! Lower-case letters, digits, `.` and `-`, 3 to 64 of them, beginning and ending
//! with a letter or digit. What a person types is folded to lower case and may
//! carry the leading `@`; anything else is refused with the reason.

use serde::{Deserialize, Serialize};

/// A desk's public name, without its `@`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(as = "String"))]
pub struct Handle(String);

/// A person's own name behind a desk's handle: `maria.rossi`. The same rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(as = "String"))]
pub struct PersonName(String);

impl PersonName {
    /// Reads a person's name as somebody may write it.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, HandleError> {
        Handle::parse(text).map(|handle| Self(handle.0))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for PersonName {
    type Err = HandleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for PersonName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Why a text is no handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandleError {
    /// Under 3 or over 64 characters.
    #[error("a handle has 3 to 64 characters")]
    Length,
    /// Something other than a letter, a digit, `.` or `-`.
    #[error("a handle has lower-case letters, digits, '.' and '-' only")]
    Character,
    /// Begins or ends with `.` or `-`.
    #[error("a handle begins and ends with a letter or a digit")]
    Edge,
}

impl Handle {
    /// Reads a handle as a person may write it.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, HandleError> {
        let text = text.strip_prefix('@').unwrap_or(text).to_ascii_lowercase();
        if !(3..=64).contains(&text.len()) {
            return Err(HandleError::Length);
        }
        let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if !text.chars().all(|c| letter(c) || c == '.' || c == '-') {
            return Err(HandleError::Character);
        }
        if !text.starts_with(letter) || !text.ends_with(letter) {
            return Err(HandleError::Edge);
        }
        Ok(Self(text))
    }

    /// The name without its `@`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Handle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "@{}", self.0)
    }
}

impl std::str::FromStr for Handle {
    type Err = HandleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for Handle {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_read_with_or_without_its_sign_and_in_any_case() {
        for text in ["@Biblioteca.Empoli", "biblioteca.empoli"] {
            assert_eq!(
                Handle::parse(text).expect("a good handle").to_string(),
                "@biblioteca.empoli"
            );
        }
    }

    #[test]
    fn what_is_no_handle_is_refused_with_the_reason() {
        for (text, why) in [
            ("ab", HandleError::Length),
            ("biblioteca empoli", HandleError::Character),
            ("perché.no", HandleError::Character),
            (".empoli", HandleError::Edge),
            ("empoli-", HandleError::Edge),
        ] {
            assert_eq!(Handle::parse(text), Err(why), "{text}");
        }
        assert_eq!(Handle::parse(&"a".repeat(65)), Err(HandleError::Length));
    }
}
