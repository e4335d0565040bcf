//! One service of a compose file as a container: every member is taken over or noted.

use std::collections::BTreeSet;

use super::task::Task;
use super::text::{scalar, texts, words};
use super::{environment, health, linux, mounts, ports, resources, text};
use crate::clip::clip;
use crate::dialect::coerce;
use crate::dialect::members::{last_of_each, object, texts as list};
use crate::dialect::note::Notes;
use crate::dialect::place::Place;
use crate::json::Json;
use crate::pointer::Pointer;
use crate::schema::Value;

/// A container that is being made, and what may be said about it.
pub(super) struct Container<'a> {
    /// The container definition.
    pub(super) json: Json,
    /// Its name.
    pub(super) name: String,
    /// The ports that it has so far.
    pub(super) ports: BTreeSet<String>,
    /// Its task.
    pub(super) task: &'a mut Task,
    /// What has to be said.
    pub(super) notes: &'a mut Notes,
}

impl Container<'_> {
    /// Sets a member.
    pub(super) fn set(&mut self, pointer: &str, value: Json) {
        self.json.set(&Pointer::parse(pointer), value);
    }

    /// Adds to a list.
    pub(super) fn push(&mut self, member: &str, value: Json) {
        self.json
            .set(&Pointer::root().member(member).member("-"), value);
    }

    /// Says that something has another form than it should.
    pub(super) fn misfit(&mut self, json: &Json, place: &Place<'_>) {
        self.notes.left(
            place,
            format!("{} is not understood here", json.kind_words()),
        );
    }
}

/// Reads a service into the task.
pub(in crate::dialect) fn read(
    name: &str,
    service: &Json,
    place: &Place<'_>,
    task: &mut Task,
    notes: &mut Notes,
) {
    let own = text::name(name);
    if own != name {
        notes.assumed(
            place,
            format!("ECS takes no such name; the container is called {own}"),
        );
    }
    let mut container = Container {
        json: object([("name", Json::from(own.as_str()))]),
        name: own,
        ports: BTreeSet::new(),
        task,
        notes,
    };
    container.image(service, place);
    for (member, value) in last_of_each(service.as_object().unwrap_or_default()) {
        // Swap needs the limit of memory, wherever that stands.
        if !value.is_null() && member != "memswap_limit" {
            container.member(member, value, &place.member(member));
        }
    }
    if let Some(swap) = service.get("memswap_limit").filter(|swap| !swap.is_null()) {
        resources::swap(&mut container, swap, &place.member("memswap_limit"));
    }
    let json = container.json;
    container.task.containers.push(json);
}

impl Container<'_> {
    fn image(&mut self, service: &Json, place: &Place<'_>) {
        let image = service.get("image").and_then(scalar);
        if service.get("build").is_some() {
            let words = "ECS builds nothing; build the image, push it and name it in `image`";
            self.notes.left(&place.member("build"), words);
        }
        let image = image.unwrap_or_else(|| {
            let variable: String = self.name.to_ascii_uppercase().replace('-', "_");
            let image = format!("${{{variable}_IMAGE}}");
            self.notes.assumed(
                place,
                format!("there is no image; {image} stands for it, fill it in before a deploy"),
            );
            image
        });
        self.set("/image", Json::from(image));
    }

    fn member(&mut self, name: &str, value: &Json, place: &Place<'_>) {
        match name {
            "image" | "build" | "depends_on" => {}
            name if name.starts_with("x-") => {}
            "command" => self.words("/command", value, place),
            "entrypoint" => self.words("/entryPoint", value, place),
            "environment" => environment::read(self, value, place),
            "env_file" => self.left(place, "ECS reads variables from S3 alone; put the file there and name it in `environmentFiles`, or write them into `environment`"),
            "labels" => environment::labels(self, value, place),
            "sysctls" => linux::sysctls(self, value, place),
            "ports" => ports::read(self, value, place),
            "expose" => ports::expose(self, value, place),
            "volumes" => mounts::read(self, value, place),
            "tmpfs" => mounts::tmpfs(self, value, place),
            "volumes_from" => mounts::from(self, value, place),
            "healthcheck" => health::read(self, value, place),
            "deploy" => resources::deploy(self, value, place),
            "mem_limit" => resources::memory(self, "/memory", value, place),
            "mem_reservation" => resources::memory(self, "/memoryReservation", value, place),
            "mem_swappiness" => self.number("/linuxParameters/swappiness", value, place),
            "cpus" => resources::cpus(self, value, place),
            "cpu_shares" => self.number("/cpu", value, place),
            "gpus" => resources::gpus(self, value, place),
            "scale" => resources::replicas(self, value, place),
            "restart" => resources::restart(self, value, place),
            "stop_grace_period" => resources::stop(self, value, place),
            "shm_size" => resources::memory(self, "/linuxParameters/sharedMemorySize", value, place),
            "user" => self.text("/user", value, place),
            "working_dir" => self.text("/workingDirectory", value, place),
            "hostname" => self.text("/hostname", value, place),
            "privileged" => self.flag("/privileged", value, place),
            "read_only" => self.flag("/readonlyRootFilesystem", value, place),
            "tty" => self.flag("/pseudoTerminal", value, place),
            "stdin_open" => self.flag("/interactive", value, place),
            "init" => self.flag("/linuxParameters/initProcessEnabled", value, place),
            "links" => self.list("links", value, place),
            "dns" => self.list("dnsServers", value, place),
            "dns_search" => self.list("dnsSearchDomains", value, place),
            "security_opt" => self.list("dockerSecurityOptions", value, place),
            "cap_add" => self.texts("/linuxParameters/capabilities/add", value, place),
            "cap_drop" => self.texts("/linuxParameters/capabilities/drop", value, place),
            "extra_hosts" => linux::hosts(self, value, place),
            "ulimits" => linux::ulimits(self, value, place),
            "devices" => linux::devices(self, value, place),
            "logging" => linux::logging(self, value, place),
            "network_mode" | "pid" | "ipc" | "platform" => self.shared(name, value, place),
            "container_name" => self.left(place, "the container is called by the service's name, which others refer to"),
            "profiles" => self.left(place, "ECS starts every container of a task; take out those that you do not want"),
            "networks" => self.left(place, "the containers of one task share its network; reach other services by Service Connect"),
            "secrets" => self.left(place, "put them into Secrets Manager and name them in the container's `secrets`"),
            "configs" => self.left(place, "ECS has no configs; build them into the image, or put them on EFS"),
            "extends" => self.left(place, "what is extended is not read; run `docker compose config` and give its output"),
            _ => self.left(place, "this has no counterpart in a definition"),
        }
    }

    /// Says that something has no place in a definition.
    pub(super) fn left(&mut self, place: &Place<'_>, words: &str) {
        self.notes.left(place, words);
    }

    fn words(&mut self, pointer: &str, value: &Json, place: &Place<'_>) {
        match words(value) {
            Some(words) => self.set(pointer, list(words)),
            None => match value.as_str() {
                Some(text) => {
                    self.notes.assumed(
                        place,
                        "the quotes are not closed; a shell runs the text as it stands",
                    );
                    self.set(pointer, list(["sh", "-c", text]));
                }
                None => self.misfit(value, place),
            },
        }
    }

    pub(super) fn text(&mut self, pointer: &str, value: &Json, place: &Place<'_>) {
        match scalar(value) {
            Some(text) => self.set(pointer, Json::from(text)),
            None => self.misfit(value, place),
        }
    }

    fn texts(&mut self, pointer: &str, value: &Json, place: &Place<'_>) {
        match texts(value) {
            Some(texts) => self.set(pointer, list(texts)),
            None => self.misfit(value, place),
        }
    }

    fn list(&mut self, member: &str, value: &Json, place: &Place<'_>) {
        self.texts(&format!("/{member}"), value, place);
    }

    fn flag(&mut self, pointer: &str, value: &Json, place: &Place<'_>) {
        match coerce::scalar(&Value::Flag, value.clone()) {
            // What is off is off without being said.
            Json::Bool(false) => {}
            flag @ (Json::Bool(true) | Json::String(_)) => self.set(pointer, flag),
            other => self.misfit(&other, place),
        }
    }

    /// A whole number, or a placeholder for one.
    pub(super) fn number(&mut self, pointer: &str, value: &Json, place: &Place<'_>) {
        let number = scalar(value).and_then(|text| text.trim().parse::<i64>().ok());
        match number {
            Some(number) => self.set(pointer, Json::from(number)),
            None => self.open(pointer, value, place),
        }
    }

    /// What cannot be read as a number: kept where it waits for a value, and told otherwise.
    pub(super) fn open(&mut self, pointer: &str, value: &Json, place: &Place<'_>) {
        match value.as_str() {
            Some(text) if !crate::placeholder::find(text).is_empty() => {
                self.notes.assumed(
                    place,
                    "a number is needed here; fill the placeholder in before a deploy",
                );
                self.set(pointer, Json::from(text));
            }
            _ => self.misfit(value, place),
        }
    }

    /// What the containers of a task have in common.
    fn shared(&mut self, name: &str, value: &Json, place: &Place<'_>) {
        let Some(text) = scalar(value) else {
            self.misfit(value, place);
            return;
        };
        let task = &mut *self.task;
        match (name, text.as_str()) {
            ("network_mode", "host" | "none" | "bridge") => task.network_mode = Some(text),
            ("pid", "host") => task.pid_mode = Some(text),
            ("ipc", "host") => task.ipc_mode = Some(text),
            ("platform", platform) => match platform
                .rsplit('/')
                .find(|part| part.starts_with("arm") || *part == "amd64")
            {
                Some("amd64") => {}
                Some(_) => task.is_arm = true,
                None => self.notes.left(place, "ECS has no such platform"),
            },
            (_, other) => {
                let words = format!(
                    "`{}` has no counterpart; the containers of a task share what ECS lets them share",
                    clip(other)
                );
                self.notes.left(place, words);
            }
        }
    }
}
