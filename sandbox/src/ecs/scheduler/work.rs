//! How long a task works that was run by itself. Nobody knows what is in its images, so it does as
//! a migration or a batch job does: some work, and then it ends. A task of a service goes on.

use serde_json::Value;

use super::lifecycle::SLOW_EXTRA_MS;
use crate::{
    ecs::{
        image,
        task::{Ailment, Container, Task},
    },
    input,
    world::World,
};

/// How long the work takes, where nothing says otherwise.
const WORK_MS: i64 = 20_000;

/// How long a task works before its first essential container ends by itself; nothing for a task
/// of a service.
pub(super) fn length_ms(world: &World, task: &Task) -> Option<i64> {
    if task.service.is_some() {
        return None;
    }
    let essential = task.containers.iter().filter(|one| one.essential);
    essential
        .map(|container| length_of_ms(world, task, container))
        .min()
}

fn length_of_ms(world: &World, task: &Task, container: &Container) -> i64 {
    if let Some(seconds) = slept_seconds(&command(world, task, container)) {
        return i64::from(seconds) * 1_000;
    }
    if image::ailment(&container.image) == Ailment::Slow {
        WORK_MS + SLOW_EXTRA_MS
    } else {
        WORK_MS
    }
}

/// What a container runs: the command that the task was run with, else its definition's.
fn command(world: &World, task: &Task, container: &Container) -> Vec<String> {
    let overridden = input::list(&task.overrides, "containerOverrides")
        .iter()
        .find(|one| input::text(one, "name") == Some(&container.name))
        .filter(|one| one.get("command").is_some_and(Value::is_array));
    let defined = || {
        let definition = world.ecs.task_definition(&task.task_definition)?;
        definition.container(&container.name)
    };
    overridden
        .or_else(defined)
        .map(|one| input::texts(one, "command"))
        .unwrap_or_default()
}

/// For how long a command sleeps: `sleep 600`, also in a shell's words.
fn slept_seconds(command: &[String]) -> Option<u32> {
    let mut words = command
        .iter()
        .flat_map(|word| word.split_whitespace())
        .skip_while(|word| *word != "sleep");
    words.next()?;
    words.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::slept_seconds;

    #[test]
    fn a_command_tells_how_long_it_sleeps() {
        let slept = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            slept_seconds(&words)
        };
        assert_eq!(slept(&["sleep", "600"]), Some(600));
        assert_eq!(slept(&["sh", "-c", "migrate && sleep 90"]), Some(90));
        assert_eq!(slept(&["sh", "-c", "sleep"]), None);
        assert_eq!(slept(&["sleep", "well"]), None);
        assert_eq!(slept(&["migrate", "--all"]), None);
    }
}
