//! Reading and setting members of an object in normal form.

use super::view::{Members, View};
use crate::json::Json;

pub(super) fn text<'m>(members: &'m Members<'_>, name: &str) -> Option<&'m str> {
    members
        .iter()
        .find(|(member, _)| *member == name)
        .and_then(|(_, view)| view.node().as_str())
}

pub(super) fn set(members: &mut Members<'_>, name: &str, value: Json) {
    if let Some((_, view)) = members.iter_mut().find(|(member, _)| *member == name) {
        *view = View::Made(value);
    }
}

pub(super) fn set_default(members: &mut Members<'_>, name: &'static str, value: Json) {
    if !members.iter().any(|(member, _)| *member == name) {
        members.push((name, View::Made(value)));
    }
}

/// A member that may be an ARN becomes the name at its end.
pub(super) fn name_of_arn(members: &mut Members<'_>, member: &str) {
    let name = text(members, member)
        .and_then(|text| text.strip_prefix("arn:"))
        .and_then(|arn| arn.rsplit('/').next())
        .map(Json::from);
    if let Some(name) = name {
        set(members, member, name);
    }
}
