//! The second factor: time-based codes of an authenticator (RFC 6238), and recovery codes for when
//! it is lost. A code is taken once.
//!
//! The secret is kept encrypted, since codes are made from it; no answer of the API ever holds it
//! again.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use shared::wire::{Enrollment, RecoveryCodes, Secret};

use super::{base32, code, qr};
use crate::clock::Clock;
use crate::random::{self, NoRandomness};
use crate::store::{Deed, Store, StoreError};

/// A code holds for so long; what authenticators assume.
const STEP_MS: i64 = 30 * 1000;
/// How many steps a clock may be off, each way.
const DRIFT: i64 = 1;
const RECOVERY_CODES: usize = 10;

/// A second factor could not be set up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecondFactorError {
    #[error("a second factor is on already")]
    AlreadyOn,
    #[error("none is being set up")]
    NotBegun,
    #[error("the code is wrong")]
    WrongCode,
    #[error("the QR code could not be drawn")]
    NoPicture,
    #[error("could not keep the second factor")]
    Store(#[from] StoreError),
    #[error("could not draw a secret")]
    Random(#[from] NoRandomness),
}

/// Draws a secret for somebody's authenticator; nothing is asked for before a code confirms it.
pub(crate) async fn enroll(store: &Store, name: &str) -> Result<Enrollment, SecondFactorError> {
    let secret = Secret::new(base32::encode(&random::bytes::<20>()?));
    if !store.begin_second_factor(name, &secret).await? {
        return Err(SecondFactorError::AlreadyOn);
    }
    // Names need no escapes in the address.
    let uri = format!(
        "otpauth://totp/Longshore:{name}?secret={}&issuer=Longshore&algorithm=SHA1&digits=6&period=30",
        secret.expose()
    );
    let picture = qr::draw(&uri).ok_or(SecondFactorError::NoPicture)?;
    Ok(Enrollment {
        secret,
        uri: Secret::new(uri),
        qr_size: picture.size,
        qr_path: Secret::new(picture.path),
    })
}

/// Turns the second factor on, since a code shows that the authenticator has the secret.
pub(crate) async fn confirm(
    store: &Store,
    name: &str,
    typed: &str,
    deed: Deed,
) -> Result<RecoveryCodes, SecondFactorError> {
    let factor = store
        .second_factor(name)
        .await?
        .filter(|factor| factor.confirmed_at_ms.is_none())
        .ok_or(SecondFactorError::NotBegun)?;
    let step = matching_step(factor.secret.expose(), typed, deed.at_ms)
        .ok_or(SecondFactorError::WrongCode)?;
    let (mut codes, mut hashes) = (Vec::new(), Vec::new());
    for _ in 0..RECOVERY_CODES {
        let drawn = code::draw_short()?;
        codes.push(drawn.text);
        hashes.push(drawn.hash);
    }
    if store
        .confirm_second_factor(name, step, &hashes, deed)
        .await?
    {
        Ok(RecoveryCodes { codes })
    } else {
        Err(SecondFactorError::NotBegun)
    }
}

/// Takes a code of the authenticator, or a recovery code; answers false when it is wrong or was
/// taken before.
pub(super) async fn take(
    store: &Store,
    clock: &Clock,
    name: &str,
    typed: &str,
) -> Result<bool, StoreError> {
    let factor = store
        .second_factor(name)
        .await?
        .filter(|factor| factor.confirmed_at_ms.is_some());
    let Some(factor) = factor else {
        return Ok(false);
    };
    match matching_step(factor.secret.expose(), typed, clock.now_ms()) {
        Some(step) => store.take_step(name, step).await,
        None => store.use_recovery_code(name, &code::hash(typed)).await,
    }
}

/// The time step whose code it is, of those that a clock may show.
fn matching_step(secret: &str, typed: &str, now_ms: i64) -> Option<i64> {
    let digits: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    if digits.len() != 6 {
        return None;
    }
    let number: u32 = digits.parse().ok()?;
    let key = base32::decode(secret)?;
    let now = now_ms.div_euclid(STEP_MS);
    (now - DRIFT..=now + DRIFT).find(|step| code_at(&key, *step) == Some(number))
}

/// The code of a time step, RFC 4226 section 5.3.
fn code_at(key: &[u8], step: i64) -> Option<u32> {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last()? & 15);
    let four: [u8; 4] = digest.get(offset..offset + 4)?.try_into().ok()?;
    Some((u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::{base32, code_at, matching_step};

    /// RFC 6238, appendix B, with the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let key = b"12345678901234567890";
        for (seconds, code) in [
            (59, 287_082),
            (1_111_111_109, 81_804),
            (1_111_111_111, 50_471),
            (1_234_567_890, 5_924),
            (2_000_000_000, 279_037),
            (20_000_000_000_i64, 353_130),
        ] {
            assert_eq!(code_at(key, seconds / 30), Some(code), "{seconds}");
        }
    }

    #[test]
    fn a_clock_may_be_a_step_off_and_no_more() {
        let secret = base32::encode(b"12345678901234567890");
        for (at_ms, taken) in [
            (59_000, true),
            (29_000, true),
            (89_000, true),
            (119_000, false),
        ] {
            let step = matching_step(&secret, "287 082", at_ms);
            assert_eq!(step, taken.then_some(1), "{at_ms}");
        }
        for typed in ["", "28708", "2870822", "28708x", "-28708"] {
            assert_eq!(matching_step(&secret, typed, 59_000), None, "{typed}");
        }
    }
}
