//! How a rollout goes that starts a second set of tasks beside the first and moves the traffic
//! over, in words. The numbers that are left out are those that ECS takes then.

use crate::json::Json;
use crate::pointer::Pointer;

/// ECS lets a hook wait so long where nothing is said.
const HOOK_MINUTES: u64 = 1440;

/// How it goes: `old` tasks run, and `new` start beside them. The service is in normal form.
pub(super) fn words(service: &Json, strategy: &str, old: u64, new: u64) -> String {
    let mut said = vec![
        match new {
            1 => format!("1 task starts beside the {old} that run."),
            count => format!("{count} tasks start beside the {old} that run."),
        },
        traffic(service, strategy),
        baking(service),
    ];
    said.extend(hooks(service));
    said.join(" ")
}

fn at<'j>(service: &'j Json, member: &str) -> Option<&'j Json> {
    service.at(&Pointer::parse(&format!(
        "/deploymentConfiguration/{member}"
    )))
}

fn number(service: &Json, member: &str, otherwise: &str) -> String {
    at(service, member).map_or_else(|| otherwise.to_owned(), Json::to_compact)
}

fn whole(service: &Json, member: &str, otherwise: u64) -> u64 {
    at(service, member)
        .and_then(Json::as_i64)
        .and_then(|value| u64::try_from(value).ok())
        .unwrap_or(otherwise)
}

fn traffic(service: &Json, strategy: &str) -> String {
    match strategy {
        "LINEAR" => {
            let percent = number(service, "linearConfiguration/stepPercent", "10");
            let wait = minutes(whole(
                service,
                "linearConfiguration/stepBakeTimeInMinutes",
                6,
            ));
            format!(
                "Then {percent} % of the traffic moves at a time{}, with {wait} between two steps.",
                steps(&percent)
            )
        }
        "CANARY" => {
            let percent = number(service, "canaryConfiguration/canaryPercent", "5");
            let wait = minutes(whole(
                service,
                "canaryConfiguration/canaryBakeTimeInMinutes",
                10,
            ));
            format!("Then {percent} % of the traffic moves, and the rest {wait} later.")
        }
        _ => "Then all the traffic moves at once.".to_owned(),
    }
}

/// In how many steps all the traffic has moved.
fn steps(percent: &str) -> String {
    // Tenths of a percent are the finest that ECS takes.
    let (whole, tenth) = percent.split_once('.').unwrap_or((percent, "0"));
    let parsed = || -> Option<u64> {
        let tenth: u64 = tenth.get(..1)?.parse().ok()?;
        whole
            .parse::<u64>()
            .ok()?
            .checked_mul(10)?
            .checked_add(tenth)
    };
    match parsed() {
        Some(permille @ 1..) => format!(", in {} steps", 1000_u64.div_ceil(permille)),
        _ => String::new(),
    }
}

fn baking(service: &Json) -> String {
    match whole(service, "bakeTimeInMinutes", 0) {
        0 => "The old tasks stop as soon as it has.".to_owned(),
        bake => format!(
            "Both versions run for {} more, then the old tasks stop.",
            minutes(bake)
        ),
    }
}

/// What can hold it up, one sentence each.
fn hooks(service: &Json) -> Vec<String> {
    let hooks = at(service, "lifecycleHooks").and_then(Json::as_array);
    let mut said = Vec::new();
    for hook in hooks.unwrap_or_default() {
        let text = |pointer: &str| hook.at(&Pointer::parse(pointer)).and_then(Json::as_str);
        let stages: Vec<&str> = hook
            .get("lifecycleStages")
            .and_then(Json::as_array)
            .unwrap_or_default()
            .iter()
            .filter_map(Json::as_str)
            .collect();
        let stages = stages.join(" and ");
        said.push(if text("/targetType") == Some("PAUSE") {
            let longest = hook
                .at(&Pointer::parse("/timeoutConfiguration/timeoutInMinutes"))
                .and_then(Json::as_i64)
                .and_then(|value| u64::try_from(value).ok())
                .unwrap_or(HOOK_MINUTES);
            let then = match text("/timeoutConfiguration/action") {
                Some("CONTINUE") => "goes on",
                _ => "rolls back",
            };
            format!(
                "It waits for a person at {stages}, at most {}, then {then}.",
                minutes(longest)
            )
        } else {
            format!("A function is asked at {stages}.")
        });
    }
    said
}

/// A time as people say it.
fn minutes(count: u64) -> String {
    let (count, unit) = match count {
        hours if hours >= 60 && hours % 60 == 0 => (hours / 60, "hour"),
        minutes => (minutes, "minute"),
    };
    if count == 1 {
        format!("1 {unit}")
    } else {
        format!("{count} {unit}s")
    }
}

#[cfg(test)]
mod tests {
    use super::{minutes, steps};

    #[test]
    fn counts_steps_and_says_times() {
        assert_eq!(steps("10"), ", in 10 steps");
        assert_eq!(steps("33.3"), ", in 4 steps");
        assert_eq!(steps("3.0"), ", in 34 steps");
        assert_eq!(steps("{{ X }}"), "");
        assert_eq!(minutes(1), "1 minute");
        assert_eq!(minutes(90), "90 minutes");
        assert_eq!(minutes(1440), "24 hours");
    }
}
