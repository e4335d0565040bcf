//! The whole state of the simulated account, one value, saved and loaded as JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    autoscaling, cloudwatch, ec2, ecr, ecs, efs, elb, elbv2, iam, kms, logs, secretsmanager,
    servicediscovery, servicequotas, ssm, sts, timestamp::epoch_seconds,
};

/// The world moves in steps of this length, so that a long leap of the clock gives the same as
/// many short ones.
const TICK_MS: i64 = 1000;

/// One account in one region.
///
/// Operations take `&mut World`, run to the end and answer at once; what takes time in AWS happens
/// in [`ecs::tick`] and its kin as the clock moves on.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct World {
    /// Twelve digits.
    pub(crate) account: String,
    /// Such as `eu-central-1`.
    pub(crate) region: String,
    /// The simulated time, milliseconds since the epoch. Only the clock moves it.
    pub(crate) now_ms: i64,
    /// The time of the last step, never after `now_ms`.
    ticked_ms: i64,
    /// How many identifiers were handed out; every identifier is derived from it, so that a run
    /// with the same requests gives the same identifiers.
    pub(crate) id_counter: u64,
    pub(crate) autoscaling: autoscaling::Autoscaling,
    #[serde(default)]
    pub(crate) cloudwatch: cloudwatch::CloudWatch,
    pub(crate) ec2: ec2::Ec2,
    pub(crate) ecr: ecr::Ecr,
    pub(crate) ecs: ecs::Ecs,
    #[serde(default)]
    pub(crate) efs: efs::Efs,
    #[serde(default)]
    pub(crate) elb: elb::Elb,
    pub(crate) elbv2: elbv2::Elbv2,
    pub(crate) iam: iam::Iam,
    #[serde(default)]
    pub(crate) kms: kms::Kms,
    pub(crate) logs: logs::Logs,
    pub(crate) secretsmanager: secretsmanager::SecretsManager,
    #[serde(default)]
    pub(crate) servicediscovery: servicediscovery::ServiceDiscovery,
    #[serde(default)]
    pub(crate) servicequotas: servicequotas::ServiceQuotas,
    pub(crate) ssm: ssm::Ssm,
    #[serde(default)]
    pub(crate) sts: sts::Sts,
}

impl World {
    /// An empty account at a point in time.
    pub(crate) fn new(account: &str, region: &str, now_ms: i64) -> Self {
        Self {
            account: account.to_owned(),
            region: region.to_owned(),
            now_ms,
            ticked_ms: now_ms,
            ..Self::default()
        }
    }

    /// Lets everything happen up to a point in time; does nothing when that is in the past.
    pub(crate) fn advance_to(&mut self, target_ms: i64) {
        while self.ticked_ms.saturating_add(TICK_MS) <= target_ms {
            self.ticked_ms += TICK_MS;
            self.now_ms = self.ticked_ms;
            elbv2::tick(self);
            ecs::tick(self);
        }
        self.now_ms = self.now_ms.max(target_ms);
    }

    /// Moves the time on without anything happening on the way: what was due happens at the next
    /// step. For gaps of days, which would take long to live through.
    pub(crate) fn leap_to(&mut self, target_ms: i64) {
        if target_ms > self.now_ms {
            self.now_ms = target_ms;
            self.ticked_ms = target_ms;
        }
    }

    /// Whether a step lies between now and a point in time.
    pub(crate) fn would_tick(&self, target_ms: i64) -> bool {
        self.ticked_ms.saturating_add(TICK_MS) <= target_ms
    }

    /// The present time as the JSON protocols write it.
    pub(crate) fn now(&self) -> Value {
        epoch_seconds(self.now_ms)
    }

    /// A new identifier of lower-case hexadecimal digits.
    pub(crate) fn next_hex(&mut self, length: usize) -> String {
        let mut text = String::with_capacity(length);
        while text.len() < length {
            for byte in self.next_bytes() {
                for half in [byte >> 4, byte & 15] {
                    text.extend(char::from_digit(u32::from(half), 16));
                }
            }
        }
        text.truncate(length);
        text
    }

    /// A new identifier of decimal digits that does not start with a zero.
    pub(crate) fn next_digits(&mut self, length: usize) -> String {
        let mut text = String::with_capacity(length);
        while text.len() < length {
            for byte in self.next_bytes() {
                let digit = if text.is_empty() {
                    byte % 9 + 1
                } else {
                    byte % 10
                };
                text.push(char::from(b'0' + digit));
            }
        }
        text.truncate(length);
        text
    }

    /// A new identifier in the form of a UUID.
    pub(crate) fn next_uuid(&mut self) -> String {
        uuid_form(&self.next_hex(32))
    }

    fn next_bytes(&mut self) -> [u8; 32] {
        self.id_counter += 1;
        Sha256::new()
            .chain_update(self.account.as_bytes())
            .chain_update(self.id_counter.to_be_bytes())
            .finalize()
            .into()
    }
}

/// Puts the dashes of a UUID into 32 hexadecimal digits.
pub(crate) fn uuid_form(hex: &str) -> String {
    let mut text = String::with_capacity(36);
    for (index, digit) in hex.chars().take(32).enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::World;

    #[test]
    fn identifiers_are_new_each_time_and_the_same_in_each_run() {
        let ids = || {
            let mut world = World::new("123456789012", "eu-central-1", 0);
            [world.next_hex(17), world.next_digits(19), world.next_uuid()]
        };
        assert_eq!(ids(), ids());
        let [hex, digits, uuid] = ids();
        assert_eq!((hex.len(), digits.len(), uuid.len()), (17, 19, 36));
        assert!(digits.chars().all(|digit| digit.is_ascii_digit()));
        assert!(!digits.starts_with('0'));
    }

    #[test]
    fn a_world_from_before_the_younger_services_can_be_read() {
        let world = World::new("123456789012", "eu-central-1", 0);
        let mut saved = serde_json::to_value(world).unwrap();
        let members = saved.as_object_mut().unwrap();
        for younger in [
            "cloudwatch",
            "efs",
            "elb",
            "kms",
            "servicediscovery",
            "servicequotas",
        ] {
            assert!(members.remove(younger).is_some(), "{younger}");
        }
        members["ecs"]
            .as_object_mut()
            .unwrap()
            .remove("capacity_providers");
        assert!(serde_json::from_value::<World>(saved).is_ok());
    }
}
