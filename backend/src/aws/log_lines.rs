//! What containers wrote to CloudWatch Logs. Lines are masked and clipped before anybody gets
//! them: a log may hold anything.

use aws_sdk_cloudwatchlogs::operation::get_log_events::{GetLogEventsError, GetLogEventsOutput};
use aws_sdk_cloudwatchlogs::types::OutputLogEvent;
use shared::deployment::LogLine;
use shared::diff::LineMask;
use shared::json::Json;

use super::{Aws, AwsError};

const OPERATION: &str = "GetLogEvents";
/// AWS may answer with an empty page although there is more before it.
const EMPTY_PAGES: usize = 3;
/// So many lines come at once from a log that goes on.
const PAGE: i32 = 500;
/// All lines of one answer together hold no more characters than this; the oldest give way.
const TOGETHER: usize = 40_000;

/// Where the log of a container is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPlace {
    /// The log group.
    pub group: String,
    /// The log stream.
    pub stream: String,
}

/// Why the log of a container cannot be read from CloudWatch Logs of this region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoLog {
    /// The task definition has no such container.
    #[error("the task definition has no container of this name")]
    NoContainer,
    /// It has no log configuration.
    #[error(
        "could not be read: the container has no logConfiguration; add one with the driver awslogs to see its log here"
    )]
    NoDriver,
    /// It goes elsewhere.
    #[error("could not be read here: the log goes through the driver {0}")]
    OtherDriver(String),
    /// It goes to another region.
    #[error("could not be read here: the log is in the region {region}, in {group}")]
    OtherRegion {
        /// The region.
        region: String,
        /// The log group.
        group: String,
    },
    /// The option that names the group is missing.
    #[error("could not be read: the option awslogs-group is missing")]
    NoGroup,
    /// Nothing tells which stream is this task's.
    #[error(
        "could not be read: without the option awslogs-stream-prefix it cannot be told which stream of {group} is this task's; add it"
    )]
    NoPrefix {
        /// The log group.
        group: String,
    },
}

/// Lines of a log that goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogPage {
    /// The lines, in order.
    pub lines: Vec<LogLine>,
    /// What to give as `after` for what is written next; nothing while there is no stream yet.
    pub next: Option<String>,
}

impl LogPlace {
    /// Where a container's log is, by its task definition (`taskDefinition` of
    /// `DescribeTaskDefinition`). `region` is the one that is asked.
    ///
    /// # Errors
    /// Why it is in no stream of this region, or in none that can be told.
    pub fn of(
        task_definition: &Json,
        container: &str,
        task_id: &str,
        region: &str,
    ) -> Result<Self, NoLog> {
        let containers = task_definition.get("containerDefinitions");
        let container_definition = containers
            .and_then(Json::as_array)
            .unwrap_or_default()
            .iter()
            .find(|one| one.get("name").and_then(Json::as_str) == Some(container))
            .ok_or(NoLog::NoContainer)?;
        let logs = container_definition
            .get("logConfiguration")
            .ok_or(NoLog::NoDriver)?;
        let driver = logs.get("logDriver").and_then(Json::as_str);
        match driver.unwrap_or_default() {
            "awslogs" => {}
            "" => return Err(NoLog::NoDriver),
            other => return Err(NoLog::OtherDriver(other.to_owned())),
        }
        let option = |name: &str| {
            let text = logs.get("options")?.get(name)?.as_str()?;
            (!text.is_empty()).then_some(text)
        };
        let group = option("awslogs-group").ok_or(NoLog::NoGroup)?.to_owned();
        if let Some(other) = option("awslogs-region").filter(|other| *other != region) {
            return Err(NoLog::OtherRegion {
                region: other.to_owned(),
                group,
            });
        }
        let Some(prefix) = option("awslogs-stream-prefix") else {
            return Err(NoLog::NoPrefix { group });
        };
        Ok(Self {
            group,
            stream: format!("{prefix}/{container}/{task_id}"),
        })
    }
}

impl Aws {
    /// Whether there is a log group of exactly this name.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn has_log_group(&self, name: &str) -> Result<bool, AwsError> {
        let answer = self
            .0
            .logs
            .describe_log_groups()
            .log_group_name_prefix(name)
            .limit(50)
            .send()
            .await
            .map_err(|error| AwsError::of("logs", "DescribeLogGroups", &error))?;
        // Groups come in the order of their names, so the one that is the prefix itself is first.
        Ok(answer
            .log_groups()
            .iter()
            .any(|group| group.log_group_name() == Some(name)))
    }

    /// The last lines of a log, in order; none where nothing was written. At most 10,000.
    ///
    /// # Errors
    /// AWS did not answer, or refused; or there is no such log group.
    pub async fn last_log_lines(
        &self,
        place: &LogPlace,
        at_most: u16,
    ) -> Result<Vec<LogLine>, AwsError> {
        let mut before: Option<String> = None;
        for _ in 0..=EMPTY_PAGES {
            let call = self
                .0
                .logs
                .get_log_events()
                .log_group_name(&place.group)
                .log_stream_name(&place.stream)
                .limit(at_most.into())
                .start_from_head(false)
                .set_next_token(before.clone());
            let Some(answer) = some(call.send().await)? else {
                break;
            };
            if !answer.events().is_empty() {
                return Ok(lines(answer.events(), Some(TOGETHER)));
            }
            // The same token again means that there is nothing before.
            if answer.next_backward_token == before {
                break;
            }
            before = answer.next_backward_token;
        }
        Ok(Vec::new())
    }

    /// What was written since the last page, or from the beginning.
    ///
    /// # Errors
    /// AWS did not answer, or refused; or there is no such log group.
    pub async fn log_lines_after(
        &self,
        place: &LogPlace,
        after: Option<&str>,
    ) -> Result<LogPage, AwsError> {
        let call = self
            .0
            .logs
            .get_log_events()
            .log_group_name(&place.group)
            .log_stream_name(&place.stream)
            .limit(PAGE)
            .start_from_head(true)
            .set_next_token(after.map(str::to_owned));
        Ok(match some(call.send().await)? {
            Some(answer) => LogPage {
                lines: lines(answer.events(), None),
                next: answer.next_forward_token,
            },
            None => LogPage {
                lines: Vec::new(),
                next: after.map(str::to_owned),
            },
        })
    }
}

type Sent = Result<
    GetLogEventsOutput,
    aws_smithy_runtime_api::client::result::SdkError<
        GetLogEventsError,
        aws_smithy_runtime_api::client::orchestrator::HttpResponse,
    >,
>;

/// An answer; nothing where the stream does not exist, because nothing was written yet. AWS has
/// one code for that and for a missing group, and tells them apart in words alone.
fn some(sent: Sent) -> Result<Option<GetLogEventsOutput>, AwsError> {
    match sent {
        Ok(answer) => Ok(Some(answer)),
        Err(error) => {
            let is_stream = error.as_service_error().is_some_and(|refused| {
                refused.is_resource_not_found_exception()
                    && refused
                        .meta()
                        .message()
                        .is_some_and(|words| words.contains("log stream"))
            });
            if is_stream {
                Ok(None)
            } else {
                Err(AwsError::of("logs", OPERATION, &error))
            }
        }
    }
}

fn lines(events: &[OutputLogEvent], together: Option<usize>) -> Vec<LogLine> {
    let mut mask = LineMask::default();
    let mut lines: Vec<LogLine> = events
        .iter()
        .map(|event| LogLine {
            at_ms: event.timestamp().unwrap_or_default(),
            text: mask.line(event.message().unwrap_or_default()),
        })
        .collect();
    if let Some(together) = together {
        let mut room = together;
        let kept = lines
            .iter()
            .rev()
            .take_while(|line| {
                let fits = line.text.len() <= room;
                room = room.saturating_sub(line.text.len());
                fits
            })
            .count();
        lines.drain(..lines.len().saturating_sub(kept));
    }
    lines
}

#[cfg(test)]
mod tests {
    use shared::json;

    use super::{LogPlace, NoLog};

    const REGION: &str = "eu-central-1";

    fn place(logs: &str) -> Result<LogPlace, NoLog> {
        let text = format!(r#"{{"containerDefinitions": [{{"name": "web"{logs}}}]}}"#);
        LogPlace::of(&json::parse(&text).unwrap(), "web", "abc", REGION)
    }

    #[test]
    fn the_stream_follows_from_the_options() {
        let logs = r#", "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "ecs"}}"#;
        let found = place(logs).unwrap();
        assert_eq!(found.group, "/ecs/web");
        assert_eq!(found.stream, "ecs/web/abc");
    }

    #[test]
    fn a_log_elsewhere_is_said_to_be_there() {
        assert_eq!(place(""), Err(NoLog::NoDriver));
        assert_eq!(
            place(r#", "logConfiguration": {"logDriver": "splunk"}"#),
            Err(NoLog::OtherDriver("splunk".to_owned()))
        );
        let elsewhere = r#", "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-west-1"}}"#;
        assert_eq!(
            place(elsewhere),
            Err(NoLog::OtherRegion {
                region: "eu-west-1".to_owned(),
                group: "/ecs/web".to_owned()
            })
        );
        let unnamed = r#", "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web"}}"#;
        assert_eq!(
            place(unnamed),
            Err(NoLog::NoPrefix {
                group: "/ecs/web".to_owned()
            })
        );
    }
}
