//! Whatever value is not filled in yet: nothing is wrong with it, and nothing that was right becomes
//! wrong by it.

use std::collections::BTreeSet;

use shared::check::{Documents, Known, check};
use shared::dialect;
use shared::document::Document;
use shared::issue::{DocumentKind, Severity};
use shared::json::Json;
use shared::pointer::Pointer;

/// Documents that use most of what there is, without an error: task definitions, each with the
/// service that runs it.
const PAIRS: [[&str; 2]; 2] = [
    [
        include_str!("open/fargate-task.json"),
        include_str!("open/fargate-service.json"),
    ],
    [
        include_str!("open/instances-task.json"),
        include_str!("open/instances-service.json"),
    ],
];

/// What people write where a value will stand; without quotes where JSON has no place for it.
const PLACEHOLDERS: [&str; 4] = ["\"${VALUE}\"", "\"__VALUE__\"", "$VALUE", "{{ value }}"];

/// A value that no document has.
const MARK: &str = "\u{1}";

#[test]
fn a_placeholder_makes_nothing_wrong() {
    let mut wrong = BTreeSet::new();
    for [task, service] in PAIRS {
        let both = [read(task), read(service)];
        let before = found([&both[0], &both[1]]);
        assert_eq!(before, BTreeSet::new());
        for (at, placeholder) in [0, 1]
            .into_iter()
            .flat_map(|at| PLACEHOLDERS.map(|one| (at, one)))
        {
            for place in places(both[at].json(), &Pointer::root()) {
                let mut marked = both[at].clone();
                marked.json_mut().set(&place, Json::from(MARK));
                let text = marked.text().replace("\"\\u0001\"", placeholder);
                let open = dialect::read_all(&text, Some(both[at].kind())).unwrap();
                let issues = match at {
                    0 => found([&open[0], &both[1]]),
                    _ => found([&both[0], &open[0]]),
                };
                wrong.extend(issues.into_iter().map(|issue| (issue, place.to_string())));
            }
        }
    }
    assert_eq!(wrong, BTreeSet::new());
}

fn read(text: &str) -> Document {
    Document::read(text, None).unwrap()
}

/// Every place but the whole.
fn places(json: &Json, at: &Pointer) -> Vec<Pointer> {
    let inside: Vec<(Pointer, &Json)> = match json {
        Json::Object(members) => members
            .iter()
            .map(|(name, value)| (at.member(name), value))
            .collect(),
        Json::Array(elements) => elements
            .iter()
            .enumerate()
            .map(|(index, value)| (at.index(index), value))
            .collect(),
        _ => Vec::new(),
    };
    inside
        .into_iter()
        .flat_map(|(at, value)| {
            let mut all = places(value, &at);
            all.push(at);
            all
        })
        .collect()
}

/// The errors and warnings, but for those that say that something is not filled in.
fn found([task, service]: [&Document; 2]) -> BTreeSet<String> {
    assert_eq!(task.kind(), DocumentKind::TaskDefinition);
    check(
        &Documents {
            task_definition: Some(task),
            service: Some(service),
            run_task: None,
        },
        &Known::default(),
    )
    .into_iter()
    .filter(|issue| issue.severity != Severity::Advice && issue.code != "placeholder-unfilled")
    .map(|issue| format!("{} {}", issue.code, issue.pointer))
    .collect()
}
