//! Takes up what the rows say: environments start, start again and stop as administrators keep
//! and give them up, here or in another process on the database.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use shared::environment::Ground;

use super::one::Environment;
use super::{Common, Entry, EnvironmentError, Environments, Given, Known, overlap};
use crate::aws::Aws;
use crate::store::StoredEnvironment;

/// So many looks at what is watched lie between two looks at the rows.
const SELDOM: u32 = 3;

impl Environments {
    /// Takes up what the rows say: starts what is new, starts again what has changed, stops what
    /// was given up.
    pub(crate) async fn reconcile(&self) -> Result<(), EnvironmentError> {
        let inner = &self.0;
        let _turn = inner.turn.lock().await;
        if inner.stopping.is_cancelled() {
            return Ok(());
        }
        let mut rows = inner.common.store.environments().await?;
        rows.retain(|row| !row.is_retired);
        let before = self.with(Clone::clone);
        let mut next: BTreeMap<String, Known> = BTreeMap::new();
        if let Some(given) = &inner.given {
            next.insert(
                given.name.clone(),
                self.of_given(given, &before, &rows).await,
            );
        }
        for row in rows {
            if next.contains_key(&row.name) {
                tracing::warn!(
                    environment = row.name,
                    "the command line sets it otherwise than the database, and counts"
                );
                continue;
            }
            let known = self.of_row(row.clone(), &before, &next).await;
            next.insert(row.name, known);
        }
        let gone: Vec<Arc<Environment>> = before
            .into_iter()
            .filter_map(|(name, known)| match known.entry {
                Entry::Running(old) => {
                    let stays = matches!(
                        next.get(&name).map(|known| &known.entry),
                        Some(Entry::Running(new)) if Arc::ptr_eq(new, &old)
                    );
                    (!stays).then_some(old)
                }
                Entry::Held(_) => None,
            })
            .collect();
        *inner.known.write().unwrap_or_else(PoisonError::into_inner) = next;
        futures::future::join_all(gone.iter().map(|one| one.stop())).await;
        Ok(())
    }

    /// Looks at the rows again and again, for what other processes keep.
    pub(super) async fn follow(self) {
        let inner = &self.0;
        let Common { clock, pacing, .. } = &inner.common;
        loop {
            tokio::select! {
                () = inner.stopping.cancelled() => return,
                () = clock.sleep(pacing.watch_every * SELDOM) => {}
            }
            if let Err(error) = self.reconcile().await {
                tracing::warn!(error = ?error, "the environments stay as they were");
            }
        }
    }

    async fn of_given(
        &self,
        given: &Given,
        before: &BTreeMap<String, Known>,
        rows: &[StoredEnvironment],
    ) -> Known {
        let known = before.get(&given.name);
        let mut account = known.and_then(|known| known.account.clone());
        // It matters only beside others, and AWS may not answer.
        if account.is_none() && !rows.is_empty() {
            account = given.aws.account().await;
        }
        let entry = match known {
            Some(known) => known.entry.clone(),
            None => self.begin(&given.name, given.aws.clone()),
        };
        Known {
            settings: given.settings.clone(),
            account,
            row: None,
            entry,
        }
    }

    async fn of_row(
        &self,
        row: StoredEnvironment,
        before: &BTreeMap<String, Known>,
        beside: &BTreeMap<String, Known>,
    ) -> Known {
        let ground = Ground {
            account: &row.account,
            region: &row.settings.region,
            clusters: &row.settings.clusters,
        };
        let entry = if let Some((other, what)) = overlap(&ground, beside.iter()) {
            Entry::Held(format!(
                "{other} looks after {what} of the same account and region. Let only one of the two look after them."
            ))
        } else {
            match before.get(&row.name) {
                Some(Known {
                    row: Some(known),
                    entry: entry @ Entry::Running(_),
                    ..
                }) if known.version == row.version => entry.clone(),
                _ => match self.0.common.reach.connect(&row.settings).await {
                    Ok(aws) => self.begin(&row.name, aws),
                    Err(error) => Entry::Held(error.to_string()),
                },
            }
        };
        if let Entry::Held(reason) = &entry {
            tracing::warn!(
                environment = row.name,
                reason,
                "an environment is not at work"
            );
        }
        Known {
            settings: row.settings.clone(),
            account: Some(row.account.clone()),
            row: Some(row),
            entry,
        }
    }

    fn begin(&self, name: &str, aws: Aws) -> Entry {
        tracing::info!(
            environment = name,
            region = aws.region(),
            "an environment is at work"
        );
        match Environment::start(name, aws, &self.0.common, &self.0.stopping) {
            Ok(environment) => Entry::Running(environment),
            Err(error) => Entry::Held(error.to_string()),
        }
    }

    /// Counts what is from before there were environments to the one that there was.
    pub(super) async fn adopt(&self) -> Result<(), EnvironmentError> {
        let inner = &self.0;
        let store = &inner.common.store;
        let first = match &inner.given {
            Some(given) => Some(given.name.clone()),
            None => store
                .environments()
                .await?
                .into_iter()
                .next()
                .map(|row| row.name),
        };
        match first {
            Some(name) => Ok(store.adopt(&name).await?),
            None => Ok(()),
        }
    }
}
