//! A librarian's own calendar, on its way to the desk server: for when they are busy.

use hyper::header::CONTENT_TYPE;
use hyper::{Method, StatusCode};

use crate::files::{FileError, Files, ask};

/// The largest calendar, in bytes.
pub const LARGEST_CALENDAR: usize = 2 * 1024 * 1024;
/// The largest answer.
const LARGEST_ANSWER: usize = 4 * 1024;

/// What the server read in a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BusyRead {
    /// How many times are busy in the year that comes.
    pub times: u32,
    /// How many entries could not be read, or not wholly.
    pub unread: u32,
}

/// Why a calendar was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BusyError {
    /// It is something else.
    #[error("this is no iCalendar file")]
    NotACalendar,
    /// Over [`LARGEST_CALENDAR`].
    #[error("a calendar has at most 2 MB")]
    TooLarge,
    /// It has entries, and none could be read.
    #[error("none of its entries can be read")]
    Unreadable,
    /// Too many in a short time.
    #[error("too many calendars")]
    TooMany,
    /// The server could not be reached, or did not do it.
    #[error("the calendar could not be read")]
    Failed,
}

impl Files {
    /// Sends somebody's own calendar, to be read for when they are busy.
    ///
    /// # Errors
    /// Why it was not read.
    pub async fn send_calendar(&self, bytes: Vec<u8>) -> Result<BusyRead, BusyError> {
        if bytes.len() > LARGEST_CALENDAR {
            return Err(BusyError::TooLarge);
        }
        let url = self.server().under("/api/seat/busy");
        let request = self
            .request(Method::POST, &url)
            .header(CONTENT_TYPE, "text/calendar");
        let answered = ask(&url, request, bytes, LARGEST_ANSWER).await;
        let (status, answer) = answered.map_err(|_: FileError| BusyError::Failed)?;
        judge(status, &answer)
    }
}

fn judge(status: StatusCode, answer: &[u8]) -> Result<BusyRead, BusyError> {
    let answer: serde_json::Value =
        serde_json::from_slice(answer).map_err(|_| code_of_status(status))?;
    if status.is_success() {
        let number = |name: &str| {
            let number = answer[name].as_u64().ok_or(BusyError::Failed)?;
            u32::try_from(number).map_err(|_| BusyError::Failed)
        };
        return Ok(BusyRead {
            times: number("times")?,
            unread: number("unread")?,
        });
    }
    Err(match answer["code"].as_str() {
        Some("notACalendar") => BusyError::NotACalendar,
        Some("tooLarge") => BusyError::TooLarge,
        Some("unreadable") => BusyError::Unreadable,
        Some("tooMany") => BusyError::TooMany,
        Some(_) | None => code_of_status(status),
    })
}

/// What stands before the desk server may refuse, too, in no words of ours.
fn code_of_status(status: StatusCode) -> BusyError {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => BusyError::TooLarge,
        StatusCode::TOO_MANY_REQUESTS => BusyError::TooMany,
        _ => BusyError::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_and_why_not_is_told_apart() {
        let read = judge(StatusCode::OK, br#"{"times":3,"unread":1}"#);
        assert_eq!(
            read,
            Ok(BusyRead {
                times: 3,
                unread: 1
            })
        );
        for (status, answer, why) in [
            (415, r#"{"code":"notACalendar"}"#, BusyError::NotACalendar),
            (422, r#"{"code":"unreadable"}"#, BusyError::Unreadable),
            (413, "<html>", BusyError::TooLarge),
            (200, "<html>", BusyError::Failed),
            (200, "{}", BusyError::Failed),
        ] {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(judge(status, answer.as_bytes()), Err(why), "{answer}");
        }
    }
}
