//! Calls to ECS stay below half of what AWS refills, so that people's other tools, which share the
//! account's rates, never starve. Source of the rates: "Request throttling for the Amazon ECS API".

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// So much of AWS's rates is ours.
const SHARE: f64 = 0.45;

/// Operations that AWS counts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Category {
    /// `DescribeClusters`, `ListClusters`, container instances.
    ClusterRead,
    /// `DescribeCapacityProviders`.
    CapacityProviderRead,
    /// `RegisterTaskDefinition`.
    TaskDefinitionWrite,
    /// `DescribeTaskDefinition`, `ListTaskDefinitions`.
    TaskDefinitionRead,
    /// `CreateService`, `UpdateService`, `DeleteService`.
    ServiceWrite,
    /// `DescribeServices`, `ListServices`.
    ServiceRead,
    /// `ListServiceDeployments`, `DescribeServiceDeployments`, and what is told to them.
    ServiceDeployment,
    /// `DescribeServiceRevisions`.
    ServiceRevision,
    /// `RunTask`, `StopTask`.
    TaskWrite,
    /// `ListTasks`, `DescribeTasks`.
    TaskRead,
    /// `TagResource`, `UntagResource`.
    TagWrite,
}

impl Category {
    const ALL: [Self; 11] = [
        Self::ClusterRead,
        Self::CapacityProviderRead,
        Self::TaskDefinitionWrite,
        Self::TaskDefinitionRead,
        Self::ServiceWrite,
        Self::ServiceRead,
        Self::ServiceDeployment,
        Self::ServiceRevision,
        Self::TaskWrite,
        Self::TaskRead,
        Self::TagWrite,
    ];

    /// AWS's bucket: how many calls at once, and how many more each second.
    const fn of_aws(self) -> (f64, f64) {
        match self {
            Self::TaskDefinitionWrite => (20.0, 1.0),
            Self::ServiceWrite => (50.0, 5.0),
            Self::TagWrite => (20.0, 10.0),
            Self::ClusterRead
            | Self::CapacityProviderRead
            | Self::TaskDefinitionRead
            | Self::ServiceDeployment
            | Self::ServiceRevision => (50.0, 20.0),
            Self::ServiceRead | Self::TaskRead => (100.0, 20.0),
            Self::TaskWrite => (100.0, 40.0),
        }
    }
}

/// A client that is asked for before each call, and waits where calls would come too fast.
#[derive(Debug)]
pub(super) struct Limited {
    client: aws_sdk_ecs::Client,
    buckets: [Mutex<Bucket>; Category::ALL.len()],
}

impl Limited {
    /// `speed` is how much faster than in AWS time goes behind the endpoint.
    pub(super) fn new(client: aws_sdk_ecs::Client, speed: f64) -> Self {
        Self {
            client,
            buckets: Category::ALL.map(|category| Mutex::new(Bucket::new(category, speed))),
        }
    }

    /// The client, for one call of a category, when it may be made.
    pub(super) async fn take(&self, category: Category) -> &aws_sdk_ecs::Client {
        let wait = self.turn(category);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        &self.client
    }

    /// Takes the turn of one call of a category, and tells how long it is until then.
    pub(super) fn turn(&self, category: Category) -> Duration {
        let Some(bucket) = self.buckets.get(category as usize) else {
            return Duration::ZERO;
        };
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.take(Instant::now())
    }

    /// The client, for a call whose turn was taken and has come.
    pub(super) fn in_turn(&self) -> &aws_sdk_ecs::Client {
        &self.client
    }
}

/// Tokens, of which each call takes one; they may be owed, so that calls go in the order in which
/// they were asked for.
#[derive(Debug)]
struct Bucket {
    burst: f64,
    per_second: f64,
    tokens: f64,
    filled_at: Option<Instant>,
}

impl Bucket {
    fn new(category: Category, speed: f64) -> Self {
        let (burst, per_second) = category.of_aws();
        let burst = (burst * SHARE).floor();
        Self {
            burst,
            per_second: per_second * SHARE * speed,
            tokens: burst,
            filled_at: None,
        }
    }

    /// Takes a token, and tells how long to wait for it.
    fn take(&mut self, now: Instant) -> Duration {
        let since = self
            .filled_at
            .replace(now)
            .map_or(Duration::ZERO, |at| now.saturating_duration_since(at));
        self.tokens = (self.tokens + since.as_secs_f64() * self.per_second).min(self.burst) - 1.0;
        if self.tokens >= 0.0 {
            Duration::ZERO
        } else {
            Duration::try_from_secs_f64(-self.tokens / self.per_second).unwrap_or(Duration::MAX)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bucket, Category, Duration, Instant};

    #[test]
    fn a_burst_goes_through_and_what_follows_is_spread() {
        let mut bucket = Bucket::new(Category::TaskDefinitionWrite, 1.0);
        let start = Instant::now();
        let waits: Vec<Duration> = (0..11).map(|_| bucket.take(start)).collect();
        assert!(waits[..9].iter().all(Duration::is_zero), "{waits:?}");
        assert_eq!((waits[9].as_secs(), waits[10].as_secs()), (2, 4));
        // Less than half of what AWS would have refilled, for as long as one likes.
        let later = start + Duration::from_secs(1000);
        let after: Vec<Duration> = (0..10).map(|_| bucket.take(later)).collect();
        assert!(!after[9].is_zero());
    }

    #[test]
    fn every_category_has_its_own_place() {
        for (place, category) in Category::ALL.into_iter().enumerate() {
            assert_eq!(category as usize, place);
        }
    }
}
