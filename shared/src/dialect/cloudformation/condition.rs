//! Conditions of a template, as far as the defaults of its parameters decide them.

use super::template::Template;
use crate::dialect::note::Notes;
use crate::dialect::place::Place;
use crate::json::Json;
use crate::placeholder;

/// Whether a condition holds; nothing where only CloudFormation knows.
pub(super) fn holds(
    template: &Template<'_>,
    name: &str,
    place: &Place<'_>,
    notes: &mut Notes,
) -> Option<bool> {
    if let Some(known) = template.known.borrow().get(name) {
        return *known;
    }
    // A condition that refers to itself is never known.
    template.known.borrow_mut().insert(name.to_owned(), None);
    let condition = template.conditions.get(name)?;
    let holds = evaluate(template, condition, place, notes, 0);
    template.known.borrow_mut().insert(name.to_owned(), holds);
    holds
}

/// Conditions nest no deeper than this.
const DEEPEST: usize = 40;

fn evaluate(
    template: &Template<'_>,
    condition: &Json,
    place: &Place<'_>,
    notes: &mut Notes,
    depth: usize,
) -> Option<bool> {
    if depth > DEEPEST {
        return None;
    }
    let [(function, argument)] = condition.as_object()? else {
        return None;
    };
    let mut all = |argument: &Json| -> Option<Vec<Option<bool>>> {
        let inner = argument.as_array()?.iter();
        Some(
            inner
                .map(|one| evaluate(template, one, place, notes, depth + 1))
                .collect(),
        )
    };
    match function.as_str() {
        "Condition" => holds(template, argument.as_str()?, place, notes),
        "Fn::Not" => all(argument)?.first().copied()?.map(|holds| !holds),
        "Fn::And" => {
            let all = all(argument)?;
            if all.contains(&Some(false)) {
                Some(false)
            } else {
                all.iter().all(Option::is_some).then_some(true)
            }
        }
        "Fn::Or" => {
            let all = all(argument)?;
            if all.contains(&Some(true)) {
                Some(true)
            } else {
                all.iter().all(Option::is_some).then_some(false)
            }
        }
        "Fn::Equals" => {
            let [left, right] = argument.as_array()? else {
                return None;
            };
            let left = template.text(left, place, notes)?;
            let right = template.text(right, place, notes)?;
            let open = |text: &str| !placeholder::find(text).is_empty();
            (!open(&left) && !open(&right)).then_some(left == right)
        }
        _ => None,
    }
}
