//! Pictures come and go by the megabyte, and the memory of those that are gone is to
//! be the computer's again.
//!
//! The C library of Linux learns from the first large block that is freed to keep such
//! blocks, up to 32 MiB of each thread: a seat grew call after call to 170 MB, and the
//! window's program held 60 MB of nothing before its first call. Told once what a
//! large block is, it gives them back.

/// What is larger than this, in bytes, is asked of the system and given back to it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: i32 = 256 * 1024;

/// Has large blocks given back as soon as they are free.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the C library is told by a call of C")]
pub fn give_back_what_is_free() {
    // SAFETY: `mallopt` takes two numbers and holds the allocator's own lock. What it
    // answers is whether it understood them; otherwise all stays as it was.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
        libc::mallopt(libc::M_TRIM_THRESHOLD, LARGE);
    }
}

/// Elsewhere the allocator does so by itself.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back_what_is_free() {}
