//! The task around the containers: Fargate where it can run them, EC2 otherwise; and the service.

use std::collections::BTreeMap;

use crate::dialect::members::{object, texts};
use crate::dialect::note::Notes;
use crate::dialect::place::Place;
use crate::dialect::{Imported, size};
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::plan::TASK_DEFINITION_ARN;
use crate::pointer::Pointer;
use crate::schema::{self, Element, List, Platform, Structure, Value};

/// What containers have in common while they are read.
#[derive(Debug, Default)]
pub(in crate::dialect) struct Task {
    pub(in crate::dialect) containers: Vec<Json>,
    volumes: Vec<(String, Json)>,
    /// Where volumes stand, by name.
    places: BTreeMap<String, usize>,
    binds: BTreeMap<String, String>,
    /// Names that are taken, with the number that the next one gets.
    taken: BTreeMap<String, usize>,
    pub(in crate::dialect) network_mode: Option<String>,
    pub(in crate::dialect) pid_mode: Option<String>,
    pub(in crate::dialect) ipc_mode: Option<String>,
    pub(in crate::dialect) is_arm: bool,
    pub(in crate::dialect) is_daemon: bool,
    pub(in crate::dialect) replicas: Option<i64>,
}

impl Task {
    /// The name of a volume, which is made where it is not there yet.
    pub(super) fn volume(&mut self, name: &str) -> String {
        self.define(name, None);
        name.to_owned()
    }

    /// The name of the volume of a folder.
    pub(super) fn bind(&mut self, path: &str) -> String {
        if let Some(name) = self.binds.get(path) {
            return name.clone();
        }
        let plain = super::text::name(path.trim_matches(|one: char| !one.is_ascii_alphanumeric()));
        let name = self.unique(&format!("host-{plain}"));
        let host = object([("sourcePath", Json::from(path))]);
        self.define(&name, Some(object([("host", host)])));
        self.binds.insert(path.to_owned(), name.clone());
        name
    }

    /// Says what a volume is.
    pub(super) fn define(&mut self, name: &str, json: Option<Json>) {
        let at = *self.places.entry(name.to_owned()).or_insert_with(|| {
            self.volumes.push((name.to_owned(), Json::object()));
            self.volumes.len() - 1
        });
        if let (Some(json), Some((_, volume))) = (json, self.volumes.get_mut(at)) {
            *volume = json;
        }
    }

    /// A name, with a number where it was given before.
    pub(in crate::dialect) fn unique(&mut self, name: &str) -> String {
        let mut unique = name.to_owned();
        loop {
            let count = self.taken.entry(unique.clone()).or_default();
            *count += 1;
            if *count == 1 {
                return unique;
            }
            unique = format!("{unique}-{count}");
        }
    }
}

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

/// Why Fargate cannot run the task, in the names of what is in the way.
fn reasons(task: &Task) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Some(mode) = &task.network_mode {
        reasons.push(format!("networkMode {mode}"));
    }
    for (name, mode) in [("pidMode", &task.pid_mode), ("ipcMode", &task.ipc_mode)] {
        if mode.is_some() {
            reasons.push(name.to_owned());
        }
    }
    if task.is_daemon {
        reasons.push("deploy.mode global".to_owned());
    }
    let volumes = task.volumes.iter().map(|(_, volume)| volume);
    for (structure, json) in task
        .containers
        .iter()
        .map(|one| ("containerDefinitions", one))
        .chain(volumes.map(|one| ("volumes", one)))
    {
        let root = schema::root(DocumentKind::TaskDefinition);
        if let Some(Value::List(List {
            element: Element::Object(inner),
            ..
        })) = root.member(structure).map(|member| &member.value)
        {
            refused(inner, json, &mut reasons);
        }
        look_deeper(json, &mut reasons);
    }
    reasons.sort();
    reasons.dedup();
    reasons
}

/// What Fargate takes in some values alone.
fn look_deeper(container: &Json, reasons: &mut Vec<String>) {
    let text = |pointer: &str| {
        container
            .at(&Pointer::parse(pointer))
            .and_then(Json::as_str)
    };
    if let Some(driver) = text("/logConfiguration/logDriver")
        && !["awslogs", "splunk", "awsfirelens"].contains(&driver)
    {
        reasons.push(format!(
            "the log driver {}",
            crate::dialect::place::clip(driver)
        ));
    }
    if container.get("resourceRequirements").is_some() {
        reasons.push("GPUs".to_owned());
    }
    let added = container.at(&Pointer::parse("/linuxParameters/capabilities/add"));
    let added = added.and_then(Json::as_array).unwrap_or_default();
    if added.iter().any(|one| one.as_str() != Some("SYS_PTRACE")) {
        reasons.push("added capabilities".to_owned());
    }
}

fn refused(structure: &'static Structure, json: &Json, reasons: &mut Vec<String>) {
    for (name, value) in json.as_object().unwrap_or_default() {
        let Some(member) = structure.member(name) else {
            continue;
        };
        let is_refused = |platform| member.not_on.contains(&platform);
        if is_refused(Platform::Fargate) || is_refused(Platform::Awsvpc) {
            reasons.push(name.clone());
        }
        match (&member.value, value) {
            (Value::Object(inner), inner_json) => refused(inner, inner_json, reasons),
            (
                Value::List(List {
                    element: Element::Object(inner),
                    ..
                }),
                Json::Array(elements),
            ) => {
                for element in elements {
                    refused(inner, element, reasons);
                }
            }
            _ => {}
        }
    }
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
        let (cpu, memory) = size::fargate(cpu, memory);
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
