//! Target groups: what leads to them, and who stands behind them.

use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use shared::wire::{Listing, Offer, OfferQuery, Route, TargetGroup};

use super::{page, words};
use crate::aws::{Aws, AwsError};

/// So many are asked for their targets at the same time.
const AT_ONCE: usize = 6;
/// So long are target groups kept.
const KEEP: Duration = Duration::from_secs(10);

impl Aws {
    pub(super) async fn target_group_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        let (groups, unread) = self.offered_target_groups().await?;
        let search = query.search.as_deref();
        let found = groups
            .iter()
            .filter(|group| {
                let hosts = group.routes.iter().map(|route| route.rule.as_str());
                let texts: Vec<&str> = hosts.chain([group.name.as_str()]).collect();
                page::is_found(search, &texts)
            })
            .map(|group| (format!("{} {}", group.name, group.arn), group.clone()))
            .collect();
        let listing = page::page(found, query.after.as_deref());
        let items = stream::iter(listing.items)
            .map(async |group| {
                let targets = self.target_health(&group.arn).await;
                offer(
                    &group,
                    targets,
                    unread.as_ref(),
                    query.target_type.as_deref(),
                )
            })
            .buffered(AT_ONCE)
            .collect()
            .await;
        Ok(Listing {
            items,
            next: listing.next,
        })
    }

    /// Every listener of every load balancer is asked for its rules, so what came is kept for a
    /// few keystrokes, unless something is missing.
    async fn offered_target_groups(
        &self,
    ) -> Result<(Arc<Vec<TargetGroup>>, Option<AwsError>), AwsError> {
        if let Some(groups) = self.0.offered_target_groups.younger_than(KEEP) {
            return Ok((groups, None));
        }
        Ok(match self.target_groups_at_least().await? {
            (groups, None) => (self.0.offered_target_groups.keep(groups), None),
            (groups, unread) => (Arc::new(groups), unread),
        })
    }
}

fn offer(
    group: &TargetGroup,
    targets: Result<(i64, i64), AwsError>,
    unread: Option<&AwsError>,
    wanted: Option<&str>,
) -> Offer {
    let mut facts: Vec<String> = match unread {
        Some(error) => vec![words::untold("what leads to it", error)],
        None if group.routes.is_empty() => vec!["no listener leads to it yet".to_owned()],
        None => group.routes.iter().map(route).collect(),
    };
    facts.push(match targets {
        Ok((_, 0)) => "no targets yet".to_owned(),
        Ok((healthy, all)) => format!(
            "{healthy} of {} healthy",
            words::count(all, "target", "targets")
        ),
        Err(error) => words::untold("how many targets are healthy", &error),
    });
    facts.push(match group.port {
        Some(port) => format!(
            "target type {}, {}:{port}",
            group.target_type, group.protocol
        ),
        None => format!("target type {}", group.target_type),
    });
    facts.push(match group.health_check.as_str() {
        "none" => "no health check".to_owned(),
        check => format!("health check {check}"),
    });
    facts.extend(group.vpc_id.clone());
    Offer {
        value: group.arn.clone(),
        name: group.name.clone(),
        facts,
        changed_at_ms: None,
        concerns: unfit(group, wanted).into_iter().collect(),
        pinned: None,
    }
}

fn route(route: &Route) -> String {
    let reach = if route.internet_facing {
        "internet-facing"
    } else {
        "internal"
    };
    format!(
        "{} on {} of {} ({reach})",
        route.rule, route.listener, route.load_balancer
    )
}

fn unfit(group: &TargetGroup, wanted: Option<&str>) -> Option<String> {
    let wanted = wanted.filter(|wanted| *wanted != group.target_type)?;
    let registers = match group.target_type.as_str() {
        "instance" => "instances",
        "ip" => "addresses",
        "lambda" => "Lambda functions",
        "alb" => "load balancers",
        _ => "something else",
    };
    let modes = if wanted == "ip" {
        "network mode awsvpc"
    } else {
        "another network mode than awsvpc"
    };
    Some(format!(
        "Registers {registers}, and tasks with {modes} need target type {wanted}."
    ))
}
