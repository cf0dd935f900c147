//! All that is kept of a patron, as they take it away: JSON for programs, a page for
//! people. Both say the same.

mod happened;
mod people;
mod programs;

use sportello_core::hours::{Hours, Tz, Week};
use sportello_core::{FileId, Handle};

pub(super) use people::as_page;
pub(crate) use people::in_words;
pub(crate) use programs::as_json;

/// Where a file can be fetched, for as long as it is kept.
fn path_of(handle: &Handle, file: FileId) -> String {
    format!("/api/{handle}/files/{file}")
}

/// The same for a file of a case.
fn path_of_case(handle: &Handle, file: FileId) -> String {
    format!("/api/{handle}/case-files/{file}")
}

fn utc() -> Hours {
    Hours {
        zone: Tz::UTC,
        week: Week::default(),
        holidays: None,
        exceptions: Default::default(),
    }
}

#[cfg(test)]
mod tests;
