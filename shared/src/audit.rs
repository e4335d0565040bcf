//! The audit: what anybody did, was refused, or Longshore did by itself, each record bound to the
//! one before by a hash, so that none can be changed, taken out or put in without a trace.
//!
//! A chain alone does not tell that its end was cut off. For that its head is written down
//! elsewhere, and held against it later.

mod held;
mod words;

use serde::{Deserialize, Serialize};

use crate::digest;

pub use held::{Difference, PLACE, Told, hold};
pub use words::{ACTIONS, action_words};

/// What comes before the first record.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// By which way somebody acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Via {
    /// A person with a browser.
    Session,
    /// A token of a person.
    Token,
    /// The command line, beside the server.
    CommandLine,
    /// Nobody: Longshore itself.
    Longshore,
}

/// Whether it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It happened.
    Done,
    /// It was refused.
    Refused,
    /// It was tried, and failed.
    Failed,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditRecord {
    /// Counts up from 1, without gaps.
    pub sequence: i64,
    /// When, milliseconds since the epoch.
    pub at_ms: i64,
    /// Who; nothing where nobody was signed in, or Longshore did it.
    pub who: Option<String>,
    /// By which way.
    pub via: Via,
    /// The address that it came from.
    pub address: Option<String>,
    /// What, such as `change.approve`.
    pub action: String,
    /// Whether it happened.
    pub outcome: Outcome,
    /// The environment that it is about.
    pub environment: Option<String>,
    /// What it is about, such as `change 42`.
    pub subject: String,
    /// What more is to be told, as JSON text; never a secret.
    pub detail: String,
    /// The hash of the record before, or [`BEGINNING`].
    pub previous: String,
    /// SHA-256, in hex, over all of the above.
    pub hash: String,
}

impl AuditRecord {
    /// The hash that it must have.
    pub fn expected_hash(&self) -> String {
        digest::of(&(
            (
                self.sequence,
                self.at_ms,
                &self.who,
                self.via,
                &self.address,
                &self.action,
            ),
            (
                self.outcome,
                &self.environment,
                &self.subject,
                &self.detail,
                &self.previous,
            ),
        ))
    }
}

/// The end of a chain: what to write down elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditHead {
    /// The last record's sequence; 0 where there is none.
    pub sequence: i64,
    /// Its hash, or [`BEGINNING`].
    pub hash: String,
}

impl Default for AuditHead {
    fn default() -> Self {
        Self {
            sequence: 0,
            hash: BEGINNING.to_owned(),
        }
    }
}

impl std::fmt::Display for AuditHead {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.sequence, self.hash)
    }
}

impl std::str::FromStr for AuditHead {
    type Err = NoHead;

    fn from_str(text: &str) -> Result<Self, NoHead> {
        let (sequence, hash) = text.trim().split_once(':').ok_or(NoHead)?;
        let fits = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        Ok(Self {
            sequence: sequence.parse().map_err(|_| NoHead)?,
            hash: Some(hash.to_ascii_lowercase())
                .filter(|_| fits)
                .ok_or(NoHead)?,
        })
    }
}

/// A text is no head of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no head; write it as `longshore audit head` prints it, such as 42:1f…")]
pub struct NoHead;

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A record is not where it should be.
    #[error("record {expected} is missing: record {found} comes in its place")]
    Missing {
        /// The sequence that should have come.
        expected: i64,
        /// The one that came.
        found: i64,
    },
    /// A record does not follow the one before.
    #[error("record {0} does not follow the record before it: one of them was put in or changed")]
    Unlinked(i64),
    /// A record's hash is not the one of what it says.
    #[error("record {0} was changed: its hash is not the one of what it says")]
    Changed(i64),
    /// The end was cut off.
    #[error("the end is cut off: record {found} is the last, and there were {expected}")]
    Truncated {
        /// How many there were.
        expected: i64,
        /// The last one's sequence.
        found: i64,
    },
    /// The end that is kept is before the last record.
    #[error(
        "the end is kept as record {kept}, and record {found} comes after it: somebody moved it back"
    )]
    MovedBack {
        /// The sequence that is kept.
        kept: i64,
        /// The last record's sequence.
        found: i64,
    },
    /// A head that was written down is not the record of its sequence.
    #[error("record {0} is not the one that was written down: everything up to it was made anew")]
    Forged(i64),
}

/// Goes along a chain, record by record.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    head: AuditHead,
}

impl Chain {
    /// Goes on after a record that is known, instead of from the beginning.
    pub const fn after(head: AuditHead) -> Self {
        Self { head }
    }

    /// Takes the next record in.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn take(&mut self, record: &AuditRecord) -> Result<(), Broken> {
        let expected = self.head.sequence + 1;
        if record.sequence != expected {
            return Err(Broken::Missing {
                expected,
                found: record.sequence,
            });
        }
        if record.hash != record.expected_hash() {
            return Err(Broken::Changed(record.sequence));
        }
        if record.previous != self.head.hash {
            return Err(Broken::Unlinked(record.sequence));
        }
        self.head = AuditHead {
            sequence: record.sequence,
            hash: record.hash.clone(),
        };
        Ok(())
    }

    /// Holds a head that was written down against the record that was just taken in.
    ///
    /// # Errors
    /// It is another record.
    pub fn hold_against(&self, anchor: &AuditHead) -> Result<(), Broken> {
        if self.head.sequence == anchor.sequence && self.head.hash != anchor.hash {
            return Err(Broken::Forged(anchor.sequence));
        }
        Ok(())
    }

    /// Ends: nothing may come after a head that is known.
    ///
    /// # Errors
    /// The end was cut off.
    pub fn end(&self, known: &AuditHead) -> Result<(), Broken> {
        if self.head.sequence < known.sequence {
            return Err(Broken::Truncated {
                expected: known.sequence,
                found: self.head.sequence,
            });
        }
        Ok(())
    }

    /// Holds the end that is kept, read after all records were taken in, against the last of them.
    ///
    /// # Errors
    /// It is before the last record.
    pub fn hold_end(&self, kept: &AuditHead) -> Result<(), Broken> {
        if kept.sequence < self.head.sequence {
            return Err(Broken::MovedBack {
                kept: kept.sequence,
                found: self.head.sequence,
            });
        }
        Ok(())
    }

    /// The last record that was taken in.
    pub const fn head(&self) -> &AuditHead {
        &self.head
    }
}

#[cfg(test)]
mod tests {
    use super::{AuditHead, AuditRecord, Broken, Chain, Outcome, Via};

    fn chain(many: i64) -> Vec<AuditRecord> {
        let mut head = AuditHead::default();
        (1..=many)
            .map(|sequence| {
                let mut record = AuditRecord {
                    sequence,
                    at_ms: sequence,
                    who: Some("dana".to_owned()),
                    via: Via::Session,
                    address: Some("127.0.0.1".to_owned()),
                    action: "change.approve".to_owned(),
                    outcome: Outcome::Done,
                    environment: Some("production".to_owned()),
                    subject: format!("change {sequence}"),
                    detail: "{}".to_owned(),
                    previous: head.hash.clone(),
                    hash: String::new(),
                };
                record.hash = record.expected_hash();
                head = AuditHead {
                    sequence,
                    hash: record.hash.clone(),
                };
                record
            })
            .collect()
    }

    fn verify(records: &[AuditRecord], known: &AuditHead) -> Result<(), Broken> {
        let mut chain = Chain::default();
        for record in records {
            chain.take(record)?;
            chain.hold_against(known)?;
        }
        chain.end(known)
    }

    #[test]
    fn a_chain_holds_and_each_kind_of_tampering_is_found() {
        let records = chain(4);
        let head = AuditHead {
            sequence: 4,
            hash: records[3].hash.clone(),
        };
        assert_eq!(verify(&records, &head), Ok(()));

        let mut changed = records.clone();
        changed[1].who = Some("vera".to_owned());
        assert_eq!(verify(&changed, &head), Err(Broken::Changed(2)));
        changed[1].hash = changed[1].expected_hash();
        assert_eq!(verify(&changed, &head), Err(Broken::Unlinked(3)));

        let mut removed = records.clone();
        removed.remove(1);
        assert!(matches!(
            verify(&removed, &head),
            Err(Broken::Missing { expected: 2, .. })
        ));
        assert!(matches!(
            verify(&records[..3], &head),
            Err(Broken::Truncated {
                expected: 4,
                found: 3
            })
        ));
        // Everything made anew, which only a head that was written down elsewhere finds.
        let mut anew = chain(4);
        anew[3].detail = "{\"a\":1}".to_owned();
        anew[3].hash = anew[3].expected_hash();
        assert_eq!(verify(&anew, &head), Err(Broken::Forged(4)));
    }

    #[test]
    fn a_head_is_read_as_it_is_written() {
        let head = AuditHead {
            sequence: 42,
            hash: "ab".repeat(32),
        };
        assert_eq!(head.to_string().parse(), Ok(head));
        assert!("42".parse::<AuditHead>().is_err());
        assert!("42:zz".parse::<AuditHead>().is_err());
    }
}
