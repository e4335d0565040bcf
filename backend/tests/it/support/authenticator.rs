//! An authenticator as people have one on their telephone: RFC 6238, from the address in a QR code.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

pub(crate) struct Authenticator {
    key: Vec<u8>,
}

impl Authenticator {
    /// Reads `otpauth://totp/…?secret=…`.
    pub(crate) fn scan(uri: &str) -> Self {
        assert!(uri.starts_with("otpauth://totp/"), "{uri}");
        let (_, rest) = uri.split_once("secret=").unwrap();
        let secret = rest.split('&').next().unwrap();
        let mut bits = String::new();
        for letter in secret.chars() {
            let five = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).unwrap();
            write!(bits, "{five:05b}").unwrap();
        }
        let key = bits
            .as_bytes()
            .chunks_exact(8)
            .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap())
            .collect();
        Self { key }
    }

    /// What it shows at a time.
    pub(crate) fn shows(&self, at_ms: i64) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.key).unwrap();
        mac.update(&(at_ms / 30_000).to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let offset = usize::from(digest[19] & 15);
        let four: [u8; 4] = digest[offset..offset + 4].try_into().unwrap();
        format!(
            "{:06}",
            (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000
        )
    }
}
