//! What an account allows, and what a password must be.
//!
//! A role only ever adds: who may do more may do all that comes before. How a password
//! is hashed and where a session is kept is the server's; here stand the rules.

use crate::settings::{Role, Settings};

/// What somebody wants to do for the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Answer patrons, and look after one's own account.
    Answer,
    /// See who may not come, and let them in again.
    EndBlocks,
    /// Stop what goes out, and let it go on.
    StopChannels,
    /// Give everybody's appointments to calendars outside of the desk.
    ShareCalendars,
    /// See reports: what the desks have done.
    SeeReports,
    /// Set what is set: desks, hours, people.
    Administer,
}

impl Role {
    /// Whether this role is enough for it.
    pub fn may(self, duty: Duty) -> bool {
        let least = match duty {
            Duty::Answer => Self::Librarian,
            Duty::EndBlocks | Duty::StopChannels | Duty::ShareCalendars | Duty::SeeReports => {
                Self::Supervisor
            }
            Duty::Administer => Self::Administrator,
        };
        self >= least
    }
}

/// The fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 10;
/// The most bytes of a password: hashing must not become a burden.
pub const LONGEST_PASSWORD: usize = 256;

/// Why a password can't be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordTrouble {
    /// Under [`SHORTEST_PASSWORD`] characters.
    #[error("a password has at least 10 characters")]
    TooShort,
    /// Over [`LONGEST_PASSWORD`] bytes.
    #[error("a password has at most 256 bytes")]
    TooLong,
    /// It is the name to sign in with.
    #[error("a password is not the name to sign in with")]
    IsUser,
}

/// Whether somebody may choose a password. No kinds of characters are asked for: they
/// make passwords harder to remember and hardly harder to guess.
///
/// # Errors
/// What is wrong with it.
pub fn check_password(password: &str, user: &str) -> Result<(), PasswordTrouble> {
    let same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
    if same(password, user) {
        return Err(PasswordTrouble::IsUser);
    }
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(PasswordTrouble::TooShort);
    }
    if password.len() > LONGEST_PASSWORD {
        return Err(PasswordTrouble::TooLong);
    }
    Ok(())
}

impl Settings {
    /// Whether somebody may set them.
    pub fn has_administrator(&self) -> bool {
        let mut everybody = self.librarians.iter();
        everybody.any(|one| one.role.may(Duty::Administer))
    }

    /// Whether these settings in the place of those leave nobody who may set them. A
    /// library that never had an administrator is looked after from the command line.
    pub fn loses_its_administrators(&self, after: &Settings) -> bool {
        self.has_administrator() && !after.has_administrator()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_may_do_all_that_the_roles_before_it_may() {
        let may = |role: Role| {
            [Duty::Answer, Duty::EndBlocks, Duty::Administer].map(|duty| role.may(duty))
        };
        assert_eq!(may(Role::Librarian), [true, false, false]);
        assert_eq!(may(Role::Supervisor), [true, true, false]);
        assert_eq!(may(Role::Administrator), [true, true, true]);
    }

    #[test]
    fn a_password_is_long_and_is_not_the_name() {
        for (password, trouble) in [
            ("acqua e sale", None),
            ("àèìòùàèìòù", None),
            ("acqua sal", Some(PasswordTrouble::TooShort)),
            ("", Some(PasswordTrouble::TooShort)),
            ("Maria.Rossi ", Some(PasswordTrouble::IsUser)),
            (&"x".repeat(256), None),
            (&"x".repeat(257), Some(PasswordTrouble::TooLong)),
        ] {
            let refused = check_password(password, "maria.rossi").err();
            assert_eq!(refused, trouble, "{password}");
        }
    }
}
