//! Lists of parameters and of their versions.

use serde_json::{Value, json};

use super::{Parameter, Version, filter, parameter_arn, value};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, paging, refusal, timestamp,
    world::World,
};

pub(super) fn describe(world: &World, input: &Value) -> Answer {
    let all = world.ssm.parameters.values().collect();
    let items = filter::keep(all, input)?
        .into_iter()
        .filter_map(|parameter| Some(metadata(world, parameter, parameter.latest()?)))
        .map(|mut shown| {
            if let Some(arn) = input::text(&shown, "Name").map(|name| parameter_arn(world, name)) {
                input::set_some(&mut shown, "ARN", Some(arn));
            }
            shown
        })
        .collect();
    paged(input, items, 10, 50)
}

pub(super) fn by_path(world: &World, input: &Value) -> Answer {
    let path = refusal::required(input, "Path")?;
    if !path.starts_with('/') {
        return Err(AwsError::new(
            "ValidationException",
            "The parameter doesn't meet the parameter name requirements. The parameter name must \
             begin with a forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" \
             (case-insensitive), except with global parameters.",
        ));
    }
    let recursive = input::flag(input, "Recursive");
    let decrypt = input::flag(input, "WithDecryption");
    let below = world
        .ssm
        .parameters
        .values()
        .filter(|parameter| filter::below(&parameter.name, path, recursive))
        .collect();
    let items = filter::keep(below, input)?
        .into_iter()
        .filter_map(|parameter| Some(value::show(world, parameter, parameter.latest()?, decrypt)))
        .collect();
    paged(input, items, 10, 10)
}

pub(super) fn history(world: &World, input: &Value) -> Answer {
    let (name, _) = value::name_and_selector(refusal::required(input, "Name")?);
    let decrypt = input::flag(input, "WithDecryption");
    let parameter = world
        .ssm
        .parameters
        .get(&name)
        .ok_or_else(value::not_found)?;
    let items = parameter
        .versions
        .iter()
        .map(|version| {
            let mut shown = metadata(world, parameter, version);
            let value = value::shown_value(version, decrypt);
            input::set_some(&mut shown, "Value", Some(value));
            input::set_some(&mut shown, "Labels", Some(json!([])));
            shown
        })
        .collect();
    paged(input, items, 50, 50)
}

fn metadata(world: &World, parameter: &Parameter, version: &Version) -> Value {
    let mut output = json!({
        "Name": parameter.name,
        "Type": version.kind,
        "LastModifiedDate": timestamp::epoch_seconds(version.modified_ms),
        "LastModifiedUser": arn::global(world, "iam", "user/developer"),
        "Version": version.number,
        "Tier": version.tier,
        "Policies": [],
        "DataType": version.data_type,
    });
    input::set_some(&mut output, "KeyId", version.key_id.as_deref());
    input::set_some(&mut output, "Description", version.description.as_deref());
    input::set_some(
        &mut output,
        "AllowedPattern",
        version.allowed_pattern.as_deref(),
    );
    output
}

fn paged(input: &Value, items: Vec<Value>, usual: usize, most: usize) -> Answer {
    let size = refusal::page_size(input, "MaxResults", usual, most)?;
    let page = paging::page(items, input::text(input, "NextToken"), size)
        .map_err(|_| AwsError::new("InvalidNextToken", "The specified token is not valid."))?;
    let mut output = json!({ "Parameters": page.items });
    input::set_some(&mut output, "NextToken", page.next);
    Ok(output)
}
