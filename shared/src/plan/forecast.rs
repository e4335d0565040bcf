//! How a rollout will go, from the percentages and the counts.
//!
//! ECS rounds the most tasks down and the fewest up; when the two meet at the desired count, no
//! task may start and none may stop.

use super::Forecast;
use crate::check::{Known, hosting};
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
struct Settings {
    desired: u64,
    minimum_percent: u64,
    maximum_percent: u64,
}

fn settings(service: &Document) -> Option<Settings> {
    let number = |pointer: &str| {
        let value = service.json().at(&Pointer::parse(pointer))?.as_i64()?;
        u64::try_from(value).ok()
    };
    let text = |pointer: &str| {
        service
            .json()
            .at(&Pointer::parse(pointer))
            .and_then(Json::as_str)
    };
    let rolling = text("/deploymentConfiguration/strategy") == Some("ROLLING")
        && text("/deploymentController/type") == Some("ECS")
        && text("/schedulingStrategy") != Some("DAEMON");
    if !rolling {
        return None;
    }
    Some(Settings {
        desired: number("/desiredCount")?,
        minimum_percent: number("/deploymentConfiguration/minimumHealthyPercent")?,
        maximum_percent: number("/deploymentConfiguration/maximumPercent")?,
    })
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
        desired,
        least: 0,
        most: desired,
        words,
        stuck: hosting::no_place(service, task, known)
            .or_else(|| hosting::too_few(service, task, known)),
    })
}

/// The forecast of a rollout that replaces tasks; both are in normal form.
pub(super) fn rollout(
    before: &Document,
    service: &Document,
    task_definition: Option<&Document>,
    known: &Known,
) -> Option<Forecast> {
    let Settings {
        desired,
        minimum_percent,
        maximum_percent,
    } = settings(service)?;
    let (least, most) = bounds(desired, minimum_percent, maximum_percent);
    // Nobody promises more tasks than run before.
    let running = desired_of(before).unwrap_or(desired);
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
        let (service, task) = (service.json(), task_definition.map(Document::json));
        hosting::no_place(service, task, known)
            .or_else(|| hosting::too_few(service, task, known))
            .or_else(|| hosting::no_free_instance(service, task, known, least))
    };
    Some(Forecast {
        desired,
        least,
        most,
        words,
        stuck,
    })
}

/// The forecast of a change of the count alone; both are in normal form.
pub(super) fn scaling(before: &Document, after: &Document, known: &Known) -> Option<Forecast> {
    let (from, to) = (desired_of(before)?, desired_of(after)?);
    let words = if to > from {
        format!("{}; no task is replaced.", start(to - from))
    } else {
        match from - to {
            1 => "1 task stops; no other is replaced.".to_owned(),
            count => format!("{count} tasks stop; no other is replaced."),
        }
    };
    Some(Forecast {
        desired: to,
        least: from.min(to),
        most: from.max(to),
        words,
        stuck: hosting::no_place(after.json(), None, known)
            .or_else(|| hosting::too_few(after.json(), None, known))
            .filter(|_| to > from),
    })
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
