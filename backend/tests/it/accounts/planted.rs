//! What opens a door is told once: planted passwords, codes, tokens, sessions and secrets turn up
//! in no log, no event, no answer of the API, and nowhere in the database, which holds hashes of
//! them, or, where they are needed again, what they are encrypted to.

use std::path::Path;

use backend::auth::make_set_up_code;
use backend::telling::{Authorities, EmailSettings, Ranges, SmtpTls, TellingSettings};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use shared::permission::{Grant, Role};
use shared::wire::{
    Delivery, DeliveryState, Enrollment, Hearing, Listing, MadeToken, MadeWebhook, PasswordCode,
    RecoveryCodes, Secret, Session,
};

use crate::support::{Authenticator, Listening, PASSWORD, Person, Setup, World, holds};
use crate::telling::email::code_of;
use crate::telling::mailbox::{Mailbox, Manners};
use crate::telling::receiver::{Answer, Receiver};

/// What people and operators type. None of it is a name or a path of ours.
const WRONG: &str = "planted-wrong-4c1d-lantern-orchard";
const CHOSEN: &str = "planted-chosen-8e2a-meadow-compass";
const CHANGED: &str = "planted-changed-5b9f-pebble-velvet";
const MAIL: &str = "planted-mail-7a3d-thistle-anchor";
const PATH: &str = "planted-path-1f6b-copper-kettle";
const OTHER_PATH: &str = "planted-path-9c8e-silver-harbor";
const REFUSED: &str = "planted-refused-3d5a-marble-willow";

/// A secret.
struct Planted {
    what: &'static str,
    text: String,
}

/// What was planted, and what was answered to those who were refused.
#[derive(Default)]
struct Garden {
    planted: Vec<Planted>,
    refusals: Vec<Vec<u8>>,
}

impl Garden {
    fn plant(&mut self, what: &'static str, text: &str) {
        assert!(text.len() >= 6, "{what} could be anything");
        self.planted.push(Planted {
            what,
            text: text.to_owned(),
        });
    }

    /// A code that people type, in the spellings that are taken.
    fn plant_code(&mut self, what: &'static str, code: &str) {
        self.plant(what, code);
        let bare: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        self.plant(what, &bare);
        self.plant(what, &bare.to_lowercase());
    }

    /// Asks for what is refused.
    async fn refuse(&mut self, request: reqwest::RequestBuilder, status: u16) {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status);
        self.refusals.push(answer.bytes().await.unwrap().to_vec());
    }

    /// Fails where something is held.
    fn look_at(&self, place: &str, bytes: &[u8]) {
        for Planted { what, text } in &self.planted {
            assert!(!holds(bytes, text), "{place} tells {what}: {text}");
        }
    }

    /// Everything that the API tells without changing anything, to each of a few.
    async fn look_at_answers(&self, people: &[&Person], webhook: &str) {
        let document: Value = people[0].read("/openapi.json").await;
        let paths = document["paths"].as_object().unwrap();
        assert!(paths.len() > 40, "{}", paths.len());
        for (path, methods) in paths {
            // Exported lines end; signing in elsewhere leads away.
            if methods.get("get").is_none() || path == "/provider/callback" {
                continue;
            }
            let real = path.replace("/webhooks/{id}", &format!("/webhooks/{webhook}"));
            let path = crate::access::filled(&real);
            for person in people {
                self.look_at(&format!("GET {path}"), &told(person, &path).await);
            }
        }
    }

    /// Every column of the database, and its files as they are.
    async fn look_at_database(&self, world: &World) {
        let held = columns(&world.database_file()).await;
        for planted in &self.planted {
            let found = held.holding(&planted.text).await;
            assert!(found.is_empty(), "{}: {found:?}", planted.what);
        }
        for file in world.database_files() {
            let bytes = std::fs::read(&file).unwrap();
            for Planted { what, text } in &self.planted {
                let place = file.display();
                assert!(!holds(&bytes, text), "{place} holds {what}: {text}");
            }
        }
    }
}

/// The columns of a database, for whoever looks for something in all of them.
struct Columns {
    connection: std::sync::Arc<tokio::sync::Mutex<sqlx::AnyConnection>>,
    names: Vec<(String, String)>,
}

async fn columns(database: &Path) -> Columns {
    use sqlx::{Connection as _, Row as _};
    sqlx::any::install_default_drivers();
    let url = backend::store::Store::sqlite_url(database);
    let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
    let rows = sqlx::query(
        "select tables.name as in_table, columns.name as in_column \
         from sqlite_master as tables join pragma_table_info(tables.name) as columns \
         where tables.type = 'table'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let names: Vec<(String, String)> = rows
        .iter()
        .map(|row| (row.get("in_table"), row.get("in_column")))
        .collect();
    assert!(names.len() > 100, "{names:?}");
    Columns {
        connection: std::sync::Arc::new(tokio::sync::Mutex::new(connection)),
        names,
    }
}

impl Columns {
    /// Those that hold a text, as `table.column`.
    async fn holding(&self, text: &str) -> Vec<String> {
        use sqlx::Row as _;
        let mut connection = self.connection.lock().await;
        let mut found = Vec::new();
        for (table, column) in &self.names {
            let statement = format!(
                "select count(*) as many from \"{table}\" \
                 where instr(cast(\"{column}\" as text), $1) > 0"
            );
            let row = sqlx::query(sqlx::AssertSqlSafe(statement))
                .bind(text)
                .fetch_one(&mut *connection)
                .await
                .unwrap();
            if row.get::<i64, _>("many") > 0 {
                found.push(format!("{table}.{column}"));
            }
        }
        found
    }
}

/// A session's id, as the browser gets it.
fn session_of(answer: &reqwest::Response) -> String {
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    let (_, rest) = cookie.split_once('=').unwrap();
    rest.split(';').next().unwrap().to_owned()
}

/// The answer to a question of the API, events and all, as far as it comes by itself.
async fn told(person: &Person, path: &str) -> Vec<u8> {
    let mut answer = person.get(path).send().await.unwrap();
    let is_stream = answer
        .headers()
        .get("content-type")
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    if !is_stream {
        return answer.bytes().await.unwrap().to_vec();
    }
    // A stream has no end of its own; its first event holds all that it tells.
    let first = answer.chunk().await.unwrap();
    first.map(|bytes| bytes.to_vec()).unwrap_or_default()
}

/// A world without anybody, with a mail server that wants a password.
async fn empty(mailbox: &Mailbox) -> World {
    World::with(Setup {
        people: false,
        public_url: Some("http://longshore.example".to_owned()),
        telling: TellingSettings {
            ranges: Ranges::with_this_machine(),
            email: Some(EmailSettings {
                host: "127.0.0.1".to_owned(),
                port: mailbox.port,
                tls: SmtpTls::None,
                authorities: Authorities::default(),
                credentials: Some(("longshore".to_owned(), Secret::new(MAIL))),
                from: "Longshore <longshore@example.com>".to_owned(),
            }),
        },
        ..Setup::default()
    })
    .await
}

/// The first person comes in, by the set-up code.
async fn first_person(world: &World, garden: &mut Garden) -> Person {
    let (stale, code) = (set_up_code(world).await, set_up_code(world).await);
    garden.plant_code("a set-up code that another took the place of", &stale);
    garden.plant_code("the set-up code", &code);
    let ada = world.stranger();
    let with = |code: &str| json!({"code": code, "name": "ada", "password": PASSWORD});
    for wrong in [WRONG, &stale] {
        garden.refuse(ada.post("/setup", &with(wrong)), 401).await;
    }
    let _session: Session = Person::answered(ada.post("/setup", &with(&code)), 200).await;
    garden
        .refuse(world.stranger().post("/setup", &with(&code)), 404)
        .await;
    ada
}

async fn set_up_code(world: &World) -> String {
    let made = make_set_up_code(&world.store().await, world.now_ms()).await;
    made.unwrap().unwrap().text.into_exposed()
}

/// A person who is added chooses a password with the code, and another one later.
async fn new_person(world: &World, ada: &Person, garden: &mut Garden) -> Person {
    let add = ada.post("/people", &json!({"name": "grace", "grants": []}));
    let given: PasswordCode = Person::answered(add, 201).await;
    let code = given.code.into_exposed();
    garden.plant_code("a new person's code", &code);
    garden.plant("a password", CHOSEN);
    garden.plant("a password that was changed to", CHANGED);
    let grace = world.stranger();
    let with = |code: &str| json!({"code": code, "name": "grace", "password": CHOSEN});
    garden
        .refuse(grace.post("/password", &with(WRONG)), 401)
        .await;
    Person::told(grace.post("/password", &with(&code)), 204).await;
    // Used up, and refused with all that was typed.
    garden
        .refuse(grace.post("/password", &with(&code)), 401)
        .await;
    let answer = grace.sign_in("grace", CHOSEN).await;
    assert_eq!(answer.status(), 200);
    garden.plant("a session", &session_of(&answer));
    let change = json!({"current": CHOSEN, "new": CHANGED});
    Person::told(grace.put("/account/password", &change), 204).await;
    let change = json!({"current": WRONG, "new": CHOSEN});
    garden
        .refuse(grace.put("/account/password", &change), 401)
        .await;
    grace
}

/// A second factor is set up, and used by a code and by what is for emergencies.
async fn second_factor(world: &World, person: &Person, garden: &mut Garden) {
    let begin = person.post("/account/second-factor", &json!({}));
    let enrollment: Enrollment = Person::answered(begin, 200).await;
    let authenticator = Authenticator::scan(enrollment.uri.expose());
    // Codes are made from it, at every sign-in.
    garden.plant("an authenticator's secret", enrollment.secret.expose());
    garden.plant("an authenticator's address", enrollment.uri.expose());
    garden.plant("an authenticator's QR code", enrollment.qr_path.expose());
    garden
        .refuse(
            person.put("/account/second-factor", &json!({"code": WRONG})),
            400,
        )
        .await;
    let shown = json!({"code": authenticator.shows(world.now_ms())});
    let codes: RecoveryCodes =
        Person::answered(person.put("/account/second-factor", &shown), 200).await;
    for code in &codes.codes {
        garden.plant_code("a recovery code", code.expose());
    }
    let who = |code: &str| json!({"name": "grace", "password": CHANGED, "code": code});
    let used = codes.codes[0].expose();
    let again = world.stranger();
    garden
        .refuse(again.post("/session", &who(WRONG)), 401)
        .await;
    let answer = again.post("/session", &who(used)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    garden.plant("a session", &session_of(&answer));
    garden.refuse(again.post("/session", &who(used)), 401).await;
}

/// A webhook is added, set, tried and given another secret; its receiver tells all that it knows.
async fn webhook(ada: &Person, receiver: &Receiver, garden: &mut Garden) -> String {
    let with = |url: &str, version: i64| {
        json!({
            "name": "Tests", "url": url, "kinds": ["paused"], "enabled": true,
            "base_version": version,
        })
    };
    garden.plant("an address that was refused", REFUSED);
    for unfit in [
        format!("https://me:{REFUSED}@hooks.example.com/"),
        format!("https://10.0.0.1/{REFUSED}"),
        REFUSED.to_owned(),
    ] {
        garden
            .refuse(ada.post("/webhooks", &with(&unfit, 0)), 400)
            .await;
    }
    garden.plant("a webhook's address of before", PATH);
    // Chats put their secret into it.
    garden.plant("a webhook's address", OTHER_PATH);
    let old = receiver.url(&format!("/{PATH}"));
    let made = ada.post("/webhooks", &with(&old, 0));
    let made: MadeWebhook = Person::answered(made, 201).await;
    let path = format!("/webhooks/{}", made.webhook.id);
    let new = receiver.url(&format!("/{OTHER_PATH}"));
    let _set: Value = Person::answered(ada.put(&path, &with(&new, 1)), 200).await;
    garden.refuse(ada.put(&path, &with(&old, 1)), 409).await;
    let replaced = ada.post(&format!("{path}/secret"), &json!({}));
    let replaced: MadeWebhook = Person::answered(replaced, 200).await;
    // Signatures are made with both for a day.
    garden.plant("a webhook's secret", replaced.secret.expose());
    garden.plant("a webhook's secret of before", made.secret.expose());
    let parrot = |status| Answer {
        body: format!(
            "{} {} {new}",
            made.secret.expose(),
            replaced.secret.expose()
        ),
        ..Answer::status(status)
    };
    receiver.answer([parrot(500), parrot(200)]);
    for _ in 0..2 {
        let test = ada.post(&format!("{path}/tests"), &json!({}));
        let _delivery: Delivery = Person::answered(test, 202).await;
        assert!(receiver.next().await.path.ends_with(OTHER_PATH));
    }
    let tried = async {
        loop {
            let list: Listing<Delivery> = ada.read(&format!("{path}/deliveries")).await;
            let is_tried = |one: &Delivery| !one.attempts.is_empty();
            if list.items.iter().all(is_tried) {
                break list;
            }
            tokio::task::yield_now().await;
        }
    };
    let patience = std::time::Duration::from_secs(50);
    let list = tokio::time::timeout(patience, tried).await.unwrap();
    let told = list.items.iter().flat_map(|one| &one.attempts);
    assert!(told.clone().count() == 2, "{list:?}");
    for attempt in told {
        assert_eq!(attempt.answer, "*** *** ***");
    }
    assert!(
        list.items
            .iter()
            .any(|one| one.state == DeliveryState::Delivered)
    );
    made.webhook.id
}

/// An address for e-mail is set, by the code that comes there through the mail server.
async fn address(mailbox: &Mailbox, person: &Person, garden: &mut Garden) {
    garden.plant("the mail server's password", MAIL);
    garden.plant("the mail server's password", &STANDARD.encode(MAIL));
    let plain = STANDARD.encode(format!("\0longshore\0{MAIL}"));
    garden.plant("the mail server's password", &plain);
    let set = person.put("/account/address", &json!({"address": "grace@example.com"}));
    let _hearing: Hearing = Person::answered(set, 200).await;
    let code = code_of(&mailbox.next().await);
    garden.plant_code("an address's code", &code);
    garden
        .refuse(
            person.post("/account/address", &json!({"code": WRONG})),
            400,
        )
        .await;
    let confirm = person.post("/account/address", &json!({"code": code}));
    let _hearing: Hearing = Person::answered(confirm, 200).await;
}

#[tokio::test]
async fn what_opens_a_door_is_found_nowhere_afterwards() {
    let log = Listening::begin();
    let (mailbox, receiver) = (
        Mailbox::with(Manners {
            sign_in: Some(("PLAIN", "longshore", MAIL)),
            ..Manners::default()
        })
        .await,
        Receiver::start().await,
    );
    let world = empty(&mailbox).await;
    let mut garden = Garden::default();
    garden.plant("what was typed in vain", WRONG);
    garden.plant("a password", PASSWORD);
    let ada = first_person(&world, &mut garden).await;
    world
        .add("dana", Some(Grant::everywhere(Role::Deployer)))
        .await;
    let dana = world.dana().await;
    for name in ["dana", "whoever", WRONG] {
        let who = json!({"name": name, "password": WRONG});
        garden
            .refuse(world.stranger().post("/session", &who), 401)
            .await;
    }
    let grace = new_person(&world, &ada, &mut garden).await;
    second_factor(&world, &grace, &mut garden).await;
    address(&mailbox, &grace, &mut garden).await;
    let webhook = webhook(&ada, &receiver, &mut garden).await;
    let wanted = json!({
        "label": "pipeline", "days": 1, "grants": [{"environment": "test", "role": "viewer"}],
    });
    let made: MadeToken = Person::answered(dana.post("/tokens", &wanted), 201).await;
    garden.plant("a token", made.secret.expose());
    let with = |token: &str| {
        reqwest::Client::new()
            .get(world.url("/api/v1/environments/test/services"))
            .bearer_auth(token)
    };
    assert_eq!(
        with(made.secret.expose()).send().await.unwrap().status(),
        200
    );
    garden.refuse(with(WRONG), 401).await;

    for refusal in &garden.refusals {
        garden.look_at("a refusal", refusal);
    }
    garden
        .look_at_answers(&[&ada, &dana, &grace], &webhook)
        .await;
    world.store().await.bind_audit().await.unwrap();
    garden.look_at_database(&world).await;
    let logged = log.heard();
    assert!(holds(&logged, "grace"), "nothing was heard");
    garden.look_at("the log", &logged);
    world.end().await;
}
