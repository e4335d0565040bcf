//! `longshore audit`.

use clap::{Args, Subcommand};
use shared::audit::AuditHead;

use super::database::Database;
use super::{Ending, Failure, say};
use crate::auditing::{self, A_PART};
use crate::store::Store;

#[derive(Debug, Args)]
pub(super) struct Audit {
    #[command(flatten)]
    database: Database,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Go along the whole chain, and tell the first record that was changed, removed or put in, or
    /// that the end is cut off; then hold accounts with their
    /// roles, environments with their policies, changes and deployments against it. Ends with 0 where
    /// all is well, with 1 where something is not.
    Verify {
        /// A head that `longshore audit head` printed earlier and that was kept elsewhere: finds
        /// also that everything was made anew, or that the end was cut off with its trace. May be
        /// given several times.
        #[arg(long, value_name = "SEQUENCE:HASH")]
        head: Vec<AuditHead>,
    },
    /// Print the end of the chain, to be kept where nobody who can write the database can write.
    Head,
    /// Print every record as a line of JSON, oldest first.
    Export,
}

impl Audit {
    pub(super) async fn run(self) -> Ending {
        let store = match self.database.open().await {
            Ok(store) => store,
            Err(failure) => return Ending::Failed(failure),
        };
        let done = self.action.run(&store).await;
        store.close().await;
        done.unwrap_or_else(Ending::Failed)
    }
}

impl Action {
    async fn run(self, store: &Store) -> Result<Ending, Failure> {
        match self {
            Self::Verify { head } => verify(store, &head).await,
            Self::Head => {
                say(&store.audit_head().await?.to_string());
                Ok(Ending::Done)
            }
            Self::Export => export(store).await,
        }
    }
}

async fn verify(store: &Store, anchors: &[AuditHead]) -> Result<Ending, Failure> {
    let checked = auditing::check(store, AuditHead::default(), anchors, usize::MAX).await?;
    let head = checked.to;
    if let Some(broken) = checked.broken {
        say(&format!("The audit is not whole: {broken}."));
        return Ok(Ending::No);
    }
    say(&format!(
        "The audit is whole: {} records. Its head is {head}",
        head.sequence
    ));
    match auditing::hold(store).await? {
        None => {
            say(
                "Accounts with their roles, environments with their policies and pauses, changes and deployments are as it tells. Passwords, second factors, sessions, tokens, webhooks, and what lists, previews and the journals of deployments show beside are not told, so nothing is known of them.",
            );
            Ok(Ending::Done)
        }
        Some(differs) => {
            say(&format!("Not all is as it tells: {differs}."));
            Ok(Ending::No)
        }
    }
}

async fn export(store: &Store) -> Result<Ending, Failure> {
    let end = store.audit_head().await?;
    let mut last = 0;
    while last < end.sequence {
        let part = store.audit_after(last, A_PART).await?;
        let Some(newest) = part.last().map(|record| record.sequence) else {
            break;
        };
        for record in &part {
            say(&serde_json::to_string(record).unwrap_or_default());
        }
        last = newest;
    }
    Ok(Ending::Done)
}
