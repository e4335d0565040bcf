//! Whether settings work, tried at AWS before they are kept.

use shared::environment::{
    Access, EnvironmentSettings, Fault, Ground, RoleTexts, name_fault, role_texts,
};
use shared::wire::{EnvironmentCheck, EnvironmentStart};

use super::{EnvironmentError, Environments, overlap};
use crate::aws::{Aws, AwsError, Role};
use crate::random;

impl Environments {
    /// What one begins with when an environment is added.
    pub(crate) async fn beginning(&self) -> Result<EnvironmentStart, EnvironmentError> {
        let reach = &self.0.common.reach;
        let known = self.list();
        let region = reach
            .only_region()
            .map(str::to_owned)
            .or_else(|| known.first().map(|one| one.settings.region.clone()));
        let settings = EnvironmentSettings {
            region: region.clone().unwrap_or_else(|| "us-east-1".to_owned()),
            access: Access::Process,
            endpoint_url: known
                .first()
                .and_then(|one| one.settings.endpoint_url.clone()),
            clusters: Vec::new(),
        };
        let caller = match reach.connect_as_process(&settings).await {
            Ok(aws) => aws.caller().await.ok(),
            Err(_) => None,
        };
        Ok(EnvironmentStart {
            external_id: format!("longshore-{}", random::identifier()?),
            caller,
            simulated: reach.is_sandbox(),
            region,
        })
    }

    /// Tries settings under a name. Nothing is kept, and nothing changes in AWS.
    pub(crate) async fn check(
        &self,
        name: &str,
        settings: &EnvironmentSettings,
    ) -> Result<EnvironmentCheck, EnvironmentError> {
        let reach = &self.0.common.reach;
        let mut check = EnvironmentCheck {
            faults: Vec::new(),
            caller: None,
            account: None,
            clusters: Vec::new(),
            notes: Vec::new(),
            role: None,
        };
        check
            .faults
            .extend(name_fault(name).map(|words| fault("name", words)));
        check.faults.extend(settings.faults());
        check.faults.extend(reach.faults(settings));
        if !check.faults.is_empty() {
            return Ok(check);
        }
        let process = match reach.connect_as_process(settings).await {
            Ok(process) => process,
            Err(error) => {
                check.faults.push(fault("region", format!("{error}.")));
                return Ok(check);
            }
        };
        let tried = match &settings.access {
            Access::Role {
                role_arn,
                external_id,
            } => {
                let (texts, tried) = assumed(&process, role_arn, external_id).await;
                check.role = texts;
                tried
            }
            Access::Process | Access::Profile { .. } => Ok(()),
        };
        if let Err(fault) = tried {
            check.faults.push(fault);
            return Ok(check);
        }
        match reach.connect_to_all(settings).await {
            Ok(aws) => look(&aws, settings, &mut check).await,
            Err(error) => check.faults.push(fault("region", format!("{error}."))),
        }
        if let Some(account) = check.account.clone() {
            self.beside(name, settings, &account, &mut check.faults)
                .await?;
        }
        Ok(check)
    }

    /// What other environments, and what was there under the name, have against it.
    async fn beside(
        &self,
        name: &str,
        settings: &EnvironmentSettings,
        account: &str,
        faults: &mut Vec<Fault>,
    ) -> Result<(), EnvironmentError> {
        let rows = self.0.common.store.environments().await?;
        if let Some(row) = rows.iter().find(|row| row.name == name) {
            // Plans, approvals and roles name it: they must not come to count for another account.
            if row.account != account {
                faults.push(fault(
                    "access",
                    format!(
                        "{name} is the account {}, and this leads to {account}. Add another environment for it.",
                        row.account
                    ),
                ));
            }
            if row.settings.region != settings.region {
                faults.push(fault(
                    "region",
                    format!(
                        "{name} is the region {}. Add another environment for {}.",
                        row.settings.region, settings.region
                    ),
                ));
            }
        }
        let ground = Ground {
            account,
            region: &settings.region,
            clusters: &settings.clusters,
        };
        self.know_given_account().await;
        let shared = self.with(|known| {
            overlap(&ground, known.iter().filter(|(other, _)| *other != name))
                .map(|(other, what)| (other.to_owned(), what))
        });
        if let Some((other, what)) = shared {
            faults.push(fault(
                "clusters",
                format!(
                    "{other} looks after {what} of this account and region already. Name other clusters here, or fewer there: what one environment asks for before a deployment must not be got round by another."
                ),
            ));
        }
        Ok(())
    }

    /// Asks for the account of the environment that the command line sets, where it is not known
    /// yet.
    async fn know_given_account(&self) {
        let Some(given) = &self.0.given else {
            return;
        };
        let account = given.aws.account().await;
        let mut known = self
            .0
            .known
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = known.get_mut(&given.name) {
            known.account = account.or_else(|| known.account.take());
        }
    }
}

/// Tries to assume a role, and tells what makes it.
async fn assumed(
    process: &Aws,
    role_arn: &str,
    external_id: &str,
) -> (Option<RoleTexts>, Result<(), Fault>) {
    let caller = match process.caller().await {
        Ok(caller) => caller,
        Err(error) => {
            return (
                None,
                Err(fault(
                    "access",
                    format!(
                        "Longshore's own credentials, which are to assume the role, do not work: {}",
                        error.words()
                    ),
                )),
            );
        }
    };
    let texts = role_texts(&caller, role_arn, external_id);
    let role = Role {
        arn: role_arn.to_owned(),
        external_id: external_id.to_owned(),
    };
    let tried = match process.try_role(&role).await {
        Ok(()) => Ok(()),
        // AWS does not tell which of these it is.
        Err(AwsError::NotAllowed { .. }) => Err(fault(
            "role_arn",
            format!(
                "AWS does not let Longshore assume the role: it is not there, its trust policy does not name {caller} with this external id, or a policy of {caller} does not allow sts:AssumeRole on it."
            ),
        )),
        Err(error) => Err(fault("role_arn", error.words())),
    };
    (Some(texts), tried)
}

/// Looks who Longshore is with the settings, and what there is.
async fn look(aws: &Aws, settings: &EnvironmentSettings, check: &mut EnvironmentCheck) {
    let member = match &settings.access {
        Access::Process => "access",
        Access::Profile { .. } => "profile",
        Access::Role { .. } => "role_arn",
    };
    let caller = match aws.caller().await {
        Ok(caller) => caller,
        Err(error) => {
            check.faults.push(fault(
                member,
                format!("AWS does not take the credentials: {}", error.words()),
            ));
            return;
        }
    };
    check.account = caller.split(':').nth(4).map(str::to_owned);
    check.caller = Some(caller);
    match aws.clusters().await {
        Ok(clusters) => {
            check.clusters = clusters
                .into_iter()
                .filter(|cluster| cluster.status != "INACTIVE")
                .map(|cluster| cluster.name)
                .collect();
            for named in &settings.clusters {
                if !check.clusters.contains(named) {
                    check.notes.push(format!(
                        "There is no cluster {named} yet. It counts from when it is there."
                    ));
                }
            }
        }
        Err(error) => check.notes.push(format!(
            "The clusters could not be listed, so that nobody can tell whether their names are right: {}",
            error.words()
        )),
    }
}

fn fault(member: &str, words: impl Into<String>) -> Fault {
    Fault {
        member: member.to_owned(),
        words: words.into(),
    }
}
