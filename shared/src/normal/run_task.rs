//! The normal form of what depends on a run-task request as a whole: its cluster's name, and the
//! default that follows from its launch type.

use super::{name_of_arn, set_default};
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) fn normalize(json: &mut Json) {
    name_of_arn(json, "cluster");
    set_default(json, "/cluster", Json::from("default"));
    if json.get("launchType").and_then(Json::as_str) == Some("FARGATE") {
        set_default(json, "/platformVersion", Json::from("LATEST"));
    }
    // It belongs to one call and says nothing of the tasks.
    json.remove(&Pointer::parse("/clientToken"));
}
