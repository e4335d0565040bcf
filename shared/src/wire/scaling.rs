//! A service under Application Auto Scaling.

use serde::{Deserialize, Serialize};

/// The bounds within which auto scaling moves a service's desired count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScalableTarget {
    /// The fewest tasks that it leaves.
    pub min_capacity: i64,
    /// The most tasks that it starts.
    pub max_capacity: i64,
    /// Whether it is held back from starting tasks.
    pub scale_out_suspended: bool,
    /// Whether it is held back from stopping tasks.
    pub scale_in_suspended: bool,
    /// Whether what is scheduled is held back.
    pub scheduled_scaling_suspended: bool,
    /// What moves the count.
    pub policies: Vec<ScalingPolicy>,
}

impl ScalableTarget {
    /// Whether auto scaling may move the count: it is not held back altogether.
    pub fn moves_count(&self) -> bool {
        !(self.scale_out_suspended && self.scale_in_suspended && self.scheduled_scaling_suspended)
    }
}

/// A rule by which auto scaling moves the count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScalingPolicy {
    /// Its name.
    pub name: String,
    /// In words, such as `keeps the average CPU at 60 %`.
    pub words: String,
}
