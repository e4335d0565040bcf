//! What the database must not hold as it is: the secrets of authenticators and of webhooks, which
//! are needed again and so cannot be hashed. They are encrypted with a key that is kept elsewhere,
//! so that a copy of the database, a dump or a backup holds none.
//!
//! A text is bound to its place: moved into another row it cannot be read, so that who can write
//! the database cannot give somebody else their own second factor.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::wire::Secret;

use crate::random::{self, NoRandomness};

/// What an encrypted text begins with; nothing that is kept in clear does.
pub(crate) const MARK: &str = "encrypted:1:";
/// Of AES-256, in bytes.
const KEY_BYTES: usize = 32;

/// The key, with which texts are encrypted by AES-256-GCM.
pub struct Key {
    id: String,
    aead: RandomizedNonceKey,
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Key")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is 64 hexadecimal digits, such as `openssl rand -hex 32` prints")]
pub struct NotAKey;

/// A text was not encrypted with this key for this place, or was changed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret is not encrypted with this key, or was changed or moved in the database")]
pub struct Undecipherable;

/// The system's cryptography failed to encrypt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret could not be encrypted")]
pub struct NotEncrypted;

impl Key {
    /// Draws a key, as the text that [`Key::parse`] takes.
    ///
    /// # Errors
    /// The system gave no randomness.
    pub fn draw() -> Result<Secret, NoRandomness> {
        Ok(Secret::new(random::hex(&random::bytes::<KEY_BYTES>()?)))
    }

    /// Reads a key; white space around it does not count.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(text: &Secret) -> Result<Self, NotAKey> {
        let digits = text.expose().trim();
        let bytes = bytes_of_hex(digits).ok_or(NotAKey)?;
        // The hash of a key of 256 random bits tells nothing of it.
        let hash = random::sha256(&format!("id of the key {}", random::hex(&bytes)));
        Ok(Self {
            id: hash.chars().take(8).collect(),
            aead: RandomizedNonceKey::new(&AES_256_GCM, &bytes).map_err(|_| NotAKey)?,
        })
    }

    /// By which a database knows which key it needs; it tells nothing of the key.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Encrypts a text for a place.
    ///
    /// # Errors
    /// The system's cryptography failed.
    pub(crate) fn encrypt(&self, place: &str, text: &str) -> Result<String, NotEncrypted> {
        let mut bytes = text.as_bytes().to_vec();
        let nonce = self
            .aead
            .seal_in_place_append_tag(Aad::from(place.as_bytes()), &mut bytes)
            .map_err(|_| NotEncrypted)?;
        let mut whole = nonce.as_ref().to_vec();
        whole.append(&mut bytes);
        Ok(format!("{MARK}{}", STANDARD.encode(whole)))
    }

    /// Reads what was encrypted for a place.
    ///
    /// # Errors
    /// It was encrypted with another key or for another place, or was changed, or is in clear.
    pub(crate) fn decrypt(&self, place: &str, kept: &str) -> Result<Secret, Undecipherable> {
        let text = kept.strip_prefix(MARK).ok_or(Undecipherable)?;
        let whole = STANDARD.decode(text).map_err(|_| Undecipherable)?;
        let (nonce, rest) = whole.split_at_checked(NONCE_LEN).ok_or(Undecipherable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Undecipherable)?;
        let mut bytes = rest.to_vec();
        let plain = self
            .aead
            .open_in_place(nonce, Aad::from(place.as_bytes()), &mut bytes)
            .map_err(|_| Undecipherable)?;
        String::from_utf8(plain.to_vec())
            .map(Secret::new)
            .map_err(|_| Undecipherable)
    }
}

fn bytes_of_hex(digits: &str) -> Option<[u8; KEY_BYTES]> {
    let mut bytes = [0_u8; KEY_BYTES];
    if digits.len() != KEY_BYTES * 2 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
        // A sign would be taken, too.
        if !pair.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use shared::wire::Secret;

    use super::{Key, MARK, NotAKey, Undecipherable};

    fn key(digit: &str) -> Key {
        Key::parse(&Secret::new(digit.repeat(64))).unwrap()
    }

    #[test]
    fn what_is_encrypted_can_be_read_with_the_key_at_its_place_alone() {
        let kept = key("a").encrypt("the secret of ada", "JBSWY3DP").unwrap();
        assert!(
            kept.starts_with(MARK) && !kept.contains("JBSWY3DP"),
            "{kept}"
        );
        let read = |key: &Key, place: &str, kept: &str| {
            key.decrypt(place, kept)
                .map(|secret| secret.expose().to_owned())
        };
        assert_eq!(
            read(&key("a"), "the secret of ada", &kept).as_deref(),
            Ok("JBSWY3DP")
        );
        assert_eq!(
            read(&key("b"), "the secret of ada", &kept),
            Err(Undecipherable)
        );
        assert_eq!(
            read(&key("a"), "the secret of eli", &kept),
            Err(Undecipherable)
        );
        for changed in [
            "JBSWY3DP".to_owned(),
            MARK.to_owned(),
            format!("{MARK}AAAA"),
            format!("{MARK}?"),
            format!("{MARK}AAAA{}", kept.trim_start_matches(MARK)),
        ] {
            assert_eq!(
                read(&key("a"), "the secret of ada", &changed),
                Err(Undecipherable),
                "{changed}"
            );
        }
    }

    #[test]
    fn the_same_text_is_never_encrypted_to_the_same() {
        let key = key("a");
        let one = key.encrypt("here", "text").unwrap();
        assert_ne!(one, key.encrypt("here", "text").unwrap());
    }

    #[test]
    fn a_key_is_64_digits() {
        let drawn = Key::draw().unwrap();
        let key = Key::parse(&drawn).unwrap();
        let spaced = Secret::new(format!(" {}\n", drawn.expose().to_uppercase()));
        assert_eq!(Key::parse(&spaced).unwrap().id(), key.id());
        assert_eq!(key.id().len(), 8);
        assert!(!format!("{key:?}").contains(drawn.expose()));
        for text in [
            "",
            "abc",
            &"g".repeat(64),
            &"+1".repeat(32),
            &"a".repeat(63),
        ] {
            assert_eq!(
                Key::parse(&Secret::new(text)).err(),
                Some(NotAKey),
                "{text}"
            );
        }
    }
}
