//! The bodies that webhooks carry.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::News;

/// How much a message of a chat shows of a headline, of a text and of a fact, in UTF-16 code units
/// of what is sent: that is how JavaScript counts, and no count of characters is larger.
const HEADLINE: usize = 300;
const TEXT: usize = 2_000;
const FACT: usize = 1_000;
/// The most that a text of a section may be; one that is longer has the whole message refused:
/// <https://docs.slack.dev/reference/block-kit/blocks/section-block>.
const SLACK_SECTION: usize = 3_000;

/// How a body is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Every member of the news, for programs.
    #[default]
    Json,
    /// A message as Slack's incoming webhooks take it:
    /// <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>.
    Slack,
    /// An adaptive card in a message, as Microsoft Teams' workflows take it:
    /// <https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using>.
    Teams,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 3] = [Self::Json, Self::Slack, Self::Teams];

    /// The shape's name, as in bodies and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Slack => "slack",
            Self::Teams => "teams",
        }
    }

    /// Finds a shape by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.as_str() == name)
    }

    /// The shape in words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Json => "JSON, for a program",
            Self::Slack => "A message for Slack",
            Self::Teams => "A card for Microsoft Teams",
        }
    }

    /// The body for a piece of news; `base` is where people reach Longshore, without a slash at
    /// its end.
    pub fn body(self, news: &News, base: &str) -> String {
        let url = format!("{base}{}", news.path);
        let body = match self {
            Self::Json => plain(news, &url),
            Self::Slack => slack(news, &url),
            Self::Teams => teams(news, &url),
        };
        body.to_string()
    }
}

fn plain(news: &News, url: &str) -> Value {
    json!({
        "id": news.id,
        "kind": news.kind,
        "environment": news.environment,
        "at_ms": news.at_ms,
        "by": news.by,
        "title": news.title,
        "text": news.text,
        "url": url,
        "change": news.change,
        "services": news.services,
    })
}

fn slack(news: &News, url: &str) -> Value {
    let headline = shown(&in_one_line(&news.headline()), HEADLINE, for_slack);
    let url = shown(url, SLACK_SECTION, for_slack);
    let mut words = format!("*<{url}|{headline}>*");
    if !news.text.is_empty() {
        words.push('\n');
        let room = SLACK_SECTION.saturating_sub(units(&words));
        words.push_str(&shown(&news.text, TEXT.min(room), for_slack));
    }
    let mut blocks = vec![json!({
        "type": "section",
        "text": {"type": "mrkdwn", "text": words},
    })];
    let facts: Vec<Value> = facts(news)
        .into_iter()
        .map(|(name, value)| {
            json!({"type": "mrkdwn", "text": format!("{name}: {}", shown(&value, FACT, for_slack))})
        })
        .collect();
    if !facts.is_empty() {
        blocks.push(json!({"type": "context", "elements": facts}));
    }
    json!({"text": headline, "blocks": blocks})
}

fn teams(news: &News, url: &str) -> Value {
    let mut parts = vec![json!({
        "type": "TextBlock",
        "text": shown(&in_one_line(&news.headline()), HEADLINE, for_teams),
        "weight": "Bolder",
        "size": "Medium",
        "wrap": true,
    })];
    if !news.text.is_empty() {
        parts.push(json!({
            "type": "TextBlock",
            "text": shown(&news.text, TEXT, for_teams),
            "wrap": true,
        }));
    }
    let facts: Vec<Value> = facts(news)
        .into_iter()
        .map(|(name, value)| json!({"title": name, "value": shown(&value, FACT, for_teams)}))
        .collect();
    if !facts.is_empty() {
        parts.push(json!({"type": "FactSet", "facts": facts}));
    }
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": parts,
                "actions": [{"type": "Action.OpenUrl", "title": "Open in Longshore", "url": url}],
            },
        }],
    })
}

fn facts(news: &News) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if !news.services.is_empty() {
        // A release may be of any number of services; a message names the first few.
        let first = news.services.iter().take(5);
        let mut names: Vec<String> = first
            .map(|target| format!("{}/{}", target.cluster, target.service))
            .collect();
        if let Some(more) = news.services.len().checked_sub(5).filter(|more| *more > 0) {
            names.push(format!("{more} more"));
        }
        facts.push(("Services", names.join(", ")));
    }
    if let Some(by) = &news.by {
        facts.push(("By", by.clone()));
    }
    facts
}

/// As much of a text as a chat shows, in its markup. No character is torn apart, and neither is
/// what stands for one.
fn shown(text: &str, most: usize, in_markup: fn(char, &mut String)) -> String {
    let mut shown = String::with_capacity(text.len().min(most));
    let mut taken = 0;
    let mut written = String::new();
    let mut characters = text.chars().peekable();
    while let Some(one) = characters.next() {
        written.clear();
        // What cannot be read has six bytes in JSON, and no meaning in a chat.
        let legible = if one.is_control() && one != '\n' {
            ' '
        } else {
            one
        };
        in_markup(legible, &mut written);
        let wanted = units(&written);
        let for_more = usize::from(characters.peek().is_some());
        if taken + wanted + for_more > most {
            if taken < most {
                shown.push('…');
            }
            break;
        }
        shown.push_str(&written);
        taken += wanted;
    }
    shown
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A headline is one line, also where somebody's words in it are not.
fn in_one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// The three characters that mean something in Slack's markup:
/// <https://docs.slack.dev/messaging/formatting-message-text#escaping>.
fn for_slack(one: char, written: &mut String) {
    match one {
        '&' => written.push_str("&amp;"),
        '<' => written.push_str("&lt;"),
        '>' => written.push_str("&gt;"),
        other => written.push(other),
    }
}

/// Without what makes links, lists, emphasis and entities in an adaptive card's Markdown.
fn for_teams(one: char, written: &mut String) {
    if "\\`*_[]()#+-!|~<>&".contains(one) {
        written.push('\\');
    }
    written.push(one);
}
