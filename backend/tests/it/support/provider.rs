//! A real identity provider: the npm package `oidc-provider`, started for a test.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use backend::auth::ProviderSettings;
use shared::permission::{Grant, Role};
use shared::wire::{ProviderAddress, Secret};

use super::{Person, World};

pub(crate) struct IdentityProvider {
    process: Child,
    pub(crate) issuer: String,
}

impl IdentityProvider {
    pub(crate) fn start() -> Self {
        let named = |variable: &str| match std::env::var_os(variable) {
            Some(path) => path,
            None => panic!("{variable} is not set; run cargo xtask test"),
        };
        let mut process = Command::new(named("LONGSHORE_TEST_NODE"))
            .arg(named("LONGSHORE_TEST_PROVIDER"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut issuer = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut issuer)
            .unwrap();
        Self {
            process,
            issuer: issuer.trim().to_owned(),
        }
    }

    /// What Longshore is told of it: `ops` may do everything, `dev` edits here.
    pub(crate) fn settings(&self) -> ProviderSettings {
        settings_for(&self.issuer)
    }

    /// Puts somebody into other groups, or adds them.
    pub(crate) async fn set(&self, id: &str, name: &str, groups: &[&str]) {
        let mut url = reqwest::Url::parse(&format!("{}/people", self.issuer)).unwrap();
        url.query_pairs_mut()
            .append_pair("id", id)
            .append_pair("preferred_username", name)
            .append_pair("email", "dana@example.com")
            .extend_pairs(groups.iter().map(|group| ("groups", group)));
        assert_eq!(reqwest::get(url).await.unwrap().status(), 204);
    }
}

/// What Longshore is told of a provider of the tests.
pub(super) fn settings_for(issuer: &str) -> ProviderSettings {
    ProviderSettings {
        issuer: issuer.to_owned(),
        client_id: "longshore".to_owned(),
        client_secret: Some(Secret::new("a secret of the tests")),
        scopes: "openid profile email".to_owned(),
        groups_claim: "groups".to_owned(),
        group_grants: vec![
            ("ops".to_owned(), Grant::everywhere(Role::Administrator)),
            (
                "dev".to_owned(),
                Grant {
                    environment: Some("test".to_owned()),
                    role: Role::Editor,
                },
            ),
        ],
        is_only_way: false,
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _gone = self.process.wait();
    }
}

/// A browser on its way to the provider and back. Its cookies are those of both.
pub(crate) struct Traveller {
    pub(crate) client: reqwest::Client,
    pub(crate) person: Person,
}

impl Traveller {
    pub(crate) fn new(world: &World) -> Self {
        let client = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            person: Person::with(client.clone(), world.url("")),
            client,
        }
    }

    /// Asks Longshore for the way to the provider.
    pub(crate) async fn begin(&self, wanted: &serde_json::Value) -> String {
        let address: ProviderAddress =
            Person::answered(self.person.post("/provider", wanted), 200).await;
        address.url
    }

    /// Signs in at the provider; gives where that sends the browser back to.
    pub(crate) async fn visit(&self, url: &str, who: &str) -> String {
        let mut url = reqwest::Url::parse(url).unwrap();
        for _ in 0..6 {
            if url.path() == "/api/v1/provider/callback" {
                return url.into();
            }
            if url.path().starts_with("/interaction/") {
                url.set_query(Some(&format!("as={who}")));
            }
            url = self.step(url).await;
        }
        panic!("the provider leads nowhere: {url}");
    }

    /// Comes back; gives the page that Longshore sends the browser to.
    pub(crate) async fn come_back(&self, url: &str) -> String {
        let url = reqwest::Url::parse(url).unwrap();
        let page = self.step(url).await;
        match page.query() {
            Some(query) => format!("{}?{query}", page.path()),
            None => page.path().to_owned(),
        }
    }

    /// Goes on at another server, such as the same one started anew.
    pub(crate) fn moved_to(self, base: String) -> Self {
        Self {
            person: self.person.moved_to(base),
            ..self
        }
    }

    /// The whole way.
    pub(crate) async fn sign_in(&self, who: &str) -> String {
        let away = self.begin(&serde_json::json!({})).await;
        let back = self.visit(&away, who).await;
        self.come_back(&back).await
    }

    async fn step(&self, url: reqwest::Url) -> reqwest::Url {
        let answer = self.client.get(url.clone()).send().await.unwrap();
        let Some(place) = answer.headers().get("location") else {
            panic!("{url} leads nowhere: {}", answer.text().await.unwrap());
        };
        url.join(place.to_str().unwrap()).unwrap()
    }
}
