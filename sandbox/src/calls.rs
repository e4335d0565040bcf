//! Counting calls, and turning away those that come too fast.
//!
//! Buckets and rates are those of the ECS API reference, "Request throttling for the Amazon ECS
//! API": each account and region has a bucket for each kind of operation, which all operations of
//! the kind share. Refilled by simulated time, like everything else.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The calls of all clients since the start, or since they were last forgotten.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    /// By service and operation, `ecs.ListTasks`.
    counts: BTreeMap<String, u64>,
    throttled: u64,
    /// By kind; `None` while throttling is off.
    buckets: Option<BTreeMap<&'static str, Bucket>>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    at_ms: i64,
}

/// A kind of operations: its name, how many calls may come at once, and how many a second.
type Rate = (&'static str, u32, u32);

impl Calls {
    /// Counts a call and says whether it comes too fast.
    pub(crate) fn come_too_fast(&mut self, service: &str, operation: &str, now_ms: i64) -> bool {
        *self
            .counts
            .entry(format!("{service}.{operation}"))
            .or_default() += 1;
        let Some(buckets) = &mut self.buckets else {
            return false;
        };
        let Some((kind, burst, per_second)) = rate(service, operation) else {
            return false;
        };
        let (burst, per_second) = (f64::from(burst), f64::from(per_second));
        let bucket = buckets.entry(kind).or_insert(Bucket {
            tokens: burst,
            at_ms: now_ms,
        });
        #[expect(clippy::cast_precision_loss, reason = "a bucket is full after seconds")]
        let passed_s = (now_ms - bucket.at_ms) as f64 / 1000.0;
        bucket.tokens = (bucket.tokens + passed_s * per_second).min(burst);
        bucket.at_ms = now_ms;
        if bucket.tokens < 1.0 {
            self.throttled += 1;
            return true;
        }
        bucket.tokens -= 1.0;
        false
    }

    /// Turns throttling on, with full buckets, or off.
    pub(crate) fn throttle(&mut self, is_on: bool) {
        self.buckets = is_on.then(BTreeMap::new);
    }

    pub(crate) fn is_throttling(&self) -> bool {
        self.buckets.is_some()
    }

    pub(crate) fn describe(&self) -> Value {
        json!({
            "calls": self.counts,
            "total": self.counts.values().sum::<u64>(),
            "throttled": self.throttled,
        })
    }

    pub(crate) fn forget(&mut self) {
        self.counts.clear();
        self.throttled = 0;
    }
}

/// The bucket of an operation. Only ECS's are documented and simulated.
fn rate(service: &str, operation: &str) -> Option<Rate> {
    if service != "ecs" {
        return None;
    }
    Some(match operation {
        "CreateCluster"
        | "UpdateCluster"
        | "UpdateClusterSettings"
        | "DeleteCluster"
        | "PutClusterCapacityProviders" => ("cluster modify", 20, 1),
        "DescribeClusters" | "ListClusters" => ("cluster read", 50, 20),
        "RegisterTaskDefinition" | "DeregisterTaskDefinition" => ("task definition modify", 20, 1),
        "DescribeTaskDefinition" | "ListTaskDefinitions" | "ListTaskDefinitionFamilies" => {
            ("task definition read", 50, 20)
        }
        "DeleteTaskDefinitions" => ("task definition delete", 5, 1),
        "CreateCapacityProvider" | "UpdateCapacityProvider" | "DeleteCapacityProvider" => {
            ("capacity provider modify", 10, 1)
        }
        "DescribeCapacityProviders" => ("capacity provider read", 50, 20),
        "TagResource" | "UntagResource" => ("tag modify", 20, 10),
        "ListTagsForResource" => ("tag read", 50, 20),
        "PutAccountSetting" | "PutAccountSettingDefault" | "DeleteAccountSetting" => {
            ("settings modify", 10, 1)
        }
        "ListAccountSettings" => ("settings read", 50, 20),
        "RunTask" | "StartTask" | "StopTask" | "ExecuteCommand" => ("task modify", 100, 40),
        "DescribeTasks" | "ListTasks" => ("task read", 100, 20),
        "CreateService" | "UpdateService" | "DeleteService" => ("service modify", 50, 5),
        "DescribeServices" | "ListServices" => ("service read", 100, 20),
        "ListServiceDeployments"
        | "DescribeServiceDeployments"
        | "StopServiceDeployment"
        | "ContinueServiceDeployment" => ("service deployments", 50, 20),
        "DescribeServiceRevisions" => ("service revisions", 50, 20),
        "UpdateTaskProtection" | "GetTaskProtection" => ("task protection", 200, 80),
        "ListServicesByNamespace" => ("services by namespace", 10, 1),
        _ => return None,
    })
}
