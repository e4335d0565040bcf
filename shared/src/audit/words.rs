//! What each action of the audit is called in plain words, and the gist of a record. Pure.

use serde_json::Value;

use super::{AuditRecord, Outcome, Via};

/// Every action that Longshore tells, by what it is about, with what is done in it. A test holds this
/// against the sources and against what can happen to a change.
pub const ACTIONS: [(&str, &str); 63] = [
    (
        "account.address-confirmed",
        "Confirmed their e-mail address",
    ),
    ("account.address-removed", "Took their e-mail address away"),
    ("account.address-set", "Gave an e-mail address"),
    ("account.hearing-chosen", "Chose what to hear of"),
    ("account.password-changed", "Changed the own password"),
    ("account.password-chosen", "Chose a password with a code"),
    ("account.second-factor-off", "Turned off the second factor"),
    ("account.second-factor-on", "Turned on a second factor"),
    ("account.set-up", "Made the first account"),
    ("aws.answered", "AWS answered a call"),
    ("aws.failed", "A call to AWS failed"),
    ("aws.intended", "Set out to call AWS"),
    ("change.approval-taken-back", "Took an approval back"),
    ("change.approved", "A change has its approvals"),
    (
        "change.base-is-back",
        "What runs is as a change saw it again",
    ),
    ("change.base-moved", "What runs moved under a change"),
    ("change.began", "The deployment of a change began"),
    ("change.commented", "Commented on a change"),
    ("change.ended", "A change is over"),
    ("change.proposed", "Proposed a change"),
    ("change.queued", "Had a change deployed"),
    ("change.reviewed", "Reviewed a change"),
    (
        "change.reviewed-afterwards",
        "Looked at an emergency afterwards",
    ),
    ("change.revised", "Made another version of a change"),
    ("change.reworded", "Reworded a change"),
    ("change.scheduled", "Said when a change is deployed"),
    ("change.settled", "Settled or reopened a comment"),
    ("change.unapproved", "A change lacks approvals again"),
    ("deployment.commanded", "Told a deployment what to do"),
    ("deployment.finished", "A deployment ended"),
    ("deployment.requested", "Had a plan deployed"),
    ("draft.deleted", "Deleted somebody else's draft"),
    (
        "encryption.key-forgotten",
        "Gave up the key of the database's secrets",
    ),
    (
        "encryption.key-replaced",
        "Replaced the key of the database's secrets",
    ),
    ("environment.paused", "Paused deployments"),
    ("environment.resumed", "Let deployments go on"),
    ("environment.retired", "Took an environment away"),
    ("environment.set", "Set an environment up or changed it"),
    ("parameter.written", "Wrote a parameter"),
    ("person.added", "Added a person"),
    (
        "person.break-glass",
        "Let a person in with the password, or no longer",
    ),
    ("person.closed", "Disabled an account"),
    ("person.opened", "Enabled an account again"),
    ("person.password-reset", "Gave a code for another password"),
    ("person.password-set", "Gave a person another password"),
    ("person.removed", "Removed an account"),
    ("person.roles-given", "Gave roles or took some away"),
    ("person.second-factor-reset", "Took a second factor away"),
    ("person.sessions-ended", "Ended the sessions of a person"),
    ("policy.set", "Set what an environment asks for"),
    ("request.refused", "Was refused"),
    ("session.begun", "Signed in"),
    ("session.confirmed", "Showed once more who they are"),
    ("session.ended", "Signed out"),
    ("session.ended-elsewhere", "Signed out elsewhere"),
    ("token.made", "Made a token"),
    ("token.taken-back", "Took a token back"),
    ("webhook.added", "Added a webhook"),
    (
        "webhook.delivered-again",
        "Had news sent to a webhook again",
    ),
    ("webhook.removed", "Took a webhook away"),
    (
        "webhook.secret-replaced",
        "Replaced the secret of a webhook",
    ),
    ("webhook.set", "Changed a webhook"),
    ("webhook.tried", "Had a webhook tried"),
];

/// What an action is called; nothing for one that this version of Longshore does not tell.
pub fn action_words(action: &str) -> Option<&'static str> {
    ACTIONS
        .iter()
        .find(|(name, _)| *name == action)
        .map(|(_, words)| *words)
}

impl Via {
    /// Its words after a name, such as `with a token`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Session => "in a browser",
            Self::Token => "with a token",
            Self::CommandLine => "on the command line",
            Self::Longshore => "by itself",
        }
    }
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Done, Self::Refused, Self::Failed];

    /// Its name, as in JSON and in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    /// Finds an outcome by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }

    /// What a person reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::Refused => "Refused",
            Self::Failed => "Failed",
        }
    }
}

/// The members of a detail that say the most about it, in the order in which they are read.
const SAYING: [&str; 12] = [
    "operation",
    "command",
    "decision",
    "title",
    "summary",
    "state",
    "verdict",
    "code",
    "words",
    "why",
    "reason",
    "message",
];

impl AuditRecord {
    /// What it says more, in a line: what was called, decided or answered, and why. Empty where it
    /// says no more.
    pub fn gist(&self) -> String {
        let Ok(detail) = serde_json::from_str::<Value>(&self.detail) else {
            return String::new();
        };
        let event = detail.get("event").filter(|event| event.is_object());
        let said = |member: &&str| {
            event
                .into_iter()
                .chain([&detail])
                .find_map(|of| of.get(*member)?.as_str())
                .filter(|text| !text.is_empty())
        };
        let all: Vec<&str> = SAYING.iter().filter_map(said).collect();
        all.join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::{ACTIONS, AuditRecord, Outcome, Via, action_words};

    fn record(detail: &str) -> AuditRecord {
        AuditRecord {
            sequence: 1,
            at_ms: 0,
            who: None,
            via: Via::Longshore,
            address: None,
            action: "x".to_owned(),
            outcome: Outcome::Done,
            environment: None,
            subject: String::new(),
            detail: detail.to_owned(),
            previous: String::new(),
            hash: String::new(),
        }
    }

    #[test]
    fn each_action_stands_once_and_in_order() {
        assert!(ACTIONS.windows(2).all(|two| two[0].0 < two[1].0));
        assert_eq!(action_words("session.begun"), Some("Signed in"));
        assert_eq!(action_words("session.bogus"), None);
    }

    #[test]
    fn the_gist_is_what_a_detail_says_in_words() {
        let said = |detail: &str| record(detail).gist();
        assert_eq!(
            said(r#"{"operation": "UpdateService", "body_sha256": "ab"}"#),
            "UpdateService"
        );
        assert_eq!(
            said(
                r#"{"version": 1, "event": {"event": "reviewed", "decision": "approve", "reason": "Fine."}}"#
            ),
            "approve · Fine."
        );
        assert_eq!(said(r#"{"verdict": "failed", "reason": ""}"#), "failed");
        assert_eq!(said("{}"), "");
        assert_eq!(said("no JSON"), "");
    }

    #[test]
    fn outcomes_are_found_by_the_names_that_json_has() {
        for outcome in Outcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str(),);
            assert_eq!(Outcome::find(outcome.as_str()), Some(outcome));
        }
    }
}
