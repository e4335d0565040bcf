//! Alarms of Cloud Watch.

use shared::wire::{Listing, Offer, OfferQuery};

use super::page;
use crate::aws::query::{Answer, Service};
use crate::aws::{Aws, AwsError};

/// Cloud Watch and the version of its interface.
pub(in crate::aws) const SERVICE: Service = Service {
    host: "monitoring",
    signing_name: "monitoring",
    iam_prefix: "cloudwatch",
    version: "2010-08-01",
};

impl Aws {
    pub(super) async fn alarm_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        page::first_with_some(query.after.as_deref(), |after| {
            self.alarm_page(query, after)
        })
        .await
    }

    async fn alarm_page(
        &self,
        query: &OfferQuery,
        after: Option<String>,
    ) -> Result<Listing<Offer>, AwsError> {
        let mut parameters = vec![
            ("AlarmTypes.member.1".to_owned(), "MetricAlarm".to_owned()),
            (
                "AlarmTypes.member.2".to_owned(),
                "CompositeAlarm".to_owned(),
            ),
            ("MaxRecords".to_owned(), "100".to_owned()),
        ];
        parameters.extend(after.map(|after| ("NextToken".to_owned(), after)));
        let answer = self.0.alarms.call("DescribeAlarms", &parameters).await?;
        let result = answer
            .member("DescribeAlarmsResult")
            .ok_or_else(|| AwsError::nonsense("DescribeAlarms", "the answer holds no result"))?;
        let search = query.search.as_deref();
        let items = result
            .list("MetricAlarms")
            .iter()
            .chain(result.list("CompositeAlarms"))
            .filter(|alarm| page::is_found(search, &[alarm.text("AlarmName").unwrap_or_default()]))
            .map(offer)
            .collect();
        Ok(Listing {
            items,
            next: page::next(result.text("NextToken")),
        })
    }
}

fn offer(alarm: &Answer) -> Offer {
    let name = alarm.text("AlarmName").unwrap_or_default();
    let state = alarm.text("StateValue").unwrap_or_default();
    let mut facts = vec![match state {
        "OK" => "not ringing".to_owned(),
        "ALARM" => "ringing".to_owned(),
        "INSUFFICIENT_DATA" => "not enough data to tell".to_owned(),
        other => other.to_owned(),
    }];
    facts.extend(watches(alarm));
    facts.extend(alarm.text("AlarmDescription").map(str::to_owned));
    let concerns = if state == "ALARM" {
        vec![
            "It rings now. ECS watches no alarm of a rollout that begins while one of them rings."
                .to_owned(),
        ]
    } else {
        Vec::new()
    };
    Offer {
        value: name.to_owned(),
        name: name.to_owned(),
        facts,
        changed_at_ms: None,
        concerns,
        pinned: None,
    }
}

/// What makes it ring.
fn watches(alarm: &Answer) -> Option<String> {
    if let Some(rule) = alarm.text("AlarmRule") {
        return Some(format!("rings when {rule}"));
    }
    let Some(metric) = alarm.text("MetricName") else {
        return (!alarm.list("Metrics").is_empty())
            .then(|| "watches an expression of several metrics".to_owned());
    };
    let than = match alarm.text("ComparisonOperator") {
        Some("GreaterThanOrEqualToThreshold") => "at or above",
        Some("GreaterThanThreshold") => "above",
        Some("LessThanThreshold") => "below",
        Some("LessThanOrEqualToThreshold") => "at or below",
        _ => "outside of",
    };
    let limit = alarm.text("Threshold").unwrap_or("its band");
    let limit = limit.strip_suffix(".0").unwrap_or(limit);
    let of: Vec<String> = alarm
        .list("Dimensions")
        .iter()
        .filter_map(|one| Some(format!("{} {}", one.text("Name")?, one.text("Value")?)))
        .collect();
    let of = if of.is_empty() {
        String::new()
    } else {
        format!(" of {}", of.join(", "))
    };
    Some(format!("rings when {metric}{of} is {than} {limit}"))
}
