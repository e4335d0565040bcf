//! Working on JSON objects that are kept as clients sent them.

use serde_json::{Map, Value};

/// An object whose members keep their order.
pub(super) type Object = Map<String, Value>;

/// The members of an object; none of anything else.
pub(super) fn members(value: &Value) -> Object {
    value.as_object().cloned().unwrap_or_default()
}

/// Sets a member unless it is there.
pub(super) fn default(object: &mut Object, member: &str, value: impl Into<Value>) {
    if !object.contains_key(member) {
        object.insert(member.to_owned(), value.into());
    }
}

/// A copy of the named members that are there.
pub(super) fn pick(object: &Object, names: &[&str]) -> Object {
    object
        .iter()
        .filter(|(name, _)| names.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// A copy of everything but the named members.
pub(super) fn omit(object: &Object, names: &[&str]) -> Object {
    object
        .iter()
        .filter(|(name, _)| !names.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Whether a value is a list with something in it.
pub(super) fn is_filled_list(value: Option<&Value>) -> bool {
    value
        .and_then(Value::as_array)
        .is_some_and(|list| !list.is_empty())
}

/// The items of a list to be changed in place; none when the member is no list.
pub(super) fn items_mut<'a>(object: &'a mut Object, member: &str) -> &'a mut [Value] {
    object
        .get_mut(member)
        .and_then(Value::as_array_mut)
        .map(Vec::as_mut_slice)
        .unwrap_or_default()
}
