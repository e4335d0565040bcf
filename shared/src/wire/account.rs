//! What people say of themselves: how they sign in, and what is open in their name.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::permission::Grants;

/// A text that no log may hold.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Secret(String);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SecretText)
    }
}

/// Reads a secret; what is none is refused without being repeated in the error.
struct SecretText;

impl Visitor<'_> for SecretText {
    type Value = Secret;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret::new(text))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Secret, E> {
        Ok(Secret(text))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Secret, E> {
        Err(E::custom(NO_TEXT))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Secret, E> {
        Err(E::custom(NO_TEXT))
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Secret, E> {
        Err(E::custom(NO_TEXT))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Secret, E> {
        Err(E::custom(NO_TEXT))
    }
}

const NO_TEXT: &str = "a secret is a text in quotation marks";

impl Secret {
    /// A secret from its text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text. Whoever calls this hands it on to nothing that keeps it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text, for whoever uses it up.
    pub fn into_exposed(self) -> String {
        self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

/// How one can get in; told to everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entrances {
    /// Whether the set-up code makes the first administrator: there is none, and passwords are taken
    /// from everybody who has one.
    pub set_up: bool,
    /// Whether there is somebody who may do everything, and can come in.
    pub has_administrator: bool,
    /// Whether passwords are taken from everybody who has one.
    pub passwords: bool,
    /// The identity provider's name, where one is set.
    pub provider: Option<String>,
}

/// Makes the first account, with the code that the server printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetUp {
    /// The code.
    pub code: Secret,
    /// The name.
    pub name: String,
    /// The password.
    pub password: Secret,
}

/// How somebody shows who they are once more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ConfirmsWith {
    /// By the password.
    #[default]
    Password,
    /// By a code of the authenticator.
    Code,
    /// By signing in at the identity provider once more.
    Provider,
}

/// Shows once more who somebody is, before what is not taken from a session alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Confirmation {
    /// The password, where that is what [`ConfirmsWith`] says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// A code of the authenticator, or a recovery code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret>,
}

/// One's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Account {
    /// The name.
    pub name: String,
    /// What one may do, and where.
    pub grants: Grants,
    /// Whether there is a password.
    pub has_password: bool,
    /// Since when a code of an authenticator is asked for; nothing while none is.
    pub second_factor_since_ms: Option<i64>,
    /// How many recovery codes are left.
    pub recovery_codes_left: u32,
}

/// Another password of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasswordChange {
    /// The one until now.
    pub current: Secret,
    /// The new one.
    pub new: Secret,
}

/// What an authenticator needs, shown while it is set up and never again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Enrollment {
    /// The secret in base32, to type.
    pub secret: Secret,
    /// The same as the address that authenticators read.
    pub uri: Secret,
    /// How many squares wide and high the QR code of the address is, with its quiet margin.
    pub qr_size: u32,
    /// The dark squares as an SVG path, each one unit wide and high.
    pub qr_path: Secret,
}

/// A code of the authenticator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FactorCode {
    /// The code.
    pub code: Secret,
}

/// What lets in whoever lost the authenticator, each once; shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecoveryCodes {
    /// The codes.
    pub codes: Vec<Secret>,
}

/// A session of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenSession {
    /// What it is named by; of no use to get in.
    pub id: String,
    /// When it began.
    pub signed_in_at_ms: i64,
    /// When it was last used, give or take five minutes.
    pub seen_at_ms: i64,
    /// The address that it began from.
    pub address: String,
    /// What the browser calls itself.
    pub browser: String,
    /// Whether it is the one that asks.
    pub this: bool,
}

/// What follows a sign-out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignedOut {
    /// Where the identity provider ends its own session; nothing where there is none to end.
    pub go_to: Option<String>,
}

/// Asks for the way to the identity provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProviderSignIn {
    /// The page of ours to come back to, beginning with `/`.
    #[serde(default)]
    pub next: Option<String>,
    /// Whether the provider has to ask again who it is, to show once more who somebody is.
    #[serde(default)]
    pub again: bool,
}

/// The way to the identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProviderAddress {
    /// Where the browser goes.
    pub url: String,
}

/// A token of one's own; never its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Token {
    /// Its id.
    pub id: String,
    /// What it is for, in one's own words.
    pub label: String,
    /// What it may do, where its owner still may.
    pub grants: Grants,
    /// When it was made.
    pub created_at_ms: i64,
    /// When it ends.
    pub expires_at_ms: i64,
    /// When it was last used, give or take a minute.
    pub last_used_at_ms: Option<i64>,
}

/// Asks for a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewToken {
    /// What it is for.
    pub label: String,
    /// What it may do: nothing that one may not do oneself.
    pub grants: Grants,
    /// So many days it lasts.
    pub days: u32,
}

/// A token with its text, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MadeToken {
    /// The token.
    pub token: Token,
    /// What a program sends as `Authorization: Bearer`.
    pub secret: Secret,
}
