//! `docker run` commands: each one becomes a service of a compose file, which is read as such.

mod command;
mod flags;
mod table;

use super::compose::{self, Task};
use super::note::Notes;
use super::place::Place;
use super::{ImportError, Imported};
use crate::json::Json;

/// Whether a text is a shell command that runs a container.
pub(super) fn is_command(text: &str) -> bool {
    command::is_script(text)
        && command::split(text).any(|command| command::arguments(&command.text).is_some())
}

/// Reads commands; several run in one task.
pub(super) fn read(text: &str, notes: &mut Notes) -> Result<Vec<Imported>, ImportError> {
    let mut task = Task::default();
    let mut keeps_running = false;
    for command in command::split(text) {
        let line = format!("line {}", command.line);
        let place = Place::named(&line);
        let Some(arguments) = command::arguments(&command.text) else {
            notes.left(&place, "this is no `docker run` and is passed over");
            continue;
        };
        let words = shlex::split(arguments).ok_or(ImportError::OpenQuote { line: command.line })?;
        let run = flags::read(&words, &place, notes)
            .ok_or(ImportError::NoImage { line: command.line })?;
        keeps_running |= !run.is_removed || run.is_detached;
        let name = name(&run, &mut task);
        let mut told = Notes::default();
        compose::container(
            &name,
            &run.service,
            &Place::named(RUN),
            &mut task,
            &mut told,
        );
        notes.append(told.placed(|place| run.place(place, RUN)));
    }
    let first = task.containers.first().and_then(|one| one.get("name"));
    let family = first.and_then(Json::as_str).unwrap_or("app").to_owned();
    notes.assumed(
        &Place::ROOT,
        format!("the family and the service are called {family}, as the container is"),
    );
    Ok(compose::finish(&family, task, keeps_running, notes))
}

/// Where notes stand before the flag that they are about is put in its place.
const RUN: &str = "run";

/// The name that is given, or that of the image.
fn name(run: &flags::Run, task: &mut Task) -> String {
    let image = run
        .service
        .get("image")
        .and_then(Json::as_str)
        .unwrap_or_default();
    let last = image.rsplit('/').next().unwrap_or_default();
    let from_image = last.split([':', '@']).next().unwrap_or_default();
    let name = run.name.as_deref().unwrap_or(from_image);
    task.unique(&compose::name(name))
}
