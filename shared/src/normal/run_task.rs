//! The normal form of what depends on a run-task request as a whole: its cluster's name, and the
//! default that follows from its launch type.

use super::members::{name_of_arn, set_default, text};
use super::view::Members;
use crate::json::Json;

pub(super) fn normalize(members: &mut Members<'_>) {
    name_of_arn(members, "cluster");
    set_default(members, "cluster", Json::from("default"));
    if text(members, "launchType") == Some("FARGATE") {
        set_default(members, "platformVersion", Json::from("LATEST"));
    }
    // It belongs to one call and says nothing of the tasks.
    members.retain(|(name, _)| *name != "clientToken");
}
