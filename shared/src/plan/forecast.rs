//! How a rollout will go, from the percentages and the counts.
//!
//! ECS rounds the most tasks down and the fewest up; when the two meet at the desired count, no
//! task may start and none may stop.

use super::shifting;
use super::waves::waves;
use super::{Effect, Forecast, PlanKind};
use crate::check::{Known, hosting};
use crate::diff::Change;
use crate::document::Document;
use crate::json::Json;
use crate::pointer::Pointer;

/// The fewest and the most tasks while a deployment replaces `desired` of them.
pub(crate) const fn bounds(desired: u64, minimum_percent: u64, maximum_percent: u64) -> (u64, u64) {
    let least = desired.saturating_mul(minimum_percent).div_ceil(100);
    let most = desired.saturating_mul(maximum_percent) / 100;
    (least, most)
}

/// What a service in normal form says about its rollouts.
struct Settings<'a> {
    strategy: &'a str,
    desired: u64,
    minimum_percent: u64,
    maximum_percent: u64,
}

fn settings(service: &Document) -> Option<Settings<'_>> {
    let json = service.json();
    let number = |pointer: &str| {
        let value = json.at(&Pointer::parse(pointer))?.as_i64()?;
        u64::try_from(value).ok()
    };
    let text = |pointer: &str| json.at(&Pointer::parse(pointer)).and_then(Json::as_str);
    if text("/deploymentController/type") != Some("ECS")
        || text("/schedulingStrategy") == Some("DAEMON")
    {
        return None;
    }
    Some(Settings {
        strategy: text("/deploymentConfiguration/strategy")?,
        desired: number("/desiredCount")?,
        minimum_percent: number("/deploymentConfiguration/minimumHealthyPercent")?,
        maximum_percent: number("/deploymentConfiguration/maximumPercent")?,
    })
}

/// What a rollout starts from and goes to; the documents are in normal form.
pub(super) struct Moment<'a> {
    pub(super) before: &'a Document,
    pub(super) after: &'a Document,
    pub(super) task_definition: Option<&'a Document>,
    pub(super) known: &'a Known,
}

impl Moment<'_> {
    fn no_place(&self) -> Option<String> {
        let definition = self.task_definition.map(Document::json);
        hosting::no_place(self.after.json(), definition, self.known)
            .or_else(|| hosting::too_few(self.after.json(), definition, self.known))
    }
}

/// The forecast of a first deploy; `service` is in normal form.
pub(super) fn first(
    service: &Document,
    task_definition: Option<&Document>,
    known: &Known,
) -> Option<Forecast> {
    let Settings { desired, .. } = settings(service)?;
    let words = match desired {
        0 => "No task starts: the desired count is 0.".to_owned(),
        count => format!("{} from nothing.", start(count)),
    };
    let (service, task) = (service.json(), task_definition.map(Document::json));
    Some(Forecast {
        least: 0,
        most: desired,
        stuck: hosting::no_place(service, task, known)
            .or_else(|| hosting::too_few(service, task, known)),
        ..plain(desired, words)
    })
}

/// The forecast of a change of a service; nothing where no task starts or stops.
pub(super) fn of_change(
    moment: &Moment<'_>,
    kind: PlanKind,
    force: bool,
    changes: &[Change],
) -> Option<Forecast> {
    let any = |effect: Effect| changes.iter().any(|change| change.effect == effect);
    if kind == PlanKind::Nothing {
        None
    } else if force || any(Effect::ReplacesTasks) {
        replacement(moment)
    } else if any(Effect::Scales) {
        scaling(moment)
    } else {
        None
    }
}

/// Tasks are replaced.
fn replacement(moment: &Moment<'_>) -> Option<Forecast> {
    let settings = settings(moment.after)?;
    match settings.strategy {
        "ROLLING" => Some(rolling(moment, &settings)),
        "BLUE_GREEN" | "LINEAR" | "CANARY" => Some(shift(moment, &settings)),
        _ => None,
    }
}

fn rolling(moment: &Moment<'_>, settings: &Settings<'_>) -> Forecast {
    let Settings {
        desired,
        minimum_percent,
        maximum_percent,
        ..
    } = *settings;
    let (least, most) = bounds(desired, minimum_percent, maximum_percent);
    // Nobody promises more tasks than run before.
    let running = desired_of(moment.before).unwrap_or(desired);
    let least = least.min(running);
    let most = most.max(desired);
    let words = if desired == 0 {
        "No task runs: the desired count is 0.".to_owned()
    } else if least == 0 {
        format!(
            "While it rolls, at most {} and perhaps none: there can be an outage.",
            run(most)
        )
    } else if least == most {
        format!("While it rolls, {}.", run(least))
    } else {
        format!(
            "While it rolls, at least {least} and at most {}.",
            run(most)
        )
    };
    let stuck = if desired > 0 && least >= most && running >= desired {
        Some(format!(
            "With {}, minimum healthy {minimum_percent} % (rounded up) and maximum {maximum_percent} % (rounded down), no task may stop and none may start: raise the maximum or lower the minimum",
            count(desired)
        ))
    } else {
        let definition = moment.task_definition.map(Document::json);
        moment.no_place().or_else(|| {
            hosting::no_free_instance(moment.after.json(), definition, moment.known, least)
        })
    };
    let (waves, more_waves) = if stuck.is_some() {
        (Vec::new(), 0)
    } else {
        waves(running, desired, least, most)
    };
    Forecast {
        least,
        most,
        stuck,
        waves,
        more_waves,
        ..plain(desired, words)
    }
}

/// A second set of tasks starts beside the first, and the traffic moves to it.
fn shift(moment: &Moment<'_>, settings: &Settings<'_>) -> Forecast {
    let desired = settings.desired;
    let running = desired_of(moment.before).unwrap_or(desired);
    let words = shifting::words(moment.after.json(), settings.strategy, running, desired);
    Forecast {
        least: running,
        most: running.saturating_add(desired),
        stuck: moment.no_place(),
        ..plain(desired, words)
    }
}

/// The count alone changes.
fn scaling(moment: &Moment<'_>) -> Option<Forecast> {
    let (from, to) = (desired_of(moment.before)?, desired_of(moment.after)?);
    let words = if to > from {
        format!("{}; no task is replaced.", start(to - from))
    } else {
        match from - to {
            1 => "1 task stops; no other is replaced.".to_owned(),
            count => format!("{count} tasks stop; no other is replaced."),
        }
    };
    Some(Forecast {
        least: from.min(to),
        most: from.max(to),
        stuck: moment.no_place().filter(|_| to > from),
        ..plain(to, words)
    })
}

fn plain(desired: u64, words: String) -> Forecast {
    Forecast {
        desired,
        least: desired,
        most: desired,
        words,
        stuck: None,
        waves: Vec::new(),
        more_waves: 0,
    }
}

fn desired_of(service: &Document) -> Option<u64> {
    let desired = service.json().get("desiredCount")?.as_i64()?;
    u64::try_from(desired).ok()
}

fn start(count: u64) -> String {
    match count {
        1 => "1 task starts".to_owned(),
        count => format!("{count} tasks start"),
    }
}

fn run(count: u64) -> String {
    match count {
        1 => "1 task runs".to_owned(),
        count => format!("{count} tasks run"),
    }
}

fn count(tasks: u64) -> String {
    match tasks {
        1 => "1 task".to_owned(),
        tasks => format!("{tasks} tasks"),
    }
}

#[cfg(test)]
mod tests {
    use super::bounds;

    #[test]
    fn rounds_the_most_down_and_the_fewest_up() {
        assert_eq!(bounds(1, 100, 150), (1, 1));
        assert_eq!(bounds(2, 75, 100), (2, 2));
        assert_eq!(bounds(3, 0, 125), (0, 3));
        assert_eq!(bounds(4, 50, 200), (2, 8));
        assert_eq!(bounds(0, 100, 200), (0, 0));
    }
}
