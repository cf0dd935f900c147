//! The address that the answer to a letter comes back to.
//!
//! `desk+t<thread>.<signature>@domain`, or `desk+c<case>.<signature>@domain`: a
//! plus-address of the desk's own mailbox, which mail servers deliver there, and which
//! says to which thread or case an answer belongs. The signature (80 bits of HMAC-SHA-256)
//! keeps strangers from writing into one whose id they have come to know; it is of the
//! kind, too, so that the address of a thread never is one of a case.
//!
//! **The rule.** All that matters stands before the `@`, in small letters and digits that
//! survive a mail server which changes the case; the domain is not signed, because servers
//! may rewrite it.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use sportello_core::{CaseId, ThreadId};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::address::{Address, AddressTrouble};

/// How many bytes of the signature are written.
const SIGNATURE: usize = 10;
/// The letters of a thread's id.
const ID_LETTERS: usize = 26;
/// The letters of the signature.
const SIGNATURE_LETTERS: usize = 16;
/// Small letters and digits, as in RFC 4648.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The secret of a library, by which it knows the addresses that it made.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// A key of 256 bits of chance, which are the caller's.
    pub fn new(chance: [u8; 32]) -> Self {
        Self(Zeroizing::new(chance))
    }

    fn signature(&self, of: Belonging) -> Hmac<Sha256> {
        let key: &[u8] = &*self.0;
        let mut signature =
            Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
        // What else is ever signed with the same key begins with other words.
        signature.update(match of {
            Belonging::Thread(_) => b"sportello reply to thread ".as_slice(),
            Belonging::Case(_) => b"sportello reply to case ",
        });
        signature.update(of.id().as_bytes());
        signature
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key(…)")
    }
}

/// What an answer belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Belonging {
    /// A conversation of a patron with a desk.
    Thread(ThreadId),
    /// A case.
    Case(CaseId),
}

impl Belonging {
    fn id(&self) -> &Uuid {
        match self {
            Self::Thread(ThreadId(id)) | Self::Case(CaseId(id)) => id,
        }
    }

    /// The letter that says so in an address.
    fn letter(self) -> char {
        match self {
            Self::Thread(_) => 't',
            Self::Case(_) => 'c',
        }
    }
}

/// The address for answers that belong to this, at the mailbox of its desk.
///
/// # Errors
/// [`AddressTrouble::TooLong`] when the mailbox's own name leaves no room.
pub fn address_for(key: &Key, desk: &Address, of: Belonging) -> Result<Address, AddressTrouble> {
    let signature = key.signature(of).finalize().into_bytes();
    let (kind, id) = (of.letter(), letters(of.id().as_bytes()));
    let signature = letters(&signature[..SIGNATURE]);
    format!("{}+{kind}{id}.{signature}@{}", desk.local(), desk.domain()).parse()
}

/// What an answer at this address belongs to; nothing when the address is not one that
/// was made with this key. The signature is compared in constant time.
pub fn belonging(key: &Key, address: &Address) -> Option<Belonging> {
    let (of, signature) = claimed(address)?;
    let judged = key.signature(of).verify_truncated_left(&signature);
    judged.is_ok().then_some(of)
}

/// Whether an address is written like one that was made here: where [`belonging`] knows
/// nothing of it, somebody made it up.
pub fn is_like_ours(address: &Address) -> bool {
    claimed(address).is_some()
}

/// What an address says that it belongs to, and the signature that is to prove it.
fn claimed(address: &Address) -> Option<(Belonging, Vec<u8>)> {
    let local = address.local().to_ascii_lowercase();
    let (_, tag) = local.rsplit_once('+')?;
    let (id, signature) = tag.split_once('.')?;
    let kind = id.chars().next()?;
    let id = &id[kind.len_utf8()..];
    if id.len() != ID_LETTERS || signature.len() != SIGNATURE_LETTERS {
        return None;
    }
    let id: [u8; 16] = bytes(id)?.try_into().ok()?;
    let id = Uuid::from_bytes(id);
    let of = [Belonging::Thread(ThreadId(id)), Belonging::Case(CaseId(id))]
        .into_iter()
        .find(|of| of.letter() == kind)?;
    Some((of, bytes(signature)?))
}

/// The address for answers that belong to a thread, at the mailbox of its desk.
///
/// # Errors
/// [`AddressTrouble::TooLong`] when the mailbox's own name leaves no room.
pub fn address(key: &Key, desk: &Address, thread: ThreadId) -> Result<Address, AddressTrouble> {
    address_for(key, desk, Belonging::Thread(thread))
}

/// The thread to which an answer at this address belongs; none when the address is not
/// one that was made with this key.
pub fn thread(key: &Key, address: &Address) -> Option<ThreadId> {
    match belonging(key, address)? {
        Belonging::Thread(thread) => Some(thread),
        Belonging::Case(_) => None,
    }
}

/// Bytes as letters, five bits each, padded with zeros at the end.
fn letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            text.push(char::from(ALPHABET[(bits >> count & 31) as usize]));
        }
        bits &= (1 << count) - 1;
    }
    if count > 0 {
        text.push(char::from(ALPHABET[(bits << (5 - count) & 31) as usize]));
    }
    text
}

/// The bytes that were written as these letters; none when they can't have been.
fn bytes(letters: &str) -> Option<Vec<u8>> {
    let mut read = Vec::with_capacity(letters.len() * 5 / 8);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in letters.bytes() {
        let value = ALPHABET.iter().position(|one| *one == letter)?;
        bits = bits << 5 | u32::try_from(value).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            read.push((bits >> count & 255) as u8);
        }
        bits &= (1 << count) - 1;
    }
    // What is left over is padding; anything else would be a second way to write it.
    (bits == 0).then_some(read)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(number: u8) -> Key {
        Key::new([number; 32])
    }

    fn desk() -> Address {
        "prestiti@biblioteca.empoli.fi.it"
            .parse()
            .expect("an address")
    }

    fn thread_of(number: u128) -> ThreadId {
        ThreadId(Uuid::from_u128(number))
    }

    #[test]
    fn an_answer_finds_its_thread_also_when_the_case_was_changed() {
        let made = address(&key(1), &desk(), thread_of(7)).expect("room for it");
        assert_eq!(
            made.as_str(),
            "prestiti+taaaaaaaaaaaaaaaaaaaaaaaaa4.cagxcg3cgjdcjh4p@biblioteca.empoli.fi.it"
        );
        assert_eq!(thread(&key(1), &made), Some(thread_of(7)));
        let loud: Address = made.as_str().to_uppercase().parse().expect("an address");
        assert_eq!(thread(&key(1), &loud), Some(thread_of(7)));
        let elsewhere = made.as_str().replace("empoli", "vinci");
        let elsewhere: Address = elsewhere.parse().expect("an address");
        assert_eq!(thread(&key(1), &elsewhere), Some(thread_of(7)));
    }

    #[test]
    fn an_answer_finds_its_case_and_never_a_thread_of_the_same_id() {
        let case = Belonging::Case(CaseId(Uuid::from_u128(7)));
        let made = address_for(&key(1), &desk(), case).expect("room for it");
        assert_eq!(
            made.as_str(),
            "prestiti+caaaaaaaaaaaaaaaaaaaaaaaaa4.s6oiklxmwf3w4frp@biblioteca.empoli.fi.it"
        );
        assert_eq!(belonging(&key(1), &made), Some(case));
        assert_eq!(thread(&key(1), &made), None);
        let forged = made.as_str().replacen("+c", "+t", 1);
        let forged: Address = forged.parse().expect("an address");
        assert_eq!(belonging(&key(1), &forged), None);
        assert_eq!(belonging(&key(2), &made), None);
        assert!(is_like_ours(&forged) && !is_like_ours(&desk()));
    }

    #[test]
    fn an_address_of_another_library_is_refused() {
        let made = address(&key(1), &desk(), thread_of(7)).expect("room for it");
        assert_eq!(thread(&key(2), &made), None);
        assert_eq!(thread(&key(1), &desk()), None);
    }

    #[test]
    fn a_mailbox_with_a_long_name_is_told_so() {
        let long: Address = format!("{}@example.it", "a".repeat(20))
            .parse()
            .expect("an address");
        assert_eq!(
            address(&key(1), &long, thread_of(7)),
            Err(AddressTrouble::TooLong)
        );
        let fits: Address = format!("{}@example.it", "a".repeat(19))
            .parse()
            .expect("an address");
        assert!(address(&key(1), &fits, thread_of(7)).is_ok());
    }

    #[test]
    fn a_key_is_not_printed() {
        assert_eq!(format!("{:?}", key(1)), "Key(…)");
    }

    proptest! {
        #[test]
        fn whoever_changes_one_letter_is_refused(id: u128, place in 0_usize..44, letter in "[a-z2-7.]") {
            let made = address(&key(1), &desk(), thread_of(id)).expect("room for it");
            prop_assert_eq!(thread(&key(1), &made), Some(thread_of(id)));
            let at = "prestiti+".len() + place;
            let mut forged = made.as_str().to_owned();
            forged.replace_range(at..=at, &letter);
            if let Ok(forged) = forged.parse::<Address>() {
                let read = thread(&key(1), &forged);
                prop_assert!(forged == made || read.is_none(), "{} reads {:?}", forged, read);
            }
        }

        #[test]
        fn whatever_stands_there_does_not_break_it(tag in "[a-z2-7t.+]{0,50}") {
            if let Ok(forged) = format!("prestiti+{tag}@example.it").parse::<Address>() {
                prop_assert_eq!(thread(&key(1), &forged), None);
            }
        }
    }
}
