//! What a role or a user may do, as IAM's own simulation tells. Nothing is done for it.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_iam::types::{
    ContextEntry, ContextKeyTypeEnum, EvaluationResult, PolicyEvaluationDecisionType,
};

use super::{Aws, AwsError};

/// So many resources are asked about at once.
const AT_ONCE: usize = 25;

/// What is asked of a role: an action, and what policies may know of the call beside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Action {
    /// Such as `ecs:CreateService`.
    pub name: &'static str,
    /// The keys of conditions, such as `kms:ViaService`, with their values.
    pub context: Vec<(&'static str, String)>,
}

/// Whether a role may do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may.
    Allowed,
    /// No policy allows it.
    NotAllowed,
    /// A policy denies it.
    Denied,
    /// That depends on what only a real call has: the keys of the conditions.
    DependsOn(Vec<String>),
}

/// The decisions, by action and the ARN of the resource.
pub(super) type Decisions = BTreeMap<(Action, String), Decision>;

impl Aws {
    /// Asks whether a role or a user may do something to a resource; nothing where IAM does not
    /// say.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn may(
        &self,
        principal: &str,
        action: &Action,
        resource: &str,
    ) -> Result<Option<Decision>, AwsError> {
        let wanted = BTreeMap::from([(action.clone(), BTreeSet::from([resource.to_owned()]))]);
        let mut decisions = self.simulate(principal, &wanted).await?;
        Ok(decisions.remove(&(action.clone(), resource.to_owned())))
    }

    /// Asks whether a role may do things.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub(super) async fn simulate(
        &self,
        role: &str,
        wanted: &BTreeMap<Action, BTreeSet<String>>,
    ) -> Result<Decisions, AwsError> {
        let mut decisions = Decisions::new();
        for (action, resources) in wanted {
            let resources: Vec<String> = resources.iter().cloned().collect();
            for some in resources.chunks(AT_ONCE) {
                for result in self.simulate_some(role, action, some).await? {
                    note(action, &result, &mut decisions);
                }
            }
        }
        Ok(decisions)
    }

    async fn simulate_some(
        &self,
        role: &str,
        action: &Action,
        resources: &[String],
    ) -> Result<Vec<EvaluationResult>, AwsError> {
        // Which region it will be is known of every call.
        let region = ("aws:RequestedRegion", self.region().to_owned());
        let context: Vec<ContextEntry> = action
            .context
            .iter()
            .chain([&region])
            .map(|(key, value)| {
                ContextEntry::builder()
                    .context_key_name(*key)
                    .context_key_type(ContextKeyTypeEnum::String)
                    .context_key_values(value)
                    .build()
            })
            .collect();
        self.0
            .iam
            .simulate_principal_policy()
            .policy_source_arn(role)
            .action_names(action.name)
            .set_resource_arns(Some(resources.to_vec()))
            .set_context_entries(Some(context))
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of("iam", "SimulatePrincipalPolicy", &error))
    }
}

fn note(action: &Action, result: &EvaluationResult, decisions: &mut Decisions) {
    for one in result.resource_specific_results() {
        let decision = decision(one.eval_resource_decision(), one.missing_context_values());
        let of = (action.clone(), one.eval_resource_name().to_owned());
        decisions.insert(of, decision);
    }
    if let Some(resource) = result.eval_resource_name() {
        let decision = decision(result.eval_decision(), result.missing_context_values());
        decisions
            .entry((action.clone(), resource.to_owned()))
            .or_insert(decision);
    }
}

fn decision(told: &PolicyEvaluationDecisionType, missing: &[String]) -> Decision {
    match told {
        PolicyEvaluationDecisionType::Allowed => Decision::Allowed,
        PolicyEvaluationDecisionType::ExplicitDeny => Decision::Denied,
        _ if !missing.is_empty() => Decision::DependsOn(missing.to_vec()),
        _ => Decision::NotAllowed,
    }
}
