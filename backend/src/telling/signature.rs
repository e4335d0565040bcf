//! By which a receiver knows that a body comes from here, and when it was sent.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use shared::wire::Secret;

use crate::random;

/// The header `Longshore-Signature`: the time in seconds, and for each secret the HMAC-SHA256 over
/// the time, a dot and the body, in hex. There are two while a secret is being replaced; one that
/// fits is enough.
pub(super) fn header(secrets: &[Secret], body: &str, now_ms: i64) -> String {
    let seconds = now_ms / 1000;
    let mut header = format!("t={seconds}");
    for secret in secrets {
        header.push_str(",v1=");
        header.push_str(&mac(secret, &format!("{seconds}.{body}")));
    }
    header
}

fn mac(secret: &Secret, text: &str) -> String {
    // A key of any length is taken.
    Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
        .map(|mut mac| {
            mac.update(text.as_bytes());
            random::hex(&mac.finalize().into_bytes())
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use shared::wire::Secret;

    use super::header;

    #[test]
    fn a_signature_is_what_openssl_makes_of_it() {
        // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac key
        let secrets = [Secret::new("key")];
        assert_eq!(
            header(&secrets, "{\"a\":1}", 1_700_000_000_999),
            "t=1700000000,v1=a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03"
        );
    }

    #[test]
    fn while_a_secret_is_replaced_there_are_two() {
        let both = header(&[Secret::new("new"), Secret::new("old")], "x", 0);
        let one = header(&[Secret::new("old")], "x", 0);
        let old = one.split_once(',').unwrap().1;
        assert!(both.ends_with(old), "{both}");
        assert_eq!(both.matches("v1=").count(), 2);
    }
}
