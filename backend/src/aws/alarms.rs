//! Alarms of Cloud Watch that watch over rollouts: whether they ring.

use std::collections::BTreeMap;

use super::{Aws, AwsError};

/// So many alarms does Cloud Watch describe in one call.
const AT_ONCE: usize = 100;

impl Aws {
    /// The states of alarms by their names, such as `ALARM`; those that there are.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub(crate) async fn alarm_states(
        &self,
        names: &[String],
    ) -> Result<BTreeMap<String, String>, AwsError> {
        let mut states = BTreeMap::new();
        for some in names.chunks(AT_ONCE) {
            let mut parameters = vec![
                ("AlarmTypes.member.1".to_owned(), "MetricAlarm".to_owned()),
                (
                    "AlarmTypes.member.2".to_owned(),
                    "CompositeAlarm".to_owned(),
                ),
                ("MaxRecords".to_owned(), AT_ONCE.to_string()),
            ];
            let numbered = some.iter().zip(1..);
            parameters.extend(
                numbered.map(|(name, at)| (format!("AlarmNames.member.{at}"), name.clone())),
            );
            let answer = self.0.alarms.call("DescribeAlarms", &parameters).await?;
            let result = answer.member("DescribeAlarmsResult").ok_or_else(|| {
                AwsError::nonsense("DescribeAlarms", "the answer holds no result")
            })?;
            let alarms = result
                .list("MetricAlarms")
                .iter()
                .chain(result.list("CompositeAlarms"));
            states.extend(alarms.filter_map(|alarm| {
                let (name, state) = (alarm.text("AlarmName")?, alarm.text("StateValue")?);
                Some((name.to_owned(), state.to_owned()))
            }));
        }
        Ok(states)
    }
}
