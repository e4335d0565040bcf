//! What an administrator may set of a webhook.

/// The most characters of a webhook's name.
pub const LONGEST_NAME: usize = 60;
/// The most characters of an address: longer than those of any chat.
pub const LONGEST_URL: usize = 2_000;
/// The most webhooks: each piece of news is held against all of them.
pub const MOST_WEBHOOKS: usize = 50;

/// Why a webhook is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookFault {
    /// The name is empty, too long or holds what cannot be read.
    #[error(
        "name it with 1 to {LONGEST_NAME} characters that can be read, such as “Deploys to Slack”"
    )]
    Name,
    /// The address is not whole.
    #[error(
        "the address has to be whole, such as https://hooks.example.com/longshore, with at most {LONGEST_URL} characters"
    )]
    Url,
    /// The address holds a name and a password, which proxies and logs would show.
    #[error(
        "the address holds a name or a password before its @; leave them out, and check the signature instead"
    )]
    UserInfo,
}

/// Judges the name that people know a webhook by.
///
/// # Errors
/// Why it is not taken.
pub fn judge_webhook_name(name: &str) -> Result<(), WebhookFault> {
    let many = name.chars().count();
    let is_fit =
        (1..=LONGEST_NAME).contains(&many) && name.trim() == name && crate::text::is_one_line(name);
    is_fit.then_some(()).ok_or(WebhookFault::Name)
}

/// Judges how an address is written. Whether it may be spoken to is for who resolves it.
///
/// # Errors
/// Why it is not taken.
pub fn judge_url(url: &str) -> Result<(), WebhookFault> {
    let (_, rest) = split(url).ok_or(WebhookFault::Url)?;
    let is_legible = url.len() <= LONGEST_URL && url.chars().all(|one| one.is_ascii_graphic());
    let authority = authority(rest);
    if !is_legible || authority.is_empty() || url.contains('#') {
        return Err(WebhookFault::Url);
    }
    if authority.contains('@') {
        return Err(WebhookFault::UserInfo);
    }
    Ok(())
}

/// An address as it may be shown: the path of a chat's webhook is as good as a password.
pub fn shown_url(url: &str) -> String {
    let Some((scheme, rest)) = split(url) else {
        return "…".to_owned();
    };
    let authority = authority(rest);
    let more = if rest.len() > authority.len() + 1 {
        "/…"
    } else {
        ""
    };
    format!("{scheme}://{authority}{more}")
}

fn split(url: &str) -> Option<(&'static str, &str)> {
    ["https", "http"].into_iter().find_map(|scheme| {
        let rest = url.strip_prefix(scheme)?.strip_prefix("://")?;
        Some((scheme, rest))
    })
}

fn authority(rest: &str) -> &str {
    rest.split(['/', '?', '#', '\\']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{WebhookFault, judge_url, judge_webhook_name, shown_url};

    #[test]
    fn an_address_is_whole_and_holds_no_password() {
        for good in [
            "https://a.example",
            "https://a.example:8443/x?y=z",
            "http://[::1]:9/",
        ] {
            assert_eq!(judge_url(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "a.example",
            "ftp://a.example",
            "https://",
            "https:///x",
            "https://a/ b",
            "https://a/#b",
            "HTTPS://a",
        ] {
            assert_eq!(judge_url(bad), Err(WebhookFault::Url), "{bad}");
        }
        let named = judge_url("https://me:secret@a.example/");
        assert_eq!(named, Err(WebhookFault::UserInfo));
    }

    #[test]
    fn what_may_be_secret_in_an_address_is_not_shown() {
        assert_eq!(
            shown_url("https://hooks.example/services/T0/B0/abc"),
            "https://hooks.example/…"
        );
        assert_eq!(
            shown_url("https://hooks.example:1?code=abc"),
            "https://hooks.example:1/…"
        );
        assert_eq!(shown_url("https://hooks.example/"), "https://hooks.example");
    }

    #[test]
    fn a_name_can_be_read() {
        assert_eq!(judge_webhook_name("Deploys to Slack"), Ok(()));
        for bad in ["", " a", "a\nb", &"x".repeat(61)] {
            assert_eq!(judge_webhook_name(bad), Err(WebhookFault::Name), "{bad}");
        }
    }
}
