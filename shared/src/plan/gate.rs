//! A gate: a task that runs before a service is touched, and without whose good end it is not.

use super::make::Observed;
use super::one_off::{self, Around, OneOff, Revision};
use super::{ChangeInWords, Effect, Step, TASK_DEFINITION_ARN};
use crate::check::hosting;
use crate::document::Document;
use crate::issue::{DocumentKind, Issue};
use crate::json::Json;
use crate::pointer::Pointer;

/// What the changes of a gate stand under.
const GROUP: &str = "Gate";

/// A gate that could be passed.
pub(super) struct Gate(OneOff);

/// Completes a gate from the service as it will be and the revision that the service will run.
pub(super) fn gate(
    run_task: &Document,
    id: &str,
    service: &Document,
    registers: bool,
    runs: Option<&Document>,
    observed: &Observed,
) -> (Gate, Vec<Issue>) {
    let revision = service
        .json()
        .get("taskDefinition")
        .and_then(Json::as_str)
        .map(|reference| Revision {
            sent: if registers {
                TASK_DEFINITION_ARN.to_owned()
            } else {
                reference.to_owned()
            },
            shown: last_part(reference).to_owned(),
            definition: runs,
        });
    let mut one_off = one_off::complete(
        run_task,
        id,
        &Around {
            service: Some(service),
            revision,
            named: &observed.gate,
            known: &observed.known,
        },
    );
    let mut issues = std::mem::take(&mut one_off.issues);
    let cluster = hosting::cluster_name(service.json());
    issues.extend(one_off::elsewhere(run_task, &cluster));
    (Gate(one_off), issues)
}

impl Gate {
    pub(super) fn steps(&self) -> [Step; 2] {
        let body = self.0.document.text();
        [Step::RunTask { body }, Step::WaitForTask]
    }

    pub(super) fn words(&self) -> Vec<ChangeInWords> {
        let mut said = vec![ChangeInWords {
            place: String::new(),
            group: GROUP.to_owned(),
            words: format!(
                "runs a task of {} first; unless it ends well, the service is left alone",
                self.0.shown
            ),
            effect: Effect::None,
            document: DocumentKind::RunTask,
            pointer: Pointer::parse("/taskDefinition"),
        }];
        said.extend(one_off::overrides_in_words(&self.0.document, GROUP));
        said
    }
}

pub(super) fn last_part(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}
