//! The flags of `docker run` as members of a compose service.

use std::collections::BTreeMap;

use super::table::Flag::{self, Ignored, LeftSwitch, LeftValue, List, Own, Switch, Text};
use super::table::{FLAGS, is_switch};
use crate::clip::clip;
use crate::dialect::compose::placeholders;
use crate::dialect::members::{object, texts};
use crate::dialect::note::Notes;
use crate::dialect::place::Place;
use crate::json::Json;
use crate::pointer::Pointer;

/// A command that was read.
pub(super) struct Run {
    /// It as a service of a compose file.
    pub(super) service: Json,
    /// What `--name` says.
    pub(super) name: Option<String>,
    /// Whether `--rm` is there.
    pub(super) is_removed: bool,
    /// Whether `-d` is there.
    pub(super) is_detached: bool,
    /// The flag that a member came from.
    flags: BTreeMap<&'static str, String>,
}

impl Run {
    /// The place of a note by the flag that it is about.
    pub(super) fn place(&self, place: &str, outer: &str) -> String {
        let inside = place
            .strip_prefix(outer)
            .unwrap_or(place)
            .trim_start_matches('.');
        let end = inside.find(['.', '[']).unwrap_or(inside.len());
        let member = inside.get(..end).unwrap_or_default();
        match self.flags.get(member) {
            Some(flag) => flag.clone(),
            None => inside.to_owned(),
        }
    }
}

/// Reads the words behind `docker run`; nothing where there is no image.
pub(super) fn read(words: &[String], place: &Place<'_>, notes: &mut Notes) -> Option<Run> {
    let mut reader = Reader {
        run: Run {
            service: Json::object(),
            name: None,
            is_removed: false,
            is_detached: false,
            flags: BTreeMap::new(),
        },
        words,
        notes,
    };
    while let Some((word, rest)) = reader.words.split_first() {
        if word == "--" {
            reader.words = rest;
            break;
        }
        if !word.starts_with('-') || word.len() == 1 {
            break;
        }
        reader.words = rest;
        match word.strip_prefix("--") {
            Some(long) => reader.long(long),
            None => reader.short(word.get(1..).unwrap_or_default()),
        }
    }
    let (image, rest) = reader.words.split_first()?;
    reader.set("image", Json::String(placeholders(image)));
    // What a shell would do behind the command is not part of it.
    let end = rest
        .iter()
        .position(|word| ["&&", "||", "|", ";", "&", ">", ">>"].contains(&word.as_str()))
        .unwrap_or(rest.len());
    let (command, behind) = rest.split_at(end);
    if !behind.is_empty() {
        reader
            .notes
            .left(place, "what stands behind the command is passed over");
    }
    if !command.is_empty() {
        let words = texts(command.iter().map(|word| placeholders(word)));
        reader.set("command", words);
    }
    Some(reader.run)
}

struct Reader<'a, 'n> {
    run: Run,
    words: &'a [String],
    notes: &'n mut Notes,
}

impl Reader<'_, '_> {
    fn set(&mut self, member: &str, value: Json) {
        self.run.service.set(&Pointer::root().member(member), value);
    }

    fn push(&mut self, member: &str, value: Json) {
        let pointer = Pointer::root().member(member).member("-");
        self.run.service.set(&pointer, value);
    }

    fn value(&mut self) -> String {
        match self.words.split_first() {
            Some((value, rest)) => {
                self.words = rest;
                value.clone()
            }
            None => String::new(),
        }
    }

    fn long(&mut self, text: &str) {
        let (name, given) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        let shown = format!("--{}", clip(name));
        match FLAGS.iter().find(|(long, _, _)| *long == name) {
            Some((long, _, flag)) => self.flag(long, *flag, &shown, given),
            None => self.unknown(&shown, given.is_some()),
        }
    }

    /// One letter after another; the first one that takes a value takes the rest.
    fn short(&mut self, letters: &str) {
        let mut rest = letters;
        while let Some(letter) = rest.chars().next() {
            let (name, behind) = rest.split_at(letter.len_utf8());
            rest = behind;
            let shown = format!("-{}", clip(name));
            match FLAGS
                .iter()
                .find(|(_, short, _)| !short.is_empty() && *short == name)
            {
                Some((long, _, flag)) if is_switch(long, *flag) => {
                    self.flag(long, *flag, &shown, None);
                }
                Some((long, _, flag)) => {
                    let value = (!rest.is_empty()).then(|| rest.trim_start_matches('=').to_owned());
                    self.flag(long, *flag, &shown, value);
                    return;
                }
                None => {
                    self.unknown(&shown, !rest.is_empty());
                    return;
                }
            }
        }
    }

    /// A flag that Docker did not have: its value goes with it where one seems to follow.
    fn unknown(&mut self, shown: &str, has_value: bool) {
        self.notes.left(
            &Place::named(shown),
            "this flag of `docker run` is not known here; look up what it does",
        );
        if let [value, _, ..] = self.words
            && !has_value
            && !value.starts_with('-')
        {
            self.notes.assumed(
                &Place::named(shown),
                "the word behind it is taken for its value",
            );
            self.words = self.words.get(1..).unwrap_or_default();
        }
    }

    fn flag(&mut self, long: &'static str, flag: Flag, shown: &str, given: Option<String>) {
        let off = given.as_deref() == Some("false");
        let mut take = |member: &'static str| {
            self.run.flags.insert(member, shown.to_owned());
        };
        match flag {
            Switch(member) => {
                take(member);
                self.set(member, Json::from(!off));
            }
            Text(member) => {
                take(member);
                let value = given.unwrap_or_else(|| self.value());
                self.set(member, Json::String(placeholders(&value)));
            }
            List(member) => {
                take(member);
                let value = given.unwrap_or_else(|| self.value());
                self.push(member, Json::String(placeholders(&value)));
            }
            Own if is_switch(long, flag) => self.own_switch(long, off),
            Own => {
                let value = given.unwrap_or_else(|| self.value());
                self.own(long, shown, &placeholders(&value));
            }
            Ignored => {}
            LeftSwitch => self.notes.left(
                &Place::named(shown),
                "this has no counterpart in a definition",
            ),
            LeftValue => {
                if given.is_none() {
                    self.value();
                }
                self.notes.left(
                    &Place::named(shown),
                    "this has no counterpart in a definition",
                );
            }
        }
    }

    fn own_switch(&mut self, long: &str, off: bool) {
        match long {
            "detach" => self.run.is_detached = !off,
            "rm" => self.run.is_removed = !off,
            _ => {
                self.run
                    .flags
                    .insert("healthcheck", "--no-healthcheck".to_owned());
                let off = object([("disable", Json::from(!off))]);
                self.set("healthcheck", off);
            }
        }
    }

    fn own(&mut self, long: &str, shown: &str, value: &str) {
        let text = Json::from(value);
        let (member, pointer, json) = match long {
            "name" => {
                self.run.name = Some(value.to_owned());
                return;
            }
            "entrypoint" => ("entrypoint", "/entrypoint", texts([value])),
            "health-cmd" => ("healthcheck", "/healthcheck/test", text),
            "health-interval" => ("healthcheck", "/healthcheck/interval", text),
            "health-retries" => ("healthcheck", "/healthcheck/retries", text),
            "health-start-interval" => ("healthcheck", "/healthcheck/start_interval", text),
            "health-start-period" => ("healthcheck", "/healthcheck/start_period", text),
            "health-timeout" => ("healthcheck", "/healthcheck/timeout", text),
            "log-driver" => ("logging", "/logging/driver", text),
            "stop-timeout" => (
                "stop_grace_period",
                "/stop_grace_period",
                Json::from(format!("{value}s")),
            ),
            "gpus" => ("gpus", "/gpus", text),
            "log-opt" => {
                let (name, value) = value.split_once('=').unwrap_or((value, ""));
                self.run.flags.insert("logging", shown.to_owned());
                let pointer = Pointer::parse("/logging/options").member(name);
                self.run.service.set(&pointer, Json::from(value));
                return;
            }
            "ulimit" => {
                let (name, limits) = value.split_once('=').unwrap_or((value, ""));
                let (soft, hard) = limits.split_once(':').unwrap_or((limits, limits));
                self.run.flags.insert("ulimits", shown.to_owned());
                let limit = object([("soft", Json::from(soft)), ("hard", Json::from(hard))]);
                let pointer = Pointer::parse("/ulimits").member(name);
                self.run.service.set(&pointer, limit);
                return;
            }
            _ => {
                self.run.flags.insert("volumes", shown.to_owned());
                self.push("volumes", mount(value));
                return;
            }
        };
        self.run.flags.insert(member, shown.to_owned());
        self.run.service.set(&Pointer::parse(pointer), json);
    }
}

/// `type=bind,source=/a,target=/b,readonly` as the long syntax of compose has it.
fn mount(value: &str) -> Json {
    let members = value
        .split(',')
        .map(|part| match part.split_once('=') {
            Some((name, value)) => (name.to_owned(), Json::from(value)),
            None => (part.to_owned(), Json::from(true)),
        })
        .collect();
    Json::Object(members)
}
