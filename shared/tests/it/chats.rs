//! Bodies for chats are held against what the chats take, whatever people have written.

use proptest::prelude::*;
use serde_json::Value;
use shared::plan::Target;
use shared::telling::{News, NewsKind, Shape};

/// <https://docs.slack.dev/reference/block-kit/blocks/section-block>.
const SECTION: usize = 3_000;
/// <https://docs.slack.dev/reference/block-kit/blocks/context-block>.
const ELEMENTS: usize = 10;
/// <https://docs.slack.dev/reference/block-kit/blocks>.
const BLOCKS: usize = 50;
/// <https://docs.slack.dev/changelog/2018-truncating-really-long-messages>.
const MESSAGE: usize = 4_000;
/// <https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using>.
const CARD: usize = 28 * 1024;

fn news(title: &str, text: &str, by: &str) -> News {
    News {
        id: "change/1/1/deployed".to_owned(),
        kind: NewsKind::Deployed,
        environment: "production".to_owned(),
        at_ms: 1,
        by: Some(by.to_owned()),
        title: title.to_owned(),
        text: text.to_owned(),
        path: "/environments/production/changes/1".to_owned(),
        services: (0..40)
            .map(|number| Target {
                cluster: "c".repeat(255),
                service: format!("{}{number}", "s".repeat(250)),
            })
            .collect(),
        change: Some(1),
        people: Vec::new(),
        reviewers: Vec::new(),
    }
}

/// As JavaScript counts.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn body(shape: Shape, news: &News) -> Value {
    serde_json::from_str(&shape.body(news, "https://longshore.example")).unwrap()
}

/// What Slack shows of its markup, as far as it has to be escaped.
fn read_by_slack(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// What a reader of Markdown shows where every punctuation that means something is escaped.
fn read_as_markdown(text: &str) -> String {
    let mut read = String::new();
    let mut characters = text.chars();
    while let Some(one) = characters.next() {
        if one == '\\' {
            read.extend(characters.next());
        } else {
            assert!(!"`*_[]()#+-!|~<>&".contains(one), "{text}");
            read.push(one);
        }
    }
    read
}

/// Holds a Slack message against Block Kit's limits and markup; gives headline and text as read.
fn held_against_slack(news: &News) -> (String, String) {
    let body = body(Shape::Slack, news);
    let fallback = body.pointer("/text").unwrap().as_str().unwrap();
    assert!((1..=MESSAGE).contains(&units(fallback)));
    let blocks = body.pointer("/blocks").unwrap().as_array().unwrap();
    assert!((1..=BLOCKS).contains(&blocks.len()));
    let words = body
        .pointer("/blocks/0/text/text")
        .unwrap()
        .as_str()
        .unwrap();
    assert!((1..=SECTION).contains(&units(words)), "{}", units(words));
    let elements = body
        .pointer("/blocks/1/elements")
        .unwrap()
        .as_array()
        .unwrap();
    assert!((1..=ELEMENTS).contains(&elements.len()));
    for element in elements {
        assert!(units(element.pointer("/text").unwrap().as_str().unwrap()) <= SECTION);
    }
    // One link, and nothing else that Slack reads as a command: its page, and the headline on it.
    let (headline, rest) = words
        .strip_prefix("*<https://longshore.example/environments/production/changes/1|")
        .and_then(|rest| rest.split_once(">*"))
        .unwrap();
    assert!(!headline.contains(['<', '>', '\n']), "{headline}");
    assert!(!rest.contains(['<', '>']), "{rest}");
    for (at, _) in words.match_indices('&') {
        let entity = ["&amp;", "&lt;", "&gt;"]
            .into_iter()
            .any(|entity| words[at..].starts_with(entity));
        assert!(entity, "torn apart: {words}");
    }
    assert_eq!(headline, fallback);
    let text = rest.strip_prefix('\n').unwrap_or_default();
    (read_by_slack(headline), read_by_slack(text))
}

/// Holds a card against what Teams takes; gives headline and text as read.
fn held_against_teams(news: &News) -> (String, String) {
    let written = Shape::Teams.body(news, "https://longshore.example");
    assert!(written.len() <= CARD, "{} bytes", written.len());
    let body = body(Shape::Teams, news);
    let parts = body.pointer("/attachments/0/content/body").unwrap();
    let read = |at: usize| {
        read_as_markdown(
            parts
                .pointer(&format!("/{at}/text"))
                .unwrap()
                .as_str()
                .unwrap(),
        )
    };
    let headline = read(0);
    assert!(!headline.contains('\n'), "{headline}");
    let text = if news.text.is_empty() {
        String::new()
    } else {
        read(1)
    };
    (headline, text)
}

/// Whether something is shown whole, or begun and then told to go on.
fn is_shown(shown: &str, whole: &str) -> bool {
    shown == whole
        || shown
            .strip_suffix('…')
            .is_some_and(|begun| whole.starts_with(begun) && begun.len() < whole.len())
}

fn hold(news: &News) {
    let legible = |text: &str| -> String {
        text.chars()
            .map(|one| {
                if one.is_control() && one != '\n' {
                    ' '
                } else {
                    one
                }
            })
            .collect()
    };
    let wanted = legible(&news.headline()).replace('\n', " ");
    let text = legible(&news.text);
    for (headline, told) in [held_against_slack(news), held_against_teams(news)] {
        assert!(is_shown(&headline, &wanted), "{headline} of {wanted}");
        assert!(is_shown(&told, &text), "{told} of {text}");
    }
}

#[test]
fn what_grows_when_it_is_escaped_is_taken_all_the_same() {
    for one in [
        "&",
        "<",
        ">",
        "*",
        "\\",
        "x",
        "é",
        "漢",
        "🚢",
        "👩\u{200d}🚀",
        "\u{202e}",
        "\u{7}",
        "\n",
    ] {
        for many in [0, 1, 299, 300, 301, 600, 1_999, 2_000, 2_001, 20_000] {
            let long = one.repeat(many);
            hold(&news("Deployed", &long, "dana"));
            hold(&news(&long, "", "dana"));
            hold(&news(&long, &long, &long));
        }
    }
}

#[test]
fn nobody_speaks_to_a_channel_or_links_elsewhere_with_a_title() {
    let evil =
        "<!channel> <https://evil.example|Approve> [Approve](https://evil.example) &lt;b&gt;";
    let news = news(evil, evil, "dana");
    let (headline, text) = held_against_slack(&news);
    assert_eq!(headline, format!("[production] {evil}"));
    assert_eq!(text, evil);
    let (headline, text) = held_against_teams(&news);
    assert_eq!(headline, format!("[production] {evil}"));
    assert_eq!(text, evil);
}

proptest! {
    #[test]
    fn any_words_are_taken(title in any::<String>(), text in any::<String>(), by in any::<String>()) {
        hold(&news(&title, &text, &by));
    }

    #[test]
    fn any_long_words_are_taken(part in "[&<>*\\\\\\PC]{1,40}", times in 1_usize..200) {
        let long = part.repeat(times);
        hold(&news(&long, &long, &long));
    }
}
