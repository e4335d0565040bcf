//! Who is told, by which way, and what came of telling.

use serde::{Deserialize, Serialize};

use super::Secret;
use crate::telling::{Choices, News, NewsKind, Shape};

/// Where news is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Counts up with each time that it is set.
    pub version: i64,
    /// What people call it.
    pub name: String,
    /// Its address without what may be secret in it.
    pub shown_url: String,
    /// How the bodies are laid out.
    pub shape: Shape,
    /// The environments whose news it carries; empty for all of them.
    pub environments: Vec<String>,
    /// The kinds of news that it carries.
    pub kinds: Vec<NewsKind>,
    /// Whether it carries anything at present.
    pub enabled: bool,
    /// Who set it last.
    pub updated_by: String,
    /// When, milliseconds since the epoch.
    pub updated_at_ms: i64,
    /// When its secret was made, milliseconds since the epoch.
    pub secret_since_ms: i64,
    /// How the last delivery that is over ended; nothing where none is.
    pub last_delivered: Option<bool>,
}

/// What is set of a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WebhookRequest {
    /// What people call it.
    pub name: String,
    /// Its address; left out where it stays. It is not shown again, since it may hold a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Secret>,
    /// How the bodies are laid out.
    #[serde(default)]
    pub shape: Shape,
    /// The environments whose news it carries; empty for all of them.
    #[serde(default)]
    pub environments: Vec<String>,
    /// The kinds of news that it carries.
    pub kinds: Vec<NewsKind>,
    /// Whether it carries anything at present.
    pub enabled: bool,
    /// The version that this was made from; a new webhook has none, so 0.
    #[serde(default)]
    pub base_version: i64,
}

/// A webhook with its secret, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MadeWebhook {
    /// The webhook.
    pub webhook: Webhook,
    /// What its signatures are made with.
    pub secret: Secret,
}

/// Where a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryState {
    /// It is to be sent, for the first time or again.
    Waiting,
    /// It was taken.
    Delivered,
    /// It was not taken, and is not tried again by itself.
    GivenUp,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Delivered, Self::GivenUp];

    /// The state's name, as in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::GivenUp => "given-up",
        }
    }

    /// Finds a state by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A piece of news on its way to a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delivery {
    /// Its id, which is the same each time that it is sent: the header `Longshore-Delivery`.
    pub id: String,
    /// What it is about.
    pub kind: NewsKind,
    /// In one line, what happened.
    pub title: String,
    /// When it was to be told, milliseconds since the epoch.
    pub created_at_ms: i64,
    /// Where it is.
    pub state: DeliveryState,
    /// When it is sent next, milliseconds since the epoch; nothing where it is over.
    pub next_at_ms: Option<i64>,
    /// Each time that it was sent, the last first; at most twenty.
    pub attempts: Vec<DeliveryAttempt>,
}

/// Once that a delivery was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeliveryAttempt {
    /// When, milliseconds since the epoch.
    pub at_ms: i64,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// The status of the answer; nothing where there was none.
    pub status: Option<u16>,
    /// What came of it, in words.
    pub words: String,
    /// How the answer begins; empty where there was none.
    pub answer: String,
}

/// What one hears of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hearing {
    /// The choice for each kind.
    pub choices: Choices,
    /// Whether Longshore sends e-mail at all.
    pub sends_email: bool,
    /// Where one's e-mail goes; nothing where none is set.
    pub address: Option<EmailAddress>,
}

/// Where somebody's e-mail goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EmailAddress {
    /// The address.
    pub address: String,
    /// Whether its owner has shown that it is theirs; nothing is told to it before.
    pub confirmed: bool,
}

/// An e-mail address of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddressRequest {
    /// The address.
    pub address: String,
}

/// The code that came to an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddressCode {
    /// The code.
    pub code: Secret,
}

/// A piece of news on somebody's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewsItem {
    /// Counts up; by it the list goes on.
    pub number: i64,
    /// What happened.
    pub news: News,
    /// Whether it was seen already.
    pub seen: bool,
}

/// Up to which piece of news somebody has seen all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SeenRequest {
    /// The number of the newest that was seen.
    pub number: i64,
}
