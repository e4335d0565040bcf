//! The task around the containers: Fargate where it can run them, EC2 otherwise; and the service.

use super::fargate::reasons;
use super::task::Task;
use crate::dialect::Imported;
use crate::dialect::members::{object, texts};
use crate::dialect::note::Notes;
use crate::dialect::place::Place;
use crate::document::Document;
use crate::fargate;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::plan::TASK_DEFINITION_ARN;
use crate::pointer::Pointer;

/// The documents of a task: its definition, and a service where it is to keep running.
pub(in crate::dialect) fn finish(
    family: &str,
    mut task: Task,
    keeps_running: bool,
    notes: &mut Notes,
) -> Vec<Imported> {
    let reasons = reasons(&task);
    let on_fargate = reasons.is_empty();
    let mode = if on_fargate {
        "awsvpc".to_owned()
    } else {
        task.network_mode
            .clone()
            .unwrap_or_else(|| "bridge".to_owned())
    };
    if on_fargate {
        notes.assumed(
            &Place::ROOT,
            "the task is made for Fargate; its containers share one address and reach each other on localhost",
        );
    } else {
        notes.assumed(
            &Place::ROOT,
            format!(
                "the task is made for EC2 because of {}; without that it could run on Fargate",
                reasons.join(", ")
            ),
        );
    }
    if mode == "bridge" && task.containers.len() > 1 {
        notes.assumed(
            &Place::ROOT,
            "in bridge mode containers reach each other by `links` alone; add the ones that are missing",
        );
    }
    fit_ports(&mut task, &mode, notes);
    let mut json = object([
        ("family", Json::from(family)),
        ("networkMode", Json::from(mode)),
        (
            "requiresCompatibilities",
            texts([if on_fargate { "FARGATE" } else { "EC2" }]),
        ),
    ]);
    give_size(&mut json, &mut task, on_fargate, notes);
    let mut set = |name: &str, value: Option<Json>| {
        if let Some(value) = value {
            json.set(&Pointer::root().member(name), value);
        }
    };
    set("pidMode", task.pid_mode.map(Json::String));
    set("ipcMode", task.ipc_mode.map(Json::String));
    if task.is_arm {
        let platform = object([
            ("cpuArchitecture", Json::from("ARM64")),
            ("operatingSystemFamily", Json::from("LINUX")),
        ]);
        set("runtimePlatform", Some(platform));
    }
    let ends = |one: &Json| one.get("essential").and_then(Json::as_bool) == Some(false);
    let runs = keeps_running && !task.containers.iter().all(ends);
    set("containerDefinitions", Some(Json::Array(task.containers)));
    if !task.volumes.is_empty() {
        let is_kept = |json: &Json| json.as_object().is_some_and(<[_]>::is_empty);
        if on_fargate && task.volumes.iter().any(|(_, volume)| is_kept(volume)) {
            notes.assumed(
                &Place::named("volumes"),
                "a volume on Fargate lives as long as its task; put what must stay on EFS",
            );
        }
        let volumes = task.volumes.into_iter().map(|(name, volume)| {
            let mut members = vec![("name".to_owned(), Json::from(name))];
            if let Json::Object(inner) = volume {
                members.extend(inner);
            }
            Json::Object(members)
        });
        set("volumes", Some(Json::Array(volumes.collect())));
    }
    let mut documents = vec![imported(family, DocumentKind::TaskDefinition, json)];
    if runs {
        let service = service(family, on_fargate, task.is_daemon, task.replicas, notes);
        documents.push(imported(family, DocumentKind::Service, service));
    }
    documents
}

fn imported(name: &str, kind: DocumentKind, json: Json) -> Imported {
    Imported {
        name: Some(name.to_owned()),
        document: Document::new(kind, json),
    }
}

fn service(
    family: &str,
    on_fargate: bool,
    is_daemon: bool,
    replicas: Option<i64>,
    notes: &mut Notes,
) -> Json {
    let mut json = object([
        ("serviceName", Json::from(family)),
        ("taskDefinition", Json::from(TASK_DEFINITION_ARN)),
        (
            "launchType",
            Json::from(if on_fargate { "FARGATE" } else { "EC2" }),
        ),
    ]);
    if is_daemon {
        json.set(&Pointer::parse("/schedulingStrategy"), Json::from("DAEMON"));
    } else {
        json.set(
            &Pointer::parse("/desiredCount"),
            Json::from(replicas.unwrap_or(1)),
        );
    }
    if on_fargate {
        let vpc = object([
            ("subnets", texts(["${SUBNET_ID}"])),
            ("securityGroups", texts(["${SECURITY_GROUP_ID}"])),
        ]);
        json.set(
            &Pointer::parse("/networkConfiguration/awsvpcConfiguration"),
            vpc,
        );
        notes.assumed(
            &Place::named("service"),
            "${SUBNET_ID} and ${SECURITY_GROUP_ID} stand for your network; fill them in before a deploy",
        );
    }
    notes.assumed(
        &Place::named("service"),
        "it is meant for the cluster `default` and has no load balancer; add what it needs",
    );
    json
}

/// Host ports are the instance's in bridge mode and the container's own elsewhere.
fn fit_ports(task: &mut Task, mode: &str, notes: &mut Notes) {
    if mode == "bridge" {
        return;
    }
    for container in &mut task.containers {
        let name = container
            .get("name")
            .and_then(Json::as_str)
            .unwrap_or_default()
            .to_owned();
        let Some(Json::Array(mappings)) = container.get_mut("portMappings") else {
            continue;
        };
        for mapping in mappings {
            let host = mapping.remove(&Pointer::parse("/hostPort"));
            let port = mapping.get("containerPort");
            if let (Some(host), Some(port)) = (host, port)
                && host != *port
            {
                notes.left(
                    &Place::named(&name),
                    format!(
                        "the task has an address of its own and listens on port {}, not {}; a load balancer can listen on the other one",
                        port.to_compact(),
                        host.to_compact()
                    ),
                );
            }
        }
    }
}

/// Memory of a container on EC2 for which none is given.
const DEFAULT_MEMORY_MIB: i64 = 512;

fn give_size(json: &mut Json, task: &mut Task, on_fargate: bool, notes: &mut Notes) {
    if on_fargate {
        let sum = |names: &[&str]| -> i64 {
            let of = |one: &Json| {
                names
                    .iter()
                    .find_map(|name| one.get(name).and_then(Json::as_i64))
            };
            task.containers
                .iter()
                .filter_map(of)
                .fold(0, i64::saturating_add)
        };
        let (cpu, memory) = (sum(&["cpu"]), sum(&["memory", "memoryReservation"]));
        let (cpu, memory) = fargate::smallest(cpu, memory);
        json.set(&Pointer::parse("/cpu"), Json::from(cpu.to_string()));
        json.set(&Pointer::parse("/memory"), Json::from(memory.to_string()));
        notes.assumed(
            &Place::ROOT,
            format!("the task gets {cpu} CPU units and {memory} MiB, the smallest size for what the containers ask for"),
        );
        return;
    }
    for container in &mut task.containers {
        if container.get("memory").is_none() && container.get("memoryReservation").is_none() {
            let name = container
                .get("name")
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned();
            notes.assumed(
                &Place::named(&name),
                format!("ECS needs a size of memory on EC2; {DEFAULT_MEMORY_MIB} MiB are reserved"),
            );
            container.set(
                &Pointer::parse("/memoryReservation"),
                Json::from(DEFAULT_MEMORY_MIB),
            );
        }
    }
}
