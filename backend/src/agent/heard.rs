//! What people tell a deployment.
//!
//! Whoever took a command up may have died before it was done. So what is to be done is read from
//! the journal, where a command stands from the moment it is taken up, and not from the way by
//! which it came.

use std::time::Duration;

use shared::deployment::{Command, JournalEvent, Verdict};

use super::job::{Halt, Job, News};
use crate::feed::Sight;
use crate::store::{Given, StoreError};

impl Job<'_> {
    /// Takes a command up: writes down who gave it.
    pub(super) async fn take(&mut self, given: &Given) -> Result<(), StoreError> {
        let commanded = JournalEvent::Commanded {
            by: given.by.clone(),
            command: given.command.clone(),
        };
        self.write_taking(&commanded, given.sequence).await?;
        self.recall(commanded);
        Ok(())
    }

    /// Waits for the next look at the service, or for somebody's command.
    pub(super) async fn hear(&mut self, sight: &mut Sight) -> Result<News, Halt> {
        self.tell_waiting().await?;
        loop {
            if let Some(given) = self.waiting.pop_front() {
                return Ok(News::Given(given));
            }
            tokio::select! {
                () = self.stopping.cancelled() => return Err(Halt::Stopping),
                Some(given) = self.commands.recv() => self.line_up(given),
                Some(look) = sight.next() => return Ok(News::Look(look)),
                () = self.clock.sleep(self.pacing.follow_every * 10) => return Ok(News::Nothing),
            }
        }
    }

    /// Waits for a while, or until somebody stops it. Other commands wait for the step that they
    /// concern.
    pub(super) async fn hear_stop(&mut self, duration: Duration) -> Result<(), Halt> {
        self.tell_waiting().await?;
        while !self.take_stop().await? {
            tokio::select! {
                () = self.stopping.cancelled() => return Err(Halt::Stopping),
                Some(given) = self.commands.recv() => self.line_up(given),
                () = self.clock.sleep(duration) => break,
            }
        }
        Ok(())
    }

    /// Ends the deployment where somebody told it to before its next step.
    pub(super) async fn obey(&mut self) -> Result<(), Halt> {
        while let Ok(given) = self.commands.try_recv() {
            self.line_up(given);
        }
        self.take_stop().await?;
        match self.end_where_stopped() {
            Some((_, end)) => Err(end),
            None => Ok(()),
        }
    }

    /// Writes down what is about to be done, unless somebody has told it to stop or to give way: then
    /// that is taken up instead, and is its end.
    pub(super) async fn note_unless_told(&mut self, event: JournalEvent) -> Result<(), Halt> {
        while !self.write_unless_told(&event).await? {
            for given in self.store.commands_of_deployment(&self.id).await? {
                self.line_up(given);
            }
            self.obey().await?;
        }
        self.recall(event);
        Ok(())
    }

    /// Takes up what stops it, if somebody told it so.
    async fn take_stop(&mut self) -> Result<bool, StoreError> {
        let place = self.waiting.iter().position(|given| given.command.stops());
        let Some(given) = place.and_then(|place| self.waiting.remove(place)) else {
            return Ok(false);
        };
        self.take(&given).await?;
        Ok(true)
    }

    /// A command may be known already from the database when it comes.
    fn line_up(&mut self, given: Given) {
        if given.sequence > self.heard {
            self.heard = given.sequence;
            self.waiting.push_back(given);
        }
    }

    /// Who stopped it, if somebody did, and the end that this is before the service is touched.
    pub(super) fn end_where_stopped(&self) -> Option<(&str, Halt)> {
        let standing = self.standing();
        self.past.iter().find_map(|entry| {
            let JournalEvent::Commanded { by, command } = &entry.event else {
                return None;
            };
            let end = match command {
                Command::GiveWay { .. } => Halt::Over(
                    Verdict::Superseded,
                    format!("{by} deployed something else in its place. {standing}"),
                ),
                Command::BackOut => {
                    Halt::Over(Verdict::Cancelled, format!("{by} stopped it. {standing}"))
                }
                Command::Cancel | Command::AnswerHook { .. } => return None,
            };
            Some((by.as_str(), end))
        })
    }

    /// Who told it to go back, if somebody did.
    pub(super) fn told_to_back_out(&self) -> Option<&str> {
        self.told_to(|command| matches!(command, Command::BackOut))
    }

    /// Who deployed something else in its place, if somebody did.
    pub(super) fn told_to_give_way(&self) -> Option<&str> {
        self.told_to(|command| matches!(command, Command::GiveWay { .. }))
    }

    fn told_to(&self, is_meant: impl Fn(&Command) -> bool) -> Option<&str> {
        self.past.iter().find_map(|entry| match &entry.event {
            JournalEvent::Commanded { by, command } if is_meant(command) => Some(by.as_str()),
            _ => None,
        })
    }
}
