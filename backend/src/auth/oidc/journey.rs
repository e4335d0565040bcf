//! A sign-in on its way to the provider and back. Everything hangs on one secret that the browser
//! keeps in a cookie: state, nonce and PKCE's verifier are derived from it, so that nothing is kept
//! here and nobody can fill a table by beginning sign-ins.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::random::{self, NoRandomness};

/// A sign-in that was begun.
#[derive(Clone)]
pub(crate) struct Journey {
    secret: String,
    /// Whether the provider has to ask again who it is.
    pub(crate) again: bool,
    /// The session that it began in, which ends when another begins.
    pub(crate) handle: Option<String>,
    /// The page of ours to go to afterwards.
    pub(crate) next: String,
}

impl std::fmt::Debug for Journey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Journey")
            .field("again", &self.again)
            .finish_non_exhaustive()
    }
}

impl Journey {
    /// Begins one.
    pub(crate) fn begin(
        again: bool,
        handle: Option<String>,
        next: Option<&str>,
    ) -> Result<Self, NoRandomness> {
        Ok(Self {
            secret: random::hex(&random::bytes::<32>()?),
            again,
            handle,
            next: next.filter(|next| is_own(next)).unwrap_or("/").to_owned(),
        })
    }

    /// What the browser keeps.
    pub(crate) fn cookie(&self) -> String {
        format!(
            "{}.{}.{}.{}",
            self.secret,
            u8::from(self.again),
            self.handle.as_deref().unwrap_or_default(),
            URL_SAFE_NO_PAD.encode(&self.next)
        )
    }

    /// Reads what the browser kept.
    pub(crate) fn of_cookie(cookie: &str) -> Option<Self> {
        let mut parts = cookie.split('.');
        let secret = parts.next().filter(|secret| secret.len() == 64)?.to_owned();
        let again = parts.next()? == "1";
        let handle = Some(parts.next()?.to_owned()).filter(|handle| !handle.is_empty());
        let next = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
        let next = String::from_utf8(next).ok().filter(|next| is_own(next))?;
        Some(Self {
            secret,
            again,
            handle,
            next,
        })
    }

    pub(super) fn state(&self) -> String {
        self.derived("state")
    }

    pub(super) fn nonce(&self) -> String {
        self.derived("nonce")
    }

    pub(super) fn verifier(&self) -> String {
        self.derived("verifier")
    }

    /// RFC 7636, method `S256`.
    pub(super) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier().as_bytes()))
    }

    /// Whether it is this sign-in that came back. Compared by hashes, so that how long it takes
    /// tells nothing.
    pub(super) fn began(&self, state: &str) -> bool {
        random::sha256(&self.state()) == random::sha256(state)
    }

    fn derived(&self, what: &str) -> String {
        random::sha256(&format!("longshore {what} {}", self.secret))
    }
}

/// Whether it is a page of ours and not of another site.
fn is_own(next: &str) -> bool {
    next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::Journey;

    #[test]
    fn comes_back_as_it_went() {
        let handle = Some("abc".to_owned());
        let journey = Journey::begin(true, handle.clone(), Some("/queue?a=b.c")).unwrap();
        let back = Journey::of_cookie(&journey.cookie()).unwrap();
        assert_eq!(
            (back.again, back.handle, back.next),
            (true, handle, "/queue?a=b.c".to_owned())
        );
        assert!(journey.began(&journey.state()));
        assert!(!journey.began(""));
        assert!(!journey.began(&Journey::begin(true, None, None).unwrap().state()));
        for derived in [journey.nonce(), journey.verifier()] {
            assert_ne!(derived, journey.state());
        }
        assert_eq!(journey.challenge().len(), 43);
    }

    #[test]
    fn goes_on_to_own_pages_only() {
        for next in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\nb",
            "",
        ] {
            let journey = Journey::begin(false, None, Some(next)).unwrap();
            assert_eq!(journey.next, "/");
        }
        for cookie in ["", "x", "x.0..", &format!("{}.0..Ly9ldmls", "a".repeat(64))] {
            assert!(Journey::of_cookie(cookie).is_none(), "{cookie}");
        }
    }
}
