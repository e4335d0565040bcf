//! The bodies that webhooks carry.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::News;

/// The most characters that a message of a chat shows of a text.
const SHOWN: usize = 1_500;

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
    let headline = news.headline();
    let mut words = format!("*<{}|{}>*", for_slack(url), for_slack(&headline));
    if !news.text.is_empty() {
        words.push('\n');
        words.push_str(&for_slack(&shown(&news.text)));
    }
    let mut blocks = vec![json!({
        "type": "section",
        "text": {"type": "mrkdwn", "text": words},
    })];
    let facts: Vec<Value> = facts(news)
        .into_iter()
        .map(|(name, value)| {
            json!({"type": "mrkdwn", "text": format!("{name}: {}", for_slack(&value))})
        })
        .collect();
    if !facts.is_empty() {
        blocks.push(json!({"type": "context", "elements": facts}));
    }
    json!({"text": for_slack(&headline), "blocks": blocks})
}

fn teams(news: &News, url: &str) -> Value {
    let mut parts = vec![json!({
        "type": "TextBlock",
        "text": for_teams(&news.headline()),
        "weight": "Bolder",
        "size": "Medium",
        "wrap": true,
    })];
    if !news.text.is_empty() {
        parts.push(json!({
            "type": "TextBlock",
            "text": for_teams(&shown(&news.text)),
            "wrap": true,
        }));
    }
    let facts: Vec<Value> = facts(news)
        .into_iter()
        .map(|(name, value)| json!({"title": name, "value": for_teams(&value)}))
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

fn shown(text: &str) -> String {
    let mut characters = text.chars();
    let mut shown: String = characters.by_ref().take(SHOWN).collect();
    if !characters.as_str().is_empty() {
        shown.push('…');
    }
    shown
}

/// The three characters that mean something in Slack's markup:
/// <https://docs.slack.dev/messaging/formatting-message-text#escaping>.
fn for_slack(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Without what makes links, lists and emphasis in an adaptive card's Markdown.
fn for_teams(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for one in text.chars() {
        if "\\`*_[]()#+-!|~<>".contains(one) {
            escaped.push('\\');
        }
        escaped.push(one);
    }
    escaped
}
