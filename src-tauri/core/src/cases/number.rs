//! The number of a case: of its desk and its year.

use serde::{Deserialize, Serialize};

/// What everybody calls a case: `2026/12` is the twelfth of that desk in that year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber {
    /// The year, where the library is.
    pub year: u16,
    /// Counted from 1.
    pub number: u32,
}

/// That is no number of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a case has a number like 2026/12")]
pub struct NoCaseNumber;

impl std::fmt::Display for CaseNumber {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.year, self.number)
    }
}

impl std::str::FromStr for CaseNumber {
    type Err = NoCaseNumber;

    fn from_str(text: &str) -> Result<Self, NoCaseNumber> {
        let (year, number) = text.trim().split_once('/').ok_or(NoCaseNumber)?;
        let (year, number) = (whole(year)?, whole(number)?);
        let year = u16::try_from(year).map_err(|_| NoCaseNumber)?;
        match (year, number) {
            (1_900..=9_999, 1..) => Ok(Self { year, number }),
            _ => Err(NoCaseNumber),
        }
    }
}

/// Digits alone: `+1` is no number of a case.
fn whole(text: &str) -> Result<u32, NoCaseNumber> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NoCaseNumber);
    }
    text.parse().map_err(|_| NoCaseNumber)
}

impl Serialize for CaseNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CaseNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_written() {
        let number = CaseNumber {
            year: 2026,
            number: 12,
        };
        assert_eq!(number.to_string(), "2026/12");
        assert_eq!(" 2026/12 ".parse(), Ok(number));
        for wrong in [
            "", "12", "2026/", "2026/0", "2026/+1", "26/1", "2026/1/2", "x/1",
        ] {
            assert_eq!(wrong.parse::<CaseNumber>(), Err(NoCaseNumber), "{wrong}");
        }
    }
}
