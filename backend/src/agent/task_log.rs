//! The log of a one-off task, line by line into the journal while it runs.

use shared::deployment::{JournalEvent, LogLine};
use shared::json::{self, Json};

use super::job::{Halt, Job};
use crate::aws::LogPlace;

/// So many lines of each container go into the journal; the rest stays in CloudWatch Logs.
const MOST: usize = 2000;

/// The logs of a task's containers, as far as they were told.
#[derive(Debug)]
pub(super) struct TaskLog {
    task_id: String,
    containers: Vec<Told>,
}

#[derive(Debug)]
struct Told {
    container: String,
    place: LogPlace,
    next: Option<String>,
    /// Lines that the journal held before this work began.
    skip: usize,
    count: usize,
}

impl TaskLog {
    /// Finds the logs of a task by what it runs; nothing while AWS does not tell that. Containers
    /// whose log cannot be read from here are left out; at the end the journal says why.
    pub(super) async fn of(job: &Job<'_>, task_definition: &str, task_id: &str) -> Option<Self> {
        let read = match job.aws.task_definition(task_definition).await {
            Ok(read) => read,
            Err(error) => {
                tracing::warn!(deployment.id = %job.id, %error, "the definition of a task could not be read");
                return None;
            }
        };
        let whole = json::parse(&read.text).unwrap_or(Json::Null);
        let definition = whole.get("taskDefinition").cloned().unwrap_or(Json::Null);
        let containers = definition
            .get("containerDefinitions")
            .and_then(Json::as_array)
            .unwrap_or_default()
            .iter()
            .filter_map(|container| {
                let name = container.get("name")?.as_str()?;
                let place = LogPlace::of(&definition, name, task_id, job.aws.region()).ok()?;
                let skip = held(job, task_id, name);
                Some(Told {
                    container: name.to_owned(),
                    place,
                    next: None,
                    skip,
                    count: skip,
                })
            })
            .collect();
        Some(Self {
            task_id: task_id.to_owned(),
            containers,
        })
    }

    /// Tells what was written since the last time.
    pub(super) async fn tell(&mut self, job: &Job<'_>) -> Result<(), Halt> {
        for one in &mut self.containers {
            if one.count >= MOST {
                continue;
            }
            let page = match job
                .aws
                .log_lines_after(&one.place, one.next.as_deref())
                .await
            {
                Ok(page) => page,
                Err(error) => {
                    tracing::debug!(deployment.id = %job.id, %error, "a task's log could not be read");
                    continue;
                }
            };
            one.next = page.next;
            let known = one.skip.min(page.lines.len());
            one.skip -= known;
            let room = MOST - one.count;
            let lines: Vec<LogLine> = page.lines.into_iter().skip(known).take(room).collect();
            if lines.is_empty() {
                continue;
            }
            one.count += lines.len();
            job.write(&[JournalEvent::Logged {
                task_id: self.task_id.clone(),
                container: one.container.clone(),
                lines,
            }])
            .await?;
        }
        Ok(())
    }
}

/// How many lines of a container the journal holds.
fn held(job: &Job<'_>, task: &str, of: &str) -> usize {
    job.past
        .iter()
        .map(|entry| match &entry.event {
            JournalEvent::Logged {
                task_id,
                container,
                lines,
            } if task_id == task && container == of => lines.len(),
            _ => 0,
        })
        .sum()
}
