//! What the tests share: a whole server with its sandbox, and people who use it.

mod authenticator;
mod clock;
mod documents;
mod log;
mod odd_provider;
mod past_longshore;
mod person;
mod provider;
mod wire;

use std::net::SocketAddr;
use std::time::Duration;

use backend::app::{Pacing, Server, Settings};
use backend::auth::{ProviderSettings, hash_password};
use backend::aws::{Access, Aws, Tempo};
use backend::encryption::Key;
use backend::environments::{Given, Reach};
use backend::store::{Deed, Store, User, UserAdded};
use backend::telling::TellingSettings;
use shared::environment::{self, EnvironmentSettings};
use shared::permission::{Grant, Grants, Role};
use shared::wire::{Secret, TargetGroup};
use tempfile::TempDir;
use tokio::net::TcpListener;

pub(crate) use authenticator::Authenticator;
pub(crate) use documents::{first_service, next_service, task_definition};
pub(crate) use log::{Listening, holds};
pub(crate) use odd_provider::{OddProvider, SigningKey};
pub(crate) use person::{ENVIRONMENT, Person, fresh_key, problem, verdict};
pub(crate) use provider::{IdentityProvider, Traveller};

pub(crate) const REGION: &str = "eu-central-1";
pub(crate) const PASSWORD: &str = "a pair of wet socks";

/// How a [`World`] differs from the usual one.
pub(crate) struct Setup {
    pub(crate) sandbox: sandbox::Clock,
    pub(crate) deadline: Duration,
    pub(crate) public_url: Option<String>,
    /// The identity provider that people may sign in at.
    pub(crate) provider: Option<ProviderSettings>,
    /// How people and programs are told.
    pub(crate) telling: TellingSettings,
    /// Whether there are people from the start.
    pub(crate) people: bool,
    /// How often a stream asks by itself whether its reader may still look.
    pub(crate) ask_again: Duration,
    /// How long a client may take to send the headers of a request.
    pub(crate) header_patience: Duration,
    /// How long a client may take to send the body of a request.
    pub(crate) body_patience: Duration,
    /// The clusters that the environment looks after; none for all.
    pub(crate) clusters: Vec<String>,
    /// By how much less patiently AWS is waited for.
    pub(crate) haste: u32,
    /// How long to wait before a call is made again.
    pub(crate) retry_after: Duration,
    /// How long AWS may take to show what came of a call.
    pub(crate) settle: Duration,
    /// By how much faster than AWS's the rates are that calls keep to.
    pub(crate) speed: f64,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            sandbox: sandbox::Clock::Speed(300.0),
            deadline: Duration::from_mins(1),
            public_url: None,
            provider: None,
            telling: TellingSettings::default(),
            people: true,
            ask_again: Duration::from_millis(100),
            header_patience: Duration::from_mins(5),
            body_patience: Duration::from_mins(5),
            clusters: Vec::new(),
            haste: 1,
            retry_after: Duration::from_millis(20),
            settle: Duration::from_millis(200),
            speed: 300.0,
        }
    }
}

/// A server with a database, a sandbox, and two people: Dana deploys, Vera looks.
pub(crate) struct World {
    server: Option<Server>,
    sandbox: Option<sandbox::Sandbox>,
    aws: SocketAddr,
    wire: wire::Wire,
    deadline: Duration,
    public_url: Option<String>,
    ask_again: Duration,
    header_patience: Duration,
    body_patience: Duration,
    clusters: Vec<String>,
    haste: u32,
    speed: f64,
    retry_after: Duration,
    settle: Duration,
    clock: clock::Shifted,
    provider: Option<ProviderSettings>,
    telling: TellingSettings,
    data: TempDir,
}

/// A key for what databases hold encrypted, of 64 times a digit.
pub(crate) fn key(digit: char) -> Key {
    Key::parse(&Secret::new(digit.to_string().repeat(64))).unwrap()
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Setup::default()).await
    }

    pub(crate) async fn with(setup: Setup) -> Self {
        // On the heap, or every test's own future would hold all of it.
        Box::pin(Self::made(setup)).await
    }

    async fn made(setup: Setup) -> Self {
        let data = tempfile::tempdir().unwrap();
        let sandbox = sandbox::start(sandbox::Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            clock: setup.sandbox,
            state_file: None,
            seed: true,
            record_exchanges: true,
            account: "123456789012".to_owned(),
            region: REGION.to_owned(),
        })
        .await
        .unwrap();
        let mut world = Self {
            server: None,
            aws: sandbox.address(),
            wire: wire::Wire::tap(sandbox.address()).await,
            sandbox: Some(sandbox),
            deadline: setup.deadline,
            public_url: setup.public_url,
            ask_again: setup.ask_again,
            header_patience: setup.header_patience,
            body_patience: setup.body_patience,
            clusters: setup.clusters,
            haste: setup.haste,
            speed: setup.speed,
            retry_after: setup.retry_after,
            settle: setup.settle,
            clock: clock::Shifted::default(),
            provider: setup.provider,
            telling: setup.telling,
            data,
        };
        if setup.people {
            world.add_team().await;
        }
        Box::pin(world.start()).await;
        world
    }

    async fn add_team(&self) {
        let store = self.store().await;
        for (name, role) in [
            ("dana", Role::Deployer),
            ("eli", Role::Editor),
            ("rosa", Role::Reviewer),
            ("remy", Role::Reviewer),
            ("ada", Role::Administrator),
            ("vera", Role::Viewer),
        ] {
            let hash = hash_password(name, PASSWORD.to_owned()).await.unwrap();
            let grants = Grants(vec![Grant::everywhere(role)]);
            let user = User::new(name, grants, Some(hash));
            let added = store.add_user(&user, added(&user)).await.unwrap();
            assert_eq!(added, UserAdded::Done);
        }
        store.close().await;
    }

    /// Milliseconds since the epoch, by the server's clock.
    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.clock().now_ms()
    }

    /// Puts the server's clock forward. AWS's stays.
    pub(crate) fn pass(&self, time: Duration) {
        self.clock.pass(time);
    }

    /// The database, beside the server.
    pub(crate) async fn store(&self) -> Store {
        Store::open(&Store::sqlite_url(&self.data.path().join("test.sqlite")))
            .await
            .unwrap()
            .with_key(key('5'))
            .await
            .unwrap()
    }

    /// The files that the database consists of.
    pub(crate) fn database_files(&self) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(self.data.path()).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// The file of the database.
    pub(crate) fn database_file(&self) -> std::path::PathBuf {
        self.data.path().join("test.sqlite")
    }

    pub(crate) async fn start(&mut self) {
        let access = Access::Sandbox {
            address: self.wire.address(),
            region: REGION.to_owned(),
            role: None,
        };
        let tempo = Tempo {
            speed: self.speed,
            haste: self.haste,
        };
        let settings = Settings {
            reach: Reach::Sandbox {
                address: self.wire.address(),
                region: REGION.to_owned(),
                tempo,
            },
            public_url: self.public_url.clone(),
            pacing: Pacing {
                watch_every: Duration::from_millis(50),
                follow_every: Duration::from_millis(30),
                deadline: self.deadline,
                retry_after: self.retry_after,
                settle: self.settle,
                lease: Duration::from_secs(2),
                beat_every: Duration::from_millis(50),
                ask_again: self.ask_again,
                header_patience: self.header_patience,
                body_patience: self.body_patience,
            },
            agent: "test".to_owned(),
            provider: self.provider.clone(),
            telling: self.telling.clone(),
        };
        let server = Server::start(
            TcpListener::bind("127.0.0.1:0").await.unwrap(),
            self.store().await,
            Some(Given {
                name: ENVIRONMENT.to_owned(),
                settings: EnvironmentSettings {
                    region: REGION.to_owned(),
                    access: environment::Access::Process,
                    endpoint_url: None,
                    clusters: self.clusters.clone(),
                },
                aws: Aws::connect_at(&access, tempo, self.clusters.clone())
                    .await
                    .unwrap(),
            }),
            self.clock.clock(),
            settings,
        )
        .await
        .unwrap();
        self.server = Some(server);
    }

    /// How people and programs are told once the server starts anew.
    pub(crate) fn tell_by(&mut self, telling: TellingSettings) {
        self.telling = telling;
    }

    /// Stops the server. The sandbox goes on.
    pub(crate) async fn stop(&mut self) {
        self.server.take().unwrap().stop().await;
    }

    /// Stops everything; a test that leaves something running has failed.
    pub(crate) async fn end(mut self) {
        if let Some(server) = self.server.take() {
            tokio::time::timeout(Duration::from_secs(20), server.stop())
                .await
                .unwrap();
        }
        self.sandbox.take().unwrap().stop().await.unwrap();
    }

    /// Where the sandbox listens.
    pub(crate) fn aws_url(&self) -> String {
        format!("http://{}", self.aws)
    }

    /// AWS as the server sees it, beside the server.
    pub(crate) async fn aws(&self) -> Aws {
        let access = Access::Sandbox {
            address: self.aws,
            region: REGION.to_owned(),
            role: None,
        };
        Aws::connect(&access).await.unwrap()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.as_ref().unwrap().address())
    }

    /// Somebody who has not signed in.
    pub(crate) fn stranger(&self) -> Person {
        Person::new(self.url(""))
    }

    /// Dana, signed in, who may deploy.
    pub(crate) async fn dana(&self) -> Person {
        self.signed_in("dana").await
    }

    /// Vera, signed in, who may only look.
    pub(crate) async fn vera(&self) -> Person {
        self.signed_in("vera").await
    }

    /// Ada, signed in, who may do everything.
    pub(crate) async fn ada(&self) -> Person {
        self.signed_in("ada").await
    }

    /// Adds somebody, with a role or without any.
    pub(crate) async fn add(&self, name: &str, grant: Option<Grant>) {
        let store = self.store().await;
        let hash = hash_password(name, PASSWORD.to_owned()).await.unwrap();
        let grants = Grants(grant.into_iter().collect());
        let user = User::new(name, grants, Some(hash));
        let added = store.add_user(&user, added(&user)).await.unwrap();
        assert_eq!(added, UserAdded::Done);
        store.close().await;
    }

    pub(crate) async fn signed_in(&self, name: &str) -> Person {
        let person = self.stranger();
        let answer = person.sign_in(name, PASSWORD).await;
        assert_eq!(answer.status(), 200);
        person
    }

    /// The ARN of a target group that nobody uses yet.
    pub(crate) async fn target_group(&self) -> String {
        let listing: shared::wire::Listing<TargetGroup> =
            self.dana().await.read("/target-groups").await;
        let found = listing
            .items
            .into_iter()
            .find(|group| group.name == "nginx");
        found.unwrap().arn
    }

    /// Waits until each fault of the sandbox that comes so often has come so often.
    pub(crate) async fn faults_have_fired(&self) {
        let url = format!("http://{}/_sandbox/faults", self.aws);
        let waiting = async || {
            let text = reqwest::get(&url).await.unwrap().text().await.unwrap();
            let table: serde_json::Value = serde_json::from_str(&text).unwrap();
            let mut faults = table["faults"].as_array().unwrap().iter();
            faults.any(|fault| !fault["times"].is_null() && fault["fired"] != fault["times"])
        };
        while waiting().await {
            tokio::task::yield_now().await;
        }
    }

    /// Has something go wrong in AWS.
    pub(crate) async fn fault(&self, fault: serde_json::Value) {
        let url = format!("http://{}/_sandbox/faults", self.aws);
        let answer = reqwest::Client::new()
            .post(url)
            .body(fault.to_string())
            .send()
            .await
            .unwrap();
        assert!(
            answer.status().is_success(),
            "{}",
            answer.text().await.unwrap()
        );
    }

    /// Has nothing go wrong in AWS any more.
    pub(crate) async fn mend(&self) {
        let url = format!("http://{}/_sandbox/faults", self.aws);
        let answer = reqwest::Client::new().delete(url).send().await.unwrap();
        assert!(answer.status().is_success());
    }

    /// Lets the agent come to where it looks for what became of the registration of a revision, and
    /// stay there: the answer is lost, and AWS does not tell.
    pub(crate) async fn lose_a_registration(&self) {
        self.fault(serde_json::json!({
            "operation": "RegisterTaskDefinition", "kind": "reset_after_commit", "times": 1
        }))
        .await;
        self.fault(serde_json::json!({
            "operation": "ListTaskDefinitions", "kind": "error", "status": 503,
            "code": "ServiceUnavailable", "message": "away"
        }))
        .await;
    }

    /// Gives the account another quota, by AWS's name of it.
    pub(crate) async fn set_quota(&self, name: &str, value: f64) {
        let url = format!("http://{}/_sandbox/quotas", self.aws);
        let body = serde_json::json!({ "name": name, "value": value });
        let request = reqwest::Client::new().put(url).body(body.to_string());
        assert_eq!(request.send().await.unwrap().status(), 200);
    }

    /// Asks IAM for something, as an owner of the account does.
    pub(crate) async fn iam(&self, action: &str, input: &[(&str, &str)]) {
        self.query("2010-05-08", action, input).await;
    }

    /// Makes a target group for tasks with interfaces of their own, to which nothing leads.
    pub(crate) async fn lone_target_group(&self, name: &str, vpc_id: &str) -> String {
        let input = [
            ("Name", name),
            ("Protocol", "HTTP"),
            ("Port", "80"),
            ("TargetType", "ip"),
            ("VpcId", vpc_id),
        ];
        let text = self.query("2015-12-01", "CreateTargetGroup", &input).await;
        let after = text.split("<TargetGroupArn>").nth(1).unwrap();
        after.split('<').next().unwrap().to_owned()
    }

    async fn query(&self, version: &str, action: &str, input: &[(&str, &str)]) -> String {
        let mut form = vec![("Action", action), ("Version", version)];
        form.extend_from_slice(input);
        let text = reqwest::Url::parse_with_params(&self.aws_url(), form).unwrap();
        let answer = reqwest::Client::new()
            .post(self.aws_url())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(text.query().unwrap().to_owned())
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{text}");
        text
    }

    /// Puts AWS's clock forward.
    pub(crate) async fn advance(&self, seconds: u32) {
        let url = format!("http://{}/_sandbox/clock/advance", self.aws);
        let answer = reqwest::Client::new()
            .post(url)
            .body(format!("{{\"seconds\": {seconds}}}"))
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success());
    }

    /// The requests of an operation as the sandbox understood them, with their status.
    pub(crate) async fn sent(&self, operation: &str) -> Vec<(u16, String)> {
        let url = format!("http://{}/_sandbox/exchanges", self.aws);
        let text = reqwest::get(url).await.unwrap().text().await.unwrap();
        let recorded: serde_json::Value = serde_json::from_str(&text).unwrap();
        recorded["exchanges"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|exchange| exchange["operation"] == operation)
            .map(|exchange| {
                (
                    u16::try_from(exchange["status"].as_u64().unwrap()).unwrap(),
                    exchange["request"].to_string(),
                )
            })
            .collect()
    }

    /// Whether a text went over the wire to AWS, to the byte.
    pub(crate) fn carried(&self, text: &str) -> bool {
        self.wire.carried(text)
    }

    /// Calls ECS as somebody else's tool would.
    pub(crate) async fn ecs(&self, operation: &str, body: &serde_json::Value) -> serde_json::Value {
        let target = format!("AmazonEC2ContainerServiceV20141113.{operation}");
        self.call("ecs", &target, body).await
    }

    /// Calls ECR as somebody else's tool would.
    pub(crate) async fn ecr(&self, operation: &str, body: &serde_json::Value) -> serde_json::Value {
        let target = format!("AmazonEC2ContainerRegistry_V20150921.{operation}");
        self.call("ecr", &target, body).await
    }

    /// Calls Application Auto Scaling as somebody else's tool would.
    pub(crate) async fn auto_scaling(
        &self,
        operation: &str,
        body: &serde_json::Value,
    ) -> serde_json::Value {
        let target = format!("AnyScaleFrontendService.{operation}");
        self.call("application-autoscaling", &target, body).await
    }

    async fn call(
        &self,
        service: &str,
        target: &str,
        body: &serde_json::Value,
    ) -> serde_json::Value {
        let answer = reqwest::Client::new()
            .post(format!("http://{}/", self.aws))
            .header("x-amz-target", target)
            .header("content-type", "application/x-amz-json-1.1")
            .header(
                "authorization",
                format!("AWS4-HMAC-SHA256 Credential=other/20260101/{REGION}/{service}/aws4_request, SignedHeaders=host, Signature=0"),
            )
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{target}: {text}");
        serde_json::from_str(&text).unwrap()
    }
}

/// What the audit is told of an account that a test has made.
pub(crate) fn added(user: &User) -> Deed {
    let grants = serde_json::json!({"grants": user.grants});
    Deed::of_person(0, "", "person.added", &user.name, grants)
}

/// What the audit is told of somebody's account, at a moment.
pub(crate) fn told(at_ms: i64) -> Deed {
    Deed::of_person(
        at_ms,
        "",
        "person.added",
        "somebody",
        serde_json::Value::Null,
    )
}

/// Takes the lock of a database's that all who write need, until the connection is closed.
pub(crate) async fn hold(database: &std::path::Path) -> sqlx::AnyConnection {
    use sqlx::{Connection as _, Executor as _};
    sqlx::any::install_default_drivers();
    let url = backend::store::Store::sqlite_url(database);
    let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
    connection.execute("begin immediate").await.unwrap();
    connection
}

/// Edits the database as somebody would who has got hold of its file.
pub(crate) async fn edit(database: &std::path::Path, statements: &[&str]) {
    use sqlx::{Connection as _, Executor as _};
    sqlx::any::install_default_drivers();
    let url = backend::store::Store::sqlite_url(database);
    let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
    for statement in statements {
        connection
            .execute(sqlx::AssertSqlSafe((*statement).to_owned()))
            .await
            .unwrap();
    }
    connection.close().await.unwrap();
}
