//! Looking after a desk server: copies of all it holds, putting one back, and an
//! examination that says what is wrong and what to do.
//!
//! Nothing here speaks to a server that runs, except the question whether it is
//! there: a backup reads beside it, a restore needs a directory that nobody has.

mod backup;
pub mod doctor;
mod manifest;
mod record;
mod restore;

pub use backup::{Backup, backup};
pub use manifest::{Manifest, Part};
pub use record::export_patron;
pub use restore::{Restored, restore};
