//! An authenticator as people have one on their telephone: codes of RFC 6238 from a secret.

use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What an authenticator shows now.
///
/// # Errors
///
/// When the secret is not what authenticators take.
pub fn shows(secret: &str) -> Result<String> {
    let mut bits = String::new();
    for letter in secret.chars() {
        let five = LETTERS.find(letter).context("the secret is no base32")?;
        write!(bits, "{five:05b}")?;
    }
    let mut key = Vec::new();
    for byte in bits.as_bytes().chunks_exact(8) {
        key.push(u8::from_str_radix(std::str::from_utf8(byte)?, 2)?);
    }
    let step = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 30;
    let mut mac = Hmac::<Sha1>::new_from_slice(&key)?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last().context("no digest")? & 15);
    let four = digest.get(offset..offset + 4).context("no digest")?;
    let number = u32::from_be_bytes(four.try_into()?) & 0x7fff_ffff;
    Ok(format!("{:06}", number % 1_000_000))
}
