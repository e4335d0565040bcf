//! The lifecycle stages of a rollout as a line. A stage can be over before anybody has seen it, so
//! where a rollout is is read from the place of its stage among all, and never from those seen.
//!
//! Roles: an `ol` whose current element is `aria-current="step"`; each says in words whether it is
//! over.

use leptos::prelude::*;

/// The stages in ECS's order, with what they are called.
const STAGES: [(&str, &str); 11] = [
    ("RECONCILE_SERVICE", "Reconcile"),
    ("PRE_SCALE_UP", "Before scale up"),
    ("SCALE_UP", "Scale up"),
    ("POST_SCALE_UP", "After scale up"),
    ("TEST_TRAFFIC_SHIFT", "Test traffic"),
    ("POST_TEST_TRAFFIC_SHIFT", "After test traffic"),
    ("PRE_PRODUCTION_TRAFFIC_SHIFT", "Before production traffic"),
    ("PRODUCTION_TRAFFIC_SHIFT", "Production traffic"),
    ("POST_PRODUCTION_TRAFFIC_SHIFT", "After production traffic"),
    ("BAKE_TIME", "Bake time"),
    ("CLEAN_UP", "Clean up"),
];

/// Only these come again with each step of the traffic, and only where it moves in steps.
const STEPWISE: &str = "PRE_PRODUCTION_TRAFFIC_SHIFT";

/// How a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Over,
    Now,
    Ahead,
    /// The rollout ended here and went back.
    Broken,
}

impl Standing {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::Now => "now",
            Self::Ahead => "ahead",
            Self::Broken => "broken",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Over => ", over",
            Self::Now => ", now",
            Self::Ahead => ", not yet",
            Self::Broken => ", where it was given up",
        }
    }
}

/// Whether a strategy has stages worth showing.
pub(super) fn shifts_traffic(strategy: &str) -> bool {
    !matches!(strategy, "ROLLING" | "")
}

/// What a stage is called.
pub(super) fn stage_words(stage: &str) -> String {
    STAGES
        .iter()
        .find(|(name, _)| *name == stage)
        .map_or_else(|| stage.to_owned(), |(_, words)| (*words).to_owned())
}

/// Each stage of a strategy with how it stands. A stage that we do not know moves nothing.
fn read(status: &str, stage: Option<&str>, strategy: &str) -> Vec<(&'static str, Standing)> {
    let at = stage.and_then(|stage| STAGES.iter().position(|(name, _)| *name == stage));
    let has_failed = matches!(
        status,
        "STOP_REQUESTED"
            | "STOPPED"
            | "ROLLBACK_REQUESTED"
            | "ROLLBACK_IN_PROGRESS"
            | "ROLLBACK_SUCCESSFUL"
            | "ROLLBACK_FAILED"
    );
    let is_stepwise = matches!(strategy, "LINEAR" | "CANARY") || stage == Some(STEPWISE);
    STAGES
        .iter()
        .enumerate()
        .filter(|(_, (name, _))| is_stepwise || *name != STEPWISE)
        .map(|(own, (_, words))| {
            let standing = match at {
                _ if status == "SUCCESSFUL" => Standing::Over,
                Some(at) if own < at => Standing::Over,
                Some(at) if own == at && has_failed => Standing::Broken,
                Some(at) if own == at => Standing::Now,
                Some(_) | None => Standing::Ahead,
            };
            (*words, standing)
        })
        .collect()
}

/// The line of stages.
#[component]
pub(super) fn Stages(
    status: Memo<String>,
    stage: Memo<Option<String>>,
    strategy: Memo<String>,
) -> impl IntoView {
    let stages =
        Memo::new(move |_| read(&status.read(), stage.read().as_deref(), &strategy.read()));
    let rows = move || {
        stages
            .get()
            .into_iter()
            .map(|(words, standing)| {
                let current = (standing == Standing::Now).then_some("step");
                view! {
                    <li class="stages__stage" data-standing=standing.as_str() aria-current=current>
                        {words} <span class="visually-hidden">{standing.words()}</span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <ol class="stages" role="list" aria-label="Stages">
            {rows}
        </ol>
    }
}

#[cfg(test)]
mod tests {
    use super::{Standing, read, stage_words};

    fn standings(status: &str, stage: Option<&str>, strategy: &str) -> String {
        read(status, stage, strategy)
            .into_iter()
            .map(|(_, standing)| match standing {
                Standing::Over => '#',
                Standing::Now => '>',
                Standing::Ahead => '.',
                Standing::Broken => 'x',
            })
            .collect()
    }

    #[test]
    fn a_stage_that_nobody_saw_is_over_all_the_same() {
        assert_eq!(
            standings("IN_PROGRESS", Some("TEST_TRAFFIC_SHIFT"), "BLUE_GREEN"),
            "####>....."
        );
    }

    #[test]
    fn the_stage_before_each_step_is_only_of_strategies_with_steps() {
        assert_eq!(
            standings("IN_PROGRESS", Some("BAKE_TIME"), "CANARY"),
            "#########>."
        );
        assert_eq!(
            standings("IN_PROGRESS", Some("BAKE_TIME"), "BLUE_GREEN"),
            "########>."
        );
    }

    #[test]
    fn what_is_over_says_how_it_ended() {
        assert_eq!(
            standings("SUCCESSFUL", Some("CLEAN_UP"), "BLUE_GREEN"),
            "##########"
        );
        assert_eq!(
            standings("ROLLBACK_SUCCESSFUL", Some("SCALE_UP"), "BLUE_GREEN"),
            "##x......."
        );
        assert_eq!(standings("PENDING", None, "BLUE_GREEN"), "..........");
        assert_eq!(
            standings("IN_PROGRESS", Some("SOMETHING_NEW"), "BLUE_GREEN"),
            ".........."
        );
    }

    #[test]
    fn a_stage_that_aws_adds_keeps_its_name() {
        assert_eq!(stage_words("SCALE_UP"), "Scale up");
        assert_eq!(stage_words("SOMETHING_NEW"), "SOMETHING_NEW");
    }
}
