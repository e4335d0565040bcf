//! Measures the definition engine on a large task definition: the same work natively and in a
//! browser. The clock is given; nothing here prints or judges.

mod documents;

use shared::check::{Documents, Known, check};
use shared::dialect::{Format, export};
use shared::diff;
use shared::document::Document;
use shared::normal::normal;
use shared::plan::{Extent, Observed, Wanted, make};

pub use documents::{service, task_definition};

/// How often each step is repeated.
const ROUNDS: usize = 61;

/// One step's time.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// What was done, such as `check`.
    pub step: &'static str,
    /// The median of its rounds, in milliseconds.
    pub median_ms: f64,
    /// The slowest of nineteen in twenty rounds, in milliseconds.
    pub slow_ms: f64,
}

/// Runs every step and tells how long each took; `now_ms` is a clock in milliseconds.
pub fn measure(now_ms: &dyn Fn() -> f64) -> Vec<Timing> {
    let text = task_definition("1.27", "eu");
    let (Ok(before), Ok(after), Ok(service)) = (
        Document::read(&text, None),
        Document::read(&task_definition("1.28", "us"), None),
        Document::read(&service(), None),
    ) else {
        return Vec::new();
    };
    let documents = Documents {
        task_definition: Some(&after),
        service: Some(&service),
        ..Documents::default()
    };
    let known = Known::default();
    let observed = Observed {
        service: Some(service.clone()),
        task_definition: Some(before.clone()),
        latest_revision: Some(7),
        ..Observed::default()
    };
    let wanted = Wanted {
        task_definition: Some(&after),
        service: &service,
        extent: Extent::Partial,
        gate: None,
    };
    let steps: [(&'static str, &dyn Fn() -> usize); 6] = [
        ("parse", &|| {
            Document::read(&text, None).map_or(0, |document| document.aside().len() + 1)
        }),
        ("check", &|| check(&documents, &known).len() + 1),
        ("normal form", &|| {
            usize::from(normal(&after).json().as_object().is_some())
        }),
        ("diff", &|| diff::diff(&before, &after).len()),
        ("check and diff", &|| {
            check(&documents, &known).len() + diff::diff(&before, &after).len()
        }),
        ("plan", &|| {
            make("bench", &wanted, &observed)
                .map_or_else(|issues| issues.len(), |preview| preview.plan.steps.len())
        }),
    ];
    steps
        .iter()
        .map(|(step, work)| timing(step, now_ms, work))
        .collect()
}

fn timing(step: &'static str, now_ms: &dyn Fn() -> f64, work: &dyn Fn() -> usize) -> Timing {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = now_ms();
            std::hint::black_box(work());
            now_ms() - start
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    let at = |share: usize| {
        rounds
            .get((rounds.len() - 1) * share / 100)
            .copied()
            .unwrap_or_default()
    };
    Timing {
        step,
        median_ms: at(50),
        slow_ms: at(95),
    }
}

/// The measured definitions as a CloudFormation template in JSON.
pub fn template() -> String {
    let documents: Vec<Document> = [task_definition("1.27", "eu"), service()]
        .iter()
        .filter_map(|text| Document::read(text, None).ok())
        .collect();
    export(&documents, Format::CloudFormationJson)
        .files
        .into_iter()
        .map(|(_, text)| text)
        .collect()
}

/// A definition with a line for each member, as editors show it.
pub fn readable(text: &str) -> String {
    shared::json::parse(text).map_or_else(|_| text.to_owned(), |json| json.to_pretty())
}

/// The timings as lines of step, median and slow round, with tabs between, for whoever prints them.
pub fn lines(timings: &[Timing]) -> String {
    let line = |timing: &Timing| {
        format!(
            "{}\t{:.4}\t{:.4}",
            timing.step, timing.median_ms, timing.slow_ms
        )
    };
    let lines: Vec<String> = timings.iter().map(line).collect();
    lines.join("\n")
}
