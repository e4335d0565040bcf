//! The operations of ECS, by name. An operation checks its input, changes what is wanted, and
//! answers; the scheduler does the rest.

mod capacity;
mod clusters;
mod create_service;
mod pages;
mod providers;
mod rebalancing;
mod rollout;
mod run_task;
mod service_deployments;
mod services;
mod tagging;
mod task_definitions;
mod tasks;
mod update_service;

use serde_json::Value;

use crate::{error::Answer, world::World};

type Operation = fn(&mut World, &Value) -> Answer;

/// Finds an operation by its name.
pub(super) fn find(name: &str) -> Option<Operation> {
    let operation: Operation = match name {
        "CreateCluster" => clusters::create,
        "DescribeClusters" => clusters::describe,
        "ListClusters" => clusters::list,
        "UpdateCluster" | "UpdateClusterSettings" => clusters::update,
        "PutClusterCapacityProviders" => clusters::put_capacity_providers,
        "DeleteCluster" => clusters::delete,
        "RegisterTaskDefinition" => task_definitions::register,
        "DescribeTaskDefinition" => task_definitions::describe,
        "ListTaskDefinitions" => task_definitions::list,
        "ListTaskDefinitionFamilies" => task_definitions::list_families,
        "DeregisterTaskDefinition" => task_definitions::deregister,
        "DeleteTaskDefinitions" => task_definitions::delete,
        "CreateService" => create_service::create,
        "UpdateService" => update_service::update,
        "DescribeServices" => services::describe,
        "ListServices" => services::list,
        "DeleteService" => services::delete,
        "RunTask" => run_task::run,
        "StopTask" => tasks::stop,
        "ListTasks" => tasks::list,
        "DescribeTasks" => tasks::describe,
        "ListServiceDeployments" => service_deployments::list,
        "DescribeServiceDeployments" => service_deployments::describe,
        "DescribeServiceRevisions" => service_deployments::describe_revisions,
        "StopServiceDeployment" => service_deployments::stop,
        "ContinueServiceDeployment" => service_deployments::proceed,
        "TagResource" => tagging::tag,
        "UntagResource" => tagging::untag,
        "ListTagsForResource" => tagging::list,
        "ListContainerInstances" => capacity::list_instances,
        "DescribeContainerInstances" => capacity::describe_instances,
        "RegisterContainerInstance" => capacity::register_instance,
        "DeregisterContainerInstance" => capacity::deregister_instance,
        "CreateCapacityProvider" => providers::create,
        "DescribeCapacityProviders" => providers::describe,
        "ListAccountSettings" => capacity::list_account_settings,
        _ => return None,
    };
    Some(operation)
}
