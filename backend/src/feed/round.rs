//! The rounds of the poller: which services to ask for together, and when again.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use shared::deployment::Rollout;
use shared::plan::Target;
use tokio::time::Instant;

use super::{Feed, Look, PATIENCE, Record, Watched};
use crate::aws::{AwsError, SERVICES_AT_ONCE, Service};

impl Feed {
    /// Asks for services as they are due, until the process stops.
    pub(super) async fn run(self) {
        loop {
            for (cluster, names) in self.due() {
                let Ok(permit) = Arc::clone(&self.0.calls).acquire_owned().await else {
                    return;
                };
                let feed = self.clone();
                self.0.tasks.spawn(async move {
                    feed.ask(&cluster, &names).await;
                    drop(permit);
                });
            }
            let next = self.next_due();
            tokio::select! {
                () = self.0.stopping.cancelled() => {
                    self.watched().clear();
                    return;
                }
                () = self.0.wake.notified() => {}
                () = tokio::time::sleep_until(next) => {}
            }
        }
    }

    fn next_due(&self) -> Instant {
        self.watched()
            .values()
            .filter(|entry| !entry.is_asked)
            .map(|entry| entry.due_at)
            .min()
            .unwrap_or_else(|| Instant::now() + self.0.every * PATIENCE)
    }

    /// So many ticks ahead. Everything is due at ticks, so that calls are full.
    fn tick(&self, ahead: u32) -> Instant {
        let (every, began) = (self.0.every, self.0.began);
        let gone = began.elapsed().as_nanos() / every.as_nanos().max(1);
        let next = u32::try_from(gone)
            .unwrap_or(u32::MAX)
            .saturating_add(ahead);
        began + every * next
    }

    /// The services to ask for now, as many as fit into one call, of one cluster each. A call that
    /// has room takes those along that would be due soon.
    fn due(&self) -> Vec<(String, Vec<String>)> {
        let now = Instant::now();
        let soon = now + self.0.every / 2;
        let mut watched = self.watched();
        let mut clusters: BTreeMap<&str, Vec<(Instant, &Target)>> = BTreeMap::new();
        for (target, entry) in &*watched {
            if !entry.is_asked && entry.due_at <= soon {
                let due = clusters.entry(&target.cluster).or_default();
                due.push((entry.due_at, target));
            }
        }
        let mut batches = Vec::new();
        for (cluster, mut due) in clusters {
            due.sort();
            for batch in due.chunks(SERVICES_AT_ONCE) {
                if batch.first().is_some_and(|(due_at, _)| *due_at <= now) {
                    let names = batch.iter().map(|(_, target)| target.service.clone());
                    batches.push((cluster.to_owned(), names.collect::<Vec<_>>()));
                }
            }
        }
        for (cluster, names) in &batches {
            for name in names {
                if let Some(entry) = watched.get_mut(&target(cluster, name)) {
                    entry.is_asked = true;
                }
            }
        }
        batches
    }

    async fn ask(&self, cluster: &str, names: &[String]) {
        let number = self.0.number.fetch_add(1, Ordering::SeqCst) + 1;
        let answer = self.0.aws.describe_services(cluster, names).await;
        let rollouts = match &answer {
            Ok(services) => self.rollouts(cluster, services).await,
            Err(_) => Vec::new(),
        };
        let services = answer.map(|services| {
            let found = services.into_iter().map(Arc::new);
            found.collect::<Vec<_>>()
        });
        let mut watched = self.watched();
        for name in names {
            let Some(entry) = watched.get_mut(&target(cluster, name)) else {
                continue;
            };
            entry.is_asked = false;
            let service = services.as_ref().map(|services| {
                services
                    .iter()
                    .find(|service| service.name == *name && service.status != "INACTIVE")
                    .cloned()
            });
            let rollout = match &service {
                Ok(Some(service)) => entry.record_of(service, &rollouts),
                Ok(None) | Err(_) => None,
            };
            let look = Look {
                number,
                rollout,
                service: service.map_err(AwsError::clone),
            };
            let is_moving = match &look.service {
                Ok(Some(service)) => service.is_moving(),
                Ok(None) => false,
                Err(_) => true,
            };
            let ticks = if entry.agents > 0 || is_moving {
                1
            } else {
                PATIENCE
            };
            entry.due_at = self.tick(ticks);
            entry.sender.send_replace(Some(Arc::new(look)));
        }
        drop(watched);
        self.0.wake.notify_one();
    }

    /// The records of the rollouts that are under way, or that the agent waits for.
    async fn rollouts(&self, cluster: &str, services: &[Service]) -> Vec<Rollout> {
        let arns: Vec<String> = {
            let watched = self.watched();
            services
                .iter()
                .filter_map(|service| {
                    let entry = watched.get(&target(cluster, &service.name))?;
                    let arn = entry.arn(service)?;
                    entry.record.is_stale(arn, service).then(|| arn.clone())
                })
                .collect()
        };
        if arns.is_empty() {
            return Vec::new();
        }
        self.0.aws.rollouts(&arns).await.unwrap_or_else(|error| {
            tracing::debug!(cluster, %error, "ECS's records of rollouts could not be read");
            Vec::new()
        })
    }
}

impl Watched {
    /// The record that matters: the one that was named, or the service's own while it moves.
    fn arn<'a>(&'a self, service: &'a Service) -> Option<&'a String> {
        let current = service
            .current_service_deployment
            .as_ref()
            .filter(|_| self.agents > 0 || service.is_moving());
        self.rollout.as_ref().or(current)
    }

    /// The service's record, as it was read now or lately.
    fn record_of(&mut self, service: &Service, read: &[Rollout]) -> Option<Rollout> {
        let arn = self.arn(service)?.clone();
        match read.iter().find(|rollout| rollout.arn == arn) {
            Some(rollout) => {
                self.record = Record {
                    read: Some(rollout.clone()),
                    showed: service.deployments.clone(),
                    looks: 0,
                };
            }
            None => self.record.looks += 1,
        }
        self.record
            .read
            .clone()
            .filter(|rollout| rollout.arn == arn)
    }
}

fn target(cluster: &str, service: &str) -> Target {
    Target {
        cluster: cluster.to_owned(),
        service: service.to_owned(),
    }
}
