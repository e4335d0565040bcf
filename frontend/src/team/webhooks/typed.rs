//! What a person has typed of a webhook.

use shared::telling::{NewsKind, Shape, judge_url, judge_webhook_name};
use shared::wire::{Secret, Webhook, WebhookRequest};

/// What a person has typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) shape: Shape,
    /// Whether it carries the news of all environments.
    pub(super) everywhere: bool,
    /// The environments that are chosen where it does not.
    pub(super) environments: Vec<String>,
    pub(super) kinds: Vec<NewsKind>,
    pub(super) enabled: bool,
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            name: String::new(),
            url: String::new(),
            shape: Shape::Json,
            everywhere: true,
            environments: Vec::new(),
            kinds: NewsKind::ALL.to_vec(),
            enabled: true,
        }
    }
}

impl Typed {
    /// What a webhook has now; its address is not shown again.
    pub(super) fn of(webhook: &Webhook) -> Self {
        Self {
            name: webhook.name.clone(),
            url: String::new(),
            shape: webhook.shape,
            everywhere: webhook.environments.is_empty(),
            environments: webhook.environments.clone(),
            kinds: webhook.kinds.clone(),
            enabled: webhook.enabled,
        }
    }

    /// Chooses an environment, or no longer.
    pub(super) fn set_environment(&mut self, name: &str, chosen: bool) {
        self.environments.retain(|known| known != name);
        if chosen {
            self.environments.push(name.to_owned());
            self.environments.sort_unstable();
        }
    }

    /// Chooses a kind of news, or no longer.
    pub(super) fn set_kind(&mut self, kind: NewsKind, chosen: bool) {
        self.kinds.retain(|known| *known != kind);
        if chosen {
            self.kinds.push(kind);
            self.kinds.sort_unstable();
        }
    }

    /// What is asked of the server.
    pub(super) fn request(&self, base_version: i64) -> WebhookRequest {
        let url = self.url.trim();
        WebhookRequest {
            name: self.name.trim().to_owned(),
            url: (!url.is_empty()).then(|| Secret::new(url)),
            shape: self.shape,
            environments: if self.everywhere {
                Vec::new()
            } else {
                self.environments.clone()
            },
            kinds: self.kinds.clone(),
            enabled: self.enabled,
            base_version,
        }
    }

    /// What is wrong with a member.
    pub(super) fn fault(&self, member: &str, is_new: bool) -> Option<String> {
        let request = self.request(0);
        match member {
            "name" => judge_webhook_name(&request.name)
                .err()
                .map(|fault| fault.to_string()),
            "url" => match &request.url {
                Some(url) => judge_url(url.expose()).err().map(|fault| fault.to_string()),
                None => is_new.then(|| "write the address that it sends to".to_owned()),
            },
            "environments" => (!self.everywhere && self.environments.is_empty())
                .then(|| "choose at least one environment, or all of them".to_owned()),
            "kinds" => request
                .kinds
                .is_empty()
                .then(|| "choose at least one kind of news".to_owned()),
            _ => None,
        }
    }

    /// What somebody else set where one's own differs: the member, theirs and one's own.
    pub(super) fn against(&self, theirs: &Webhook) -> Vec<(&'static str, String, String)> {
        let other = Self::of(theirs);
        let mut differing = Vec::new();
        let mut hold = |member, theirs: String, own: String| {
            if theirs != own {
                differing.push((member, theirs, own));
            }
        };
        hold("Name", other.name.clone(), self.name.trim().to_owned());
        let kept = theirs.shown_url.clone();
        let own = match self.url.trim() {
            "" => kept.clone(),
            _ => "the one that you typed".to_owned(),
        };
        hold("Address", kept, own);
        let label = |shape: Shape| shape.label().to_owned();
        hold("Shape", label(other.shape), label(self.shape));
        hold("Environments", other.places(), self.places());
        hold("What it carries", other.carried(), self.carried());
        let word = |enabled: bool| if enabled { "On" } else { "Off" }.to_owned();
        hold("Turned on", word(other.enabled), word(self.enabled));
        differing
    }

    fn places(&self) -> String {
        if self.everywhere {
            "All of them".to_owned()
        } else {
            self.environments.join(", ")
        }
    }

    fn carried(&self) -> String {
        let labels: Vec<&str> = self.kinds.iter().map(|kind| kind.label()).collect();
        labels.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use shared::telling::{NewsKind, Shape};
    use shared::wire::Webhook;

    use super::Typed;

    fn webhook() -> Webhook {
        Webhook {
            id: "a".to_owned(),
            version: 2,
            name: "Deploys".to_owned(),
            shown_url: "https://hooks.example/…".to_owned(),
            shape: Shape::Slack,
            environments: vec!["gone".to_owned(), "test".to_owned()],
            kinds: vec![NewsKind::Paused],
            enabled: true,
            updated_by: "ada".to_owned(),
            updated_at_ms: 1,
            secret_since_ms: 1,
            last_delivered: None,
        }
    }

    #[test]
    fn what_is_not_touched_stays() {
        let typed = Typed::of(&webhook());
        let request = typed.request(2);
        assert_eq!(request.environments, ["gone", "test"]);
        assert_eq!((request.url, request.base_version), (None, 2));
        assert!(typed.against(&webhook()).is_empty());
    }

    #[test]
    fn some_environments_are_never_none_by_accident() {
        let mut typed = Typed::of(&webhook());
        for name in ["gone", "test"] {
            typed.set_environment(name, false);
        }
        assert!(typed.fault("environments", false).is_some());
        typed.everywhere = true;
        assert_eq!(typed.fault("environments", false), None);
        assert!(typed.request(1).environments.is_empty());
    }

    #[test]
    fn only_what_differs_is_held_against_ones_own() {
        let mut typed = Typed::of(&webhook());
        typed.name = "Releases ".to_owned();
        typed.url = "https://elsewhere.example/secret".to_owned();
        typed.set_kind(NewsKind::Deployed, true);
        let differing = typed.against(&webhook());
        let members: Vec<&str> = differing.iter().map(|(member, _, _)| *member).collect();
        assert_eq!(members, ["Name", "Address", "What it carries"]);
        assert_eq!(differing[0].1, "Deploys");
        assert_eq!(differing[0].2, "Releases");
        assert!(!format!("{differing:?}").contains("secret"));
    }
}
