//! A librarian's seat without a window.
