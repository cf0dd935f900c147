//! Passwords, tokens and capabilities: made here, hashed here, logged nowhere.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use sportello_core::accounts::LONGEST_PASSWORD;

/// 256 random bits, safe in a cookie and in an address.
pub fn new_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is kept of a token: it has 256 bits of chance, so one pass is enough.
pub fn hash_token(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// A password that can be read out over the phone: letters and digits that are not
/// mistaken for each other, 60 bits.
pub fn new_password() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let letter = || LETTERS[rand::random_range(0..LETTERS.len())] as char;
    let group = || (0..4).map(|_| letter()).collect::<String>();
    format!("{}-{}-{}", group(), group(), group())
}

/// Argon2id of a password, in the PHC format. Takes tens of milliseconds.
///
/// # Errors
/// When the password is too long.
pub fn hash_password(password: &str) -> anyhow::Result<String> {
    anyhow::ensure!(
        password.len() <= LONGEST_PASSWORD,
        "the password is too long"
    );
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash
        .map_err(|why| anyhow::anyhow!("can't hash the password: {why}"))?
        .to_string())
}

/// Whether a password is the one that was hashed. Takes tens of milliseconds.
pub fn is_password(password: &str, hash: &str) -> bool {
    if password.len() > LONGEST_PASSWORD {
        return false;
    }
    let Ok(hash) = PasswordHash::new(hash) else {
        return false;
    };
    Argon2::default()
        .verify_password(password.as_bytes(), &hash)
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_another_is_not() {
        let hash = hash_password("acqua e sale").expect("a short password");
        assert!(is_password("acqua e sale", &hash));
        assert!(!is_password("acqua e olio", &hash));
        assert!(!is_password(&"x".repeat(LONGEST_PASSWORD + 1), &hash));
    }

    #[test]
    fn what_is_kept_of_a_token_is_not_the_token() {
        let token = new_token();
        assert_ne!(hash_token(&token), token);
        assert_eq!(hash_token(&token), hash_token(&token));
        assert_ne!(new_token(), token);
    }
}
