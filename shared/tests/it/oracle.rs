//! What botocore's own parameter validation refuses, the checks find too, at the same place.
//!
//! The other way round does not hold: botocore knows types, required members and least values, and
//! nothing of forms, most values or rules.

mod generate;
mod process;

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use shared::check::{Documents, Known, check};
use shared::document::Document;
use shared::issue::{DocumentKind, Edit, Issue, Severity};
use shared::json::Json;
use shared::pointer::Pointer;
use shared::schema::{self, Scope};

use crate::botocore::Venv;
use process::Oracle;

/// Documents of each kind; more when the tests are told to take long.
const DOCUMENTS: u32 = 1500;

/// So many different counterexamples are made small and shown.
const SHOWN: usize = 12;

#[test]
fn what_botocore_refuses_the_checks_find() {
    let venv = Venv::find().unwrap_or_else(|error| panic!("{error}"));
    let mut oracle = Oracle::start(&venv);
    let mut runner = TestRunner::deterministic();
    let mut missed = BTreeMap::new();
    for kind in DocumentKind::ALL {
        let documents = generate::document(kind);
        let (mut refused, mut accepted) = (0, 0);
        for _ in 0..DOCUMENTS.max(Config::default().cases) {
            let mut tree = documents.new_tree(&mut runner).unwrap();
            let verdict = Verdict::of(&mut oracle, kind, tree.current());
            if verdict.refused {
                refused += 1;
            } else {
                accepted += 1;
            }
            if verdict.missed.is_some() && missed.len() < SHOWN {
                let (place, words) = smallest(&mut oracle, kind, &mut tree);
                missed.entry((kind, place)).or_insert(words);
            }
        }
        // Otherwise the documents say little.
        assert!(
            refused > 100 && accepted > 100,
            "of the generated {}s botocore refuses {refused} and accepts {accepted}",
            kind.words()
        );
    }
    let mut words: Vec<String> = missed.into_values().collect();
    words.sort_by_key(String::len);
    assert!(
        words.is_empty(),
        "botocore refuses these, and no error or warning of ours stands there:\n\n{}",
        words.join("\n\n")
    );
}

/// What botocore and the checks say of one document.
struct Verdict {
    refused: bool,
    /// The place that the checks do not name, without its indices, and everything in words.
    missed: Option<(String, String)>,
}

impl Verdict {
    fn of(oracle: &mut Oracle, kind: DocumentKind, json: Json) -> Self {
        let operation = match kind {
            DocumentKind::TaskDefinition => "RegisterTaskDefinition",
            DocumentKind::Service if is_update(&json) => "UpdateService",
            DocumentKind::Service => "CreateService",
            DocumentKind::RunTask => "RunTask",
        };
        let answer = oracle.ask(operation, &json);
        let document = Document::new(kind, json);
        let issues = issues(&document);
        let missed = answer
            .places
            .iter()
            .find(|place| !issues.iter().any(|issue| stands_at(issue, place)));
        Self {
            refused: !answer.valid,
            missed: missed.map(|place| {
                let words = format!(
                    "{operation} {}\n  at {place}: {}\n  found: {}",
                    document.json().to_compact(),
                    answer.report.replace('\n', "\n  "),
                    said(&issues)
                );
                (without_indices(place), words)
            }),
        }
    }
}

/// A service without a name may be meant for either call.
fn is_update(json: &Json) -> bool {
    let has = |name| json.get(name).is_some();
    let creates = schema::root(DocumentKind::Service).members.iter();
    let mut creates = creates.filter(|member| member.scope == Scope::Create);
    has("service") && !has("serviceName") || !creates.any(|member| has(member.name))
}

fn issues(document: &Document) -> Vec<Issue> {
    let mut documents = Documents::default();
    match document.kind() {
        DocumentKind::TaskDefinition => documents.task_definition = Some(document),
        DocumentKind::Service => documents.service = Some(document),
        DocumentKind::RunTask => documents.run_task = Some(document),
    }
    let mut issues = check(&documents, &Known::default());
    issues.retain(|issue| issue.severity != Severity::Advice);
    issues
}

/// Whether an issue stands at a place or inside of it. What an issue would take away, it is about
/// as well: one stands for all members of an object that are null. So it is about what it would rename
/// something to: a member in CloudFormation's spelling is not told as missing besides.
fn stands_at(issue: &Issue, place: &Pointer) -> bool {
    // By design one warning, whichever name is missing.
    let unnamed = issue.code == "service-unnamed" && place.as_str() == "/service";
    let mut edits = issue.fix.iter().flat_map(|fix| &fix.edits);
    let mends = edits.any(|edit| match edit {
        Edit::Remove { pointer } => pointer == place,
        Edit::Rename { pointer, name } => {
            let parent = pointer.parent();
            parent.is_some_and(|parent| parent.member(name) == *place)
        }
        Edit::Set { .. } => false,
    });
    unnamed || mends || issue.pointer.is_within(place)
}

fn said(issues: &[Issue]) -> String {
    let said: Vec<String> = issues
        .iter()
        .map(|issue| format!("{} {}", issue.code, issue.pointer))
        .collect();
    said.join(", ")
}

fn without_indices(place: &Pointer) -> String {
    place
        .tokens()
        .filter(|token| token.parse::<usize>().is_err())
        .fold(String::new(), |text, token| format!("{text}/{token}"))
}

/// Makes a document smaller as long as the checks miss something in it.
fn smallest(
    oracle: &mut Oracle,
    kind: DocumentKind,
    tree: &mut impl ValueTree<Value = Json>,
) -> (String, String) {
    let mut best = None;
    loop {
        let missed = Verdict::of(oracle, kind, tree.current()).missed;
        let goes_on = if missed.is_some() {
            best = missed;
            tree.simplify()
        } else {
            tree.complicate()
        };
        if !goes_on {
            return best.unwrap();
        }
    }
}
