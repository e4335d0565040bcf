//! What administrators say of people.

use serde::{Deserialize, Serialize};

use super::Secret;
use crate::permission::Grants;

/// Somebody who has an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Person {
    /// The name.
    pub name: String,
    /// What they may do, and where: what was given by hand and what their groups give.
    pub grants: Grants,
    /// What an administrator gave, without what their groups at the identity provider give.
    pub given: Grants,
    /// Whether the account is closed for now.
    pub disabled: bool,
    /// How they come in.
    pub enters_by: EntersBy,
    /// Whether a code of an authenticator is asked for beside the password.
    pub second_factor: bool,
    /// When the account was made.
    pub created_at_ms: i64,
    /// When they last signed in; nothing where they never did.
    pub last_signed_in_at_ms: Option<i64>,
}

/// How somebody comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum EntersBy {
    /// By nothing yet: they have not chosen a password.
    Code,
    /// By a password.
    Password,
    /// Through the identity provider.
    Provider,
}

/// Asks for an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewPerson {
    /// The name.
    pub name: String,
    /// What they may do, and where.
    #[serde(default)]
    pub grants: Grants,
}

/// What changes about somebody; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonUpdate {
    /// The roles in place of those that were given by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grants: Option<Grants>,
    /// Whether the account is closed for now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// A code with which somebody chooses a password, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasswordCode {
    /// Who they are.
    pub person: Person,
    /// The code, good for one password.
    pub code: Secret,
    /// Until when.
    pub expires_at_ms: i64,
}
