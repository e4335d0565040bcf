//! Identifiers from the system's source of randomness. Drawn at the edges, never in the domain.

use std::fmt::Write as _;

/// What codes that people type are written in: Crockford's base32, without letters that look like
/// digits.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The system gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the system gave no random bytes: {0}")]
pub struct NoRandomness(getrandom::Error);

/// Bytes that nobody can guess.
///
/// # Errors
/// The system gave no randomness.
pub fn bytes<const COUNT: usize>() -> Result<[u8; COUNT], NoRandomness> {
    let mut bytes = [0_u8; COUNT];
    getrandom::fill(&mut bytes).map_err(NoRandomness)?;
    Ok(bytes)
}

/// An identifier that nobody can guess: 32 lower-case hex digits, 128 bits.
///
/// # Errors
/// The system gave no randomness.
pub fn identifier() -> Result<String, NoRandomness> {
    Ok(hex(&bytes::<16>()?))
}

/// A code that people can type, of so many letters, each of 5 bits.
///
/// # Errors
/// The system gave no randomness.
pub fn letters<const COUNT: usize>() -> Result<String, NoRandomness> {
    let drawn = bytes::<COUNT>()?;
    let letter = |byte: &u8| LETTERS.get(usize::from(byte & 31)).copied();
    Ok(drawn.iter().filter_map(letter).map(char::from).collect())
}

/// Bytes in lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        let _written = write!(text, "{byte:02x}");
        text
    })
}

/// The SHA-256 of a text, in hex.
pub fn sha256(text: &str) -> String {
    use sha2::Digest as _;
    hex(&sha2::Sha256::digest(text.as_bytes()))
}
