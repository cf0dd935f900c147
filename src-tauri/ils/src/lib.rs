//! Where loans are read: files that somebody hands over or that fall into a watched
//! folder, and library systems that can be asked (Koha).
//!
//! [`read_table`] finds the rows of a file, [`guess`] which of its columns says what, and
//! [`interpret`] makes loans of it. [`Folder`] finds the files that are whole in a folder
//! and puts them away when they are read. A [`LoanSource`] is a system that can be asked:
//! [`Koha`] today.
//!
//! **The rule.** It is told values and gives back loans and troubles: it knows no
//! library, desk or patron, keeps nothing and tries nothing again; when to ask is for the
//! server to say. What it reads comes from strangers, so every reading is bounded in size,
//! in work and in time. It logs and reports no name, no title and no password.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

mod file;
mod folder;
mod koha;
mod source;

pub use file::{
    Interpreted, LONGEST_CELL, LONGEST_FILE, MOST_LISTED, MOST_ROWS, RowTrouble, RowTroubles,
    Summary, Table, fingerprint, guess, interpret, missing, read_table,
};
pub use folder::{Folder, Outcome, Settled, Waiting};
pub use koha::{Koha, KohaAccount, Secret, SignIn};
pub use source::{Abilities, LoanNow, LoanSource, Progress, Stage, Tried, Wanted};
