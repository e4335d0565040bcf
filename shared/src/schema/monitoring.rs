//! Metrics of a service in a finer resolution.

use super::builders::{list, structure, texts, whole};
use super::member::Structure;

pub(super) static MONITORING: Structure = structure(
    "MonitoringConfiguration",
    &[list(
        "metricConfigurations",
        &METRIC,
        "Metrics",
        "Which metrics, and how often.",
    )
    .count(0, 5)],
);

static METRIC: Structure = structure(
    "MetricConfiguration",
    &[
        texts(
            "metricNames",
            "Metrics",
            "CPUUtilization and MemoryUtilization.",
        )
        .required()
        .count(1, 5)
        .length(1, 255)
        .set(&[]),
        whole(
            "resolutionSeconds",
            "Resolution",
            "Every 20 or every 60 seconds.",
        )
        .required()
        .unit("seconds")
        .between(20, 60),
    ],
);
