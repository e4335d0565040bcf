//! What people and other programs are told of: the kinds of news, who is concerned by each, the
//! words, and the bodies that webhooks carry.
//!
//! News hold what people said and what became of it, and never a value of a definition: they leave
//! the house.

mod body;
mod choice;
mod kind;
mod news;
mod webhook;

pub use body::Shape;
pub use choice::{Choice, Choices, Hears, Way};
pub use kind::NewsKind;
pub use news::{News, Told};
pub use webhook::{
    LONGEST_NAME, LONGEST_URL, MOST_WEBHOOKS, WebhookFault, judge_url, judge_webhook_name,
    shown_url,
};
