//! Passwords: argon2id with OWASP's parameters, worked out away from the threads that serve.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};

use shared::account::{LEAST_PASSWORD as LEAST, MOST_PASSWORD as MOST};

use super::common::is_common;

/// What stands for the hash of somebody unknown, so that a name's existence cannot be told from
/// how long an answer takes. It is the hash of nothing anybody has: its salt and output are zeros.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password is not taken.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too short.
    #[error(
        "the password has fewer than {LEAST} characters; take a longer one, several words are easy to remember"
    )]
    TooShort,
    /// Too long.
    #[error("the password has more than {MOST} characters; take a shorter one")]
    TooLong,
    /// It can be guessed from what everybody knows.
    #[error(
        "the password holds the name or the product's name, repeats itself, or is among the most common ones; take words that nobody would guess"
    )]
    Guessable,
    /// It could not be worked out.
    #[error("the password's hash could not be worked out")]
    Internal,
}

/// Hashes a new password, if it is fit to be one.
///
/// # Errors
/// Why it is not taken.
pub async fn hash_password(name: &str, password: String) -> Result<String, PasswordError> {
    judge(name, &password)?;
    blocking(move || {
        let hasher = hasher()?;
        let hash = hasher.hash_password(password.as_bytes()).ok()?;
        Some(hash.to_string())
    })
    .await
    .ok_or(PasswordError::Internal)
}

/// Whether a password is the one of a hash; with no hash it takes as long and says no.
pub(super) async fn is_password(password: String, hash: Option<String>) -> bool {
    let known = hash.is_some();
    let verified = blocking(move || {
        let text = hash.unwrap_or_else(|| NOBODY.to_owned());
        let parsed = PasswordHash::new(&text).ok()?;
        hasher()?.verify_password(password.as_bytes(), &parsed).ok()
    })
    .await
    .is_some();
    known && verified
}

fn judge(name: &str, password: &str) -> Result<(), PasswordError> {
    let length = password.chars().count();
    if length < LEAST {
        return Err(PasswordError::TooShort);
    }
    if length > MOST {
        return Err(PasswordError::TooLong);
    }
    let plain = password.to_lowercase();
    let mut letters: Vec<char> = plain.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    if letters.len() < 5
        || plain.contains("longshore")
        || plain.contains(&name.to_lowercase())
        || is_common(password)
    {
        return Err(PasswordError::Guessable);
    }
    Ok(())
}

fn hasher() -> Option<Argon2<'static>> {
    let parameters = Params::new(19_456, 2, 1, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Option<T> + Send + 'static,
) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::{PasswordError, hash_password, is_password};

    #[tokio::test]
    async fn a_hash_fits_its_password_only() {
        let hash = hash_password("ada", "four plain english words".to_owned())
            .await
            .unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(is_password("four plain english words".to_owned(), Some(hash.clone())).await);
        assert!(!is_password("four plain english wordz".to_owned(), Some(hash)).await);
        assert!(!is_password("four plain english words".to_owned(), None).await);
    }

    #[tokio::test]
    async fn refuses_what_is_short_or_guessable() {
        let hash = |password: &'static str| hash_password("ada", password.to_owned());
        assert!(matches!(hash("short").await, Err(PasswordError::TooShort)));
        for guessable in [
            "aaaaaaaaaaaaaaaa",
            "ada and her numbers",
            "longshore-2026-x",
            "Qwertyuiop123456",
        ] {
            assert!(matches!(
                hash(guessable).await,
                Err(PasswordError::Guessable)
            ));
        }
    }
}
