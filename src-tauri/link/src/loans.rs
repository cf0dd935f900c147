//! A file of loans, on its way to the desk server: what comes back is what it would
//! change.

use hyper::header::CONTENT_TYPE;
use hyper::{Method, StatusCode};
use sportello_wire::SourceId;
use sportello_wire::seat::FilePreview;

use crate::files::{FileError, Files, ask, percent_encoded};

/// The largest file of loans, in bytes.
pub const LARGEST_LOANS: usize = 64 * 1024 * 1024;
/// The largest answer.
const LARGEST_ANSWER: usize = 512 * 1024;

/// Why a file of loans was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoansFileError {
    /// Over [`LARGEST_LOANS`].
    #[error("a file of loans has at most 64 MB")]
    TooLarge,
    /// It is something else.
    #[error("this is no table")]
    NotATable,
    /// Too many in a short time.
    #[error("too many files")]
    TooMany,
    /// The server could not be reached, or did not do it.
    #[error("the file could not be sent")]
    Failed,
}

impl Files {
    /// Sends a file of loans for a source. Nothing is changed by it.
    ///
    /// # Errors
    /// Why it was not taken.
    pub async fn send_loans(
        &self,
        source: SourceId,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<FilePreview, LoansFileError> {
        if bytes.len() > LARGEST_LOANS {
            return Err(LoansFileError::TooLarge);
        }
        let url = format!("/api/seat/loans?source={source}");
        let url = self.server().under(&url);
        let request = self
            .request(Method::POST, &url)
            .header(CONTENT_TYPE, "application/octet-stream")
            .header("X-File-Name", percent_encoded(name));
        let answered = ask(&url, request, bytes, LARGEST_ANSWER).await;
        let (status, answer) = answered.map_err(|_: FileError| LoansFileError::Failed)?;
        judge(status, &answer)
    }
}

fn judge(status: StatusCode, answer: &[u8]) -> Result<FilePreview, LoansFileError> {
    if status.is_success() {
        return serde_json::from_slice(answer).map_err(|_| LoansFileError::Failed);
    }
    let answer: serde_json::Value = serde_json::from_slice(answer).unwrap_or_default();
    Err(match answer["code"].as_str() {
        Some("notATable") => LoansFileError::NotATable,
        Some("tooLarge") => LoansFileError::TooLarge,
        Some("tooMany") => LoansFileError::TooMany,
        Some(_) => LoansFileError::Failed,
        // What stands before the desk server may refuse, too, in no words of ours.
        None => match status {
            StatusCode::PAYLOAD_TOO_LARGE => LoansFileError::TooLarge,
            StatusCode::TOO_MANY_REQUESTS => LoansFileError::TooMany,
            _ => LoansFileError::Failed,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_a_file_was_not_taken_is_told_apart() {
        for (status, answer, why) in [
            (415, r#"{"code":"notATable"}"#, LoansFileError::NotATable),
            (413, "<html>", LoansFileError::TooLarge),
            (429, "", LoansFileError::TooMany),
            (404, r#"{"code":"notFound"}"#, LoansFileError::Failed),
            (200, "<html>", LoansFileError::Failed),
        ] {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(judge(status, answer.as_bytes()), Err(why), "{answer}");
        }
    }
}
