//! What was looked at in AWS before a plan's first call, what is wrong first.

use leptos::prelude::*;
use shared::preflight::{Finding, Line};

use crate::environment::here;
use crate::format;
use crate::ui::{Disclosure, Tone};

/// The sign and the color for how a look ended.
const fn finding_tone(finding: Finding) -> Tone {
    match finding {
        Finding::Wrong => Tone::Bad,
        Finding::Unknown => Tone::Warn,
        Finding::Fine => Tone::Good,
    }
}

const fn finding_word(finding: Finding) -> &'static str {
    match finding {
        Finding::Wrong => "Wrong",
        Finding::Unknown => "Not known",
        Finding::Fine => "Fine",
    }
}

/// How it looks altogether, in one sentence.
pub(crate) fn looks_words(lines: &[Line]) -> String {
    let count = |finding| {
        let found = lines.iter().filter(|line| line.finding == finding);
        i64::try_from(found.count()).unwrap_or(i64::MAX)
    };
    let (wrong, unknown) = (count(Finding::Wrong), count(Finding::Unknown));
    let all = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    if lines.is_empty() {
        return "There is nothing to look at for this plan.".to_owned();
    }
    let looked = format::count(all, "thing was looked at", "things were looked at");
    match (wrong, unknown) {
        (0, 0) => format!("{looked}, and all is as it must be."),
        (0, unknown) => format!("{looked}: nothing is wrong, {unknown} could not be found out."),
        (wrong, 0) => format!("{looked}: {wrong} wrong."),
        (wrong, unknown) => {
            format!("{looked}: {wrong} wrong, {unknown} could not be found out.")
        }
    }
}

/// The lines: what is not as it must be is shown, the rest waits until somebody asks for it.
#[component]
pub(crate) fn Looks(
    /// The lines, what is wrong first.
    lines: Vec<Line>,
) -> impl IntoView {
    let (fine, troubled): (Vec<Line>, Vec<Line>) = lines
        .into_iter()
        .partition(|line| line.finding == Finding::Fine);
    let number = i64::try_from(fine.len()).unwrap_or(i64::MAX);
    view! {
        {(!troubled.is_empty())
            .then(|| view! { <ul class="issues">{troubled.into_iter().map(row).collect_view()}</ul> })}
        {(!fine.is_empty())
            .then(|| {
                view! {
                    <Disclosure label=format::count(number, "thing is fine", "things are fine")>
                        <ul class="issues">{fine.into_iter().map(row).collect_view()}</ul>
                    </Disclosure>
                }
            })}
    }
}

fn row(line: Line) -> AnyView {
    let Line {
        code: _,
        subject,
        finding,
        words,
        missing_action,
    } = line;
    let tone = finding_tone(finding);
    view! {
        <li class="issues__issue" data-tone=tone.as_str()>
            {tone.icon().view()}
            <span class="visually-hidden">{finding_word(finding)} ": "</span>
            <span class="issues__text">
                {crate::text::sentence(&words)} " "
                <span class="issues__place mono">{subject}</span>
                {missing_action.map(|action| view! { <MissingAction action /> })}
            </span>
        </li>
    }
    .into_any()
}

/// Names what Longshore's credentials lack, with the way to it.
#[component]
pub(crate) fn MissingAction(
    /// The IAM action, such as `ssm:DescribeParameters`.
    action: String,
) -> impl IntoView {
    view! {
        <span class="missing-action">
            " Longshore's credentials lack " <code class="mono">{action}</code> ". "
            <a href=here("/permissions")>"See what they need"</a>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Finding, Line, looks_words};

    fn line(finding: Finding) -> Line {
        Line {
            code: Cow::Borrowed("image-exists"),
            subject: String::new(),
            finding,
            words: String::new(),
            missing_action: None,
        }
    }

    #[test]
    fn says_what_is_wrong_and_what_is_not_known() {
        assert_eq!(
            looks_words(&[line(Finding::Fine)]),
            "1 thing was looked at, and all is as it must be."
        );
        assert_eq!(
            looks_words(&[line(Finding::Wrong), line(Finding::Unknown)]),
            "2 things were looked at: 1 wrong, 1 could not be found out."
        );
        assert_eq!(
            looks_words(&[]),
            "There is nothing to look at for this plan."
        );
    }
}
