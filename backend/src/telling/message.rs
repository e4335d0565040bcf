//! The words of an e-mail.

use lettre::message::Mailbox;
use shared::telling::News;
use shared::text::is_one_line;

use crate::store::HeldDelivery;

/// The most characters of an address: <https://www.rfc-editor.org/errata/eid1690>.
const LONGEST_ADDRESS: usize = 254;

/// What an e-mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    /// By which it is the same one when it is sent twice; nothing where it never is.
    pub(super) id: Option<String>,
    pub(super) subject: String,
    pub(super) text: String,
}

/// Why an address is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write an e-mail address, such as you@example.com")]
pub struct AddressFault;

/// Judges how an e-mail address is written; whose it is a code shows that is sent there.
///
/// # Errors
/// It is none.
pub fn judge_address(address: &str) -> Result<(), AddressFault> {
    let is_fit = address.len() <= LONGEST_ADDRESS && is_one_line(address);
    let address: lettre::Address = address
        .parse()
        .ok()
        .filter(|_| is_fit)
        .ok_or(AddressFault)?;
    // Not every address that may be written, such as one in quotes, can be written to.
    let to = Mailbox::new(None, address);
    lettre::Message::builder()
        .from(to.clone())
        .to(to)
        .body(String::new())
        .map(|_| ())
        .map_err(|_| AddressFault)
}

/// The letter that brings news.
pub(super) fn news(held: &HeldDelivery, base: &str) -> Letter {
    let News {
        title,
        text,
        path,
        services,
        environment,
        by,
        ..
    } = &held.news;
    let mut lines = vec![title.clone()];
    if !text.is_empty() {
        lines.extend([String::new(), text.clone()]);
    }
    lines.push(String::new());
    if !environment.is_empty() {
        lines.push(format!("Environment: {environment}"));
    }
    if let [first, rest @ ..] = services.as_slice() {
        let more = match rest.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        lines.push(format!(
            "Service: {}/{}{more}",
            first.cluster, first.service
        ));
    }
    if let Some(by) = by {
        lines.push(format!("By: {by}"));
    }
    lines.extend([
        format!("{base}{path}"),
        String::new(),
        "-- ".to_owned(),
        format!("You choose what you hear of at {base}/news"),
    ]);
    Letter {
        id: Some(held.id.clone()),
        subject: held.news.headline(),
        text: lines.join("\n"),
    }
}

/// The letter that brings a code.
pub(super) fn code(user: &str, code: &str, base: &str) -> Letter {
    Letter {
        id: None,
        subject: "Your code for Longshore".to_owned(),
        text: format!(
            "{user} wants to hear from Longshore at this address. If that is you, type this code at \
             {base}/news within an hour:\n\n{code}\n\nIf it is not you, do nothing: nothing more is sent here.\n"
        ),
    }
}
