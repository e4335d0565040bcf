//! Where the traffic of a service goes that has two target groups.

use serde_json::Value;

use crate::{
    ecs::service::{self, Service, deployment::Side},
    elbv2, input,
    world::World,
};

/// Rewrites the listener rules of a service to what its versions are to have of the traffic.
pub(super) fn apply(world: &mut World, arn: &str) {
    let Some(service) = world.ecs.services.get(arn) else {
        return;
    };
    for (rule, weights) in rules(service) {
        elbv2::set_weights(world, &rule, &weights);
    }
}

/// The shares of two target groups.
type Weights = Vec<(String, u32)>;

fn rules(service: &Service) -> Vec<(String, Weights)> {
    let Some(newest) = service.primary() else {
        return Vec::new();
    };
    let (production, test) = service
        .shift()
        .map_or((100.0, 100.0), |shift| (shift.production, shift.test));
    let balancers = service
        .members
        .get("loadBalancers")
        .and_then(Value::as_array);
    let mut rules = Vec::new();
    for balancer in balancers.into_iter().flatten() {
        let Some(advanced) = balancer.get("advancedConfiguration") else {
            continue;
        };
        for (member, percent) in [
            ("productionListenerRule", production),
            ("testListenerRule", test),
        ] {
            let Some(rule) = input::text(advanced, member) else {
                continue;
            };
            let (new, old) = shares(percent);
            let weights = [Side::Main, Side::Alternate]
                .into_iter()
                .filter_map(|side| {
                    let group = service::target_group(balancer, side)?.to_owned();
                    Some((group, if side == newest.side { new } else { old }))
                })
                .collect();
            rules.push((rule.to_owned(), weights));
        }
    }
    rules
}

/// Percents as weights of a listener rule, which are whole: tenths of a percent become parts of a
/// thousand.
fn shares(percent: f64) -> (u32, u32) {
    let whole = if percent.fract() == 0.0 {
        100.0
    } else {
        1000.0
    };
    let new = (percent / 100.0 * whole).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 1000"
    )]
    let (new, whole) = (new as u32, whole as u32);
    (new, whole.saturating_sub(new))
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn percents_become_whole_weights() {
        assert_eq!(shares(0.0), (0, 100));
        assert_eq!(shares(5.0), (5, 95));
        assert_eq!(shares(33.3), (333, 667));
        assert_eq!(shares(0.1), (1, 999));
        assert_eq!(shares(100.0), (100, 0));
    }
}
