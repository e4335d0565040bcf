//! `SimulatePrincipalPolicy`: what a role may do, without doing it.

use serde_json::{Value, json};

use super::{
    Role, document,
    evaluate::{self, Context, Decision, Source, Verdict},
    find_role_by_arn, managed_source,
    refusal::{no_such_entity, paged, required},
    sources,
};
use crate::{
    error::{Answer, AwsError},
    input, sts,
    world::World,
};

pub(super) fn principal(world: &World, input: &Value) -> Answer {
    let arn = required(input, "PolicySourceArn", "policySourceArn")?;
    // Nothing is ever denied to the one user that there is, so the simulation says the same.
    let is_caller = arn == sts::caller(world);
    let role = find_role_by_arn(world, arn);
    if role.is_none() && !is_caller {
        return Err(no_such_entity(format!("{arn} does not exist.")));
    }
    let actions = input::texts(input, "ActionNames");
    if actions.is_empty() {
        required(input, "ActionNames", "actionNames")?;
    }
    if let Some(action) = actions.iter().find(|action| !is_action(action)) {
        return Err(AwsError::new(
            "InvalidInput",
            format!("Invalid Action Name: {action}"),
        ));
    }
    let resources = match input::texts(input, "ResourceArns") {
        none if none.is_empty() => vec!["*".to_owned()],
        resources => resources,
    };
    let Some(role) = role else {
        let allowed = actions
            .iter()
            .flat_map(|action| resources.iter().map(move |resource| (action, resource)))
            .map(|(action, resource)| {
                json!({
                    "EvalActionName": action,
                    "EvalResourceName": resource,
                    "EvalDecision": Decision::Allowed.as_str(),
                    "MatchedStatements": [],
                    "MissingContextValues": [],
                })
            })
            .collect();
        return paged(input, "EvaluationResults", allowed);
    };
    let mut all = sources(world, role);
    for (index, text) in input::texts(input, "PolicyInputList").iter().enumerate() {
        let document = document::parse_identity(text)
            .map_err(|reason| AwsError::new("InvalidInput", reason))?;
        let id = format!("PolicyInputList.{}", index + 1);
        all.push(Source {
            id,
            kind: "none",
            document,
        });
    }
    let context = context(input);
    let results = actions
        .iter()
        .flat_map(|action| resources.iter().map(move |resource| (action, resource)))
        .map(|(action, resource)| result(world, role, &all, (action, resource), &context))
        .collect();
    paged(input, "EvaluationResults", results)
}

fn is_action(action: &str) -> bool {
    action
        .split_once(':')
        .is_some_and(|(service, name)| !service.is_empty() && !name.is_empty())
}

fn context(input: &Value) -> Context {
    input::list(input, "ContextEntries")
        .iter()
        .filter_map(|entry| {
            let key = input::text(entry, "ContextKeyName")?.to_ascii_lowercase();
            Some((key, input::texts(entry, "ContextKeyValues")))
        })
        .collect()
}

fn result(
    world: &World,
    role: &Role,
    all: &[Source],
    (action, resource): (&str, &str),
    context: &Context,
) -> Value {
    let Verdict {
        mut decision,
        matched,
        missing,
    } = evaluate::decide(all, action, resource, context);
    let mut bounded = None;
    if let Some(boundary) = &role.boundary {
        let limits: Vec<Source> = managed_source(world, boundary).into_iter().collect();
        let inside = evaluate::decide(&limits, action, resource, context).decision;
        bounded = Some(inside == Decision::Allowed);
        if inside != Decision::Allowed && decision == Decision::Allowed {
            decision = inside;
        }
    }
    let matched: Vec<Value> = matched
        .iter()
        .map(|source| json!({ "SourcePolicyId": source.id, "SourcePolicyType": source.kind }))
        .collect();
    let mut output = json!({
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": decision.as_str(),
        "MatchedStatements": matched,
        "MissingContextValues": missing,
    });
    let bounded = bounded.map(|allowed| json!({ "AllowedByPermissionsBoundary": allowed }));
    input::set_some(&mut output, "PermissionsBoundaryDecisionDetail", bounded);
    output
}
