//! E-mail to a mail server that has to be trusted, and that wants to know who sends.

use std::sync::Arc;
use std::time::Duration;

use backend::telling::{Authorities, EmailSettings, SmtpTls, TellingSettings};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use serde_json::{Value, json};
use shared::wire::{ProblemCode, Secret};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::email::{add_vera, code_of};
use super::mailbox::{Mailbox, Manners};
use super::{pause, telling};
use crate::support::{Listening, Setup, World, holds, problem};

const NAME: &str = "longshore";
const PASSWORD: &str = "planted-smtp-2f7c-anchor-thistle";
const WRONG: &str = "planted-smtp-9d3e-wrong-kettle";

/// An authority of the operator's own.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    fn trusted(&self) -> Authorities {
        Authorities::read("ca.pem", self.0.pem().as_bytes()).unwrap()
    }

    /// A server's side of TLS, with a certificate for a name.
    fn serves(&self, name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// How the mailbox is reached: in TLS, with a name and a password where any are given.
fn settings(
    mailbox: &Mailbox,
    tls: SmtpTls,
    authorities: Authorities,
    password: Option<&str>,
) -> TellingSettings {
    let usual = telling(Some(mailbox));
    TellingSettings {
        email: usual.email.map(|email| EmailSettings {
            tls,
            authorities,
            credentials: password.map(|password| (NAME.to_owned(), Secret::new(password))),
            ..email
        }),
        ..usual
    }
}

async fn world(telling: TellingSettings) -> World {
    World::with(Setup {
        telling,
        public_url: Some("http://longshore.example".to_owned()),
        ..Setup::default()
    })
    .await
}

/// Has a code sent to Vera, which is refused: why.
async fn refused_code(world: &World, status: u16, code: ProblemCode) -> String {
    let vera = world.vera().await;
    let body = json!({"address": "vera@example.com"});
    let answer = vera.put("/account/address", &body).send().await.unwrap();
    assert_eq!(answer.status(), status);
    let problem = problem(answer).await;
    assert_eq!(problem.code, code);
    problem.detail
}

/// A letter arrives that way, and nothing but the greeting was said in the open.
async fn arrives(tls: SmtpTls, ways: &'static str) {
    let authority = Authority::new("Ours");
    let acceptor = Some(authority.serves("127.0.0.1"));
    let sign_in = Some((ways, NAME, PASSWORD));
    let manners = match tls {
        SmtpTls::StartTls => Manners {
            start_tls: acceptor,
            sign_in,
            ..Manners::default()
        },
        SmtpTls::Implicit => Manners {
            implicit: acceptor,
            sign_in,
            ..Manners::default()
        },
        SmtpTls::None => panic!("that is not TLS"),
    };
    let mailbox = Mailbox::with(manners).await;
    let world = world(settings(&mailbox, tls, authority.trusted(), Some(PASSWORD))).await;
    add_vera(&world, &mailbox).await;
    pause(&world.dana().await, "The database moves").await;
    let letter = mailbox.next().await;
    assert_eq!(letter.to, "vera@example.com");
    assert!(
        letter.data.contains("The database moves"),
        "{}",
        letter.data
    );
    let greeting = ["EHLO example.com", "STARTTLS"];
    let in_the_open = mailbox.said(false);
    assert!(
        in_the_open
            .iter()
            .all(|line| greeting.contains(&line.as_str())),
        "{in_the_open:?}"
    );
    assert_eq!(in_the_open.is_empty(), tls == SmtpTls::Implicit);
    let way = ways.split(' ').next().unwrap();
    assert!(
        mailbox
            .said(true)
            .iter()
            .any(|line| line.starts_with(&format!("AUTH {way}")))
    );
    world.end().await;
}

#[tokio::test]
async fn letters_arrive_by_starttls_and_auth_plain() {
    arrives(SmtpTls::StartTls, "PLAIN LOGIN").await;
}

#[tokio::test]
async fn letters_arrive_by_starttls_and_auth_login() {
    arrives(SmtpTls::StartTls, "LOGIN").await;
}

#[tokio::test]
async fn letters_arrive_by_tls_from_the_beginning_and_auth_plain() {
    arrives(SmtpTls::Implicit, "PLAIN").await;
}

#[tokio::test]
async fn letters_arrive_by_tls_from_the_beginning_and_auth_login() {
    arrives(SmtpTls::Implicit, "LOGIN").await;
}

#[tokio::test]
async fn a_server_without_starttls_hears_nothing_but_the_greeting() {
    let mailbox = Mailbox::with(Manners {
        sign_in: Some(("PLAIN LOGIN", NAME, PASSWORD)),
        ..Manners::default()
    })
    .await;
    let settings = settings(
        &mailbox,
        SmtpTls::StartTls,
        Authorities::default(),
        Some(PASSWORD),
    );
    let world = world(settings).await;
    let words = refused_code(&world, 502, ProblemCode::NoEmail).await;
    let wanted = format!(
        "The mail server 127.0.0.1:{} offers no STARTTLS",
        mailbox.port
    );
    assert!(words.starts_with(&wanted), "{words}");
    assert!(words.contains("--smtp-tls implicit"), "{words}");
    assert!(mailbox.rest().await.is_empty());
    for line in mailbox.said(false) {
        assert!(
            ["EHLO example.com", "QUIT"].contains(&line.as_str()),
            "{line}"
        );
    }
    world.end().await;
}

/// Somebody on the way can say something in the open right behind the answer to `STARTTLS`, so that it
/// is taken for an answer in TLS (RFC 3207, 6).
#[tokio::test]
async fn what_is_said_in_the_open_behind_starttls_is_not_believed() {
    let authority = Authority::new("Ours");
    let mailbox = Mailbox::with(Manners {
        start_tls: Some(authority.serves("127.0.0.1")),
        injected: "\r\n250-mail.example\r\n250 8BITMIME",
        ..Manners::default()
    })
    .await;
    let settings = settings(&mailbox, SmtpTls::StartTls, authority.trusted(), None);
    let world = world(settings).await;
    mailbox.refuse("550 5.1.1 No such user here");
    let words = refused_code(&world, 502, ProblemCode::NoEmail).await;
    assert!(words.contains("--smtp-tls"), "{words}");
    world.end().await;
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_gets_nothing() {
    let (authority, other) = (Authority::new("Ours"), Authority::new("Another"));
    for (name, trusted, why, way_out) in [
        (
            "127.0.0.1",
            Authorities::default(),
            "no authority that this machine trusts has signed it",
            "--smtp-ca",
        ),
        (
            "127.0.0.1",
            other.trusted(),
            "no authority that this machine trusts has signed it",
            "--smtp-ca",
        ),
        (
            "mail.example",
            authority.trusted(),
            "it is for another name",
            "--smtp-host",
        ),
    ] {
        for tls in [SmtpTls::StartTls, SmtpTls::Implicit] {
            let acceptor = Some(authority.serves(name));
            let sign_in = Some(("PLAIN", NAME, PASSWORD));
            let manners = if tls == SmtpTls::StartTls {
                Manners {
                    start_tls: acceptor,
                    sign_in,
                    ..Manners::default()
                }
            } else {
                Manners {
                    implicit: acceptor,
                    sign_in,
                    ..Manners::default()
                }
            };
            let mailbox = Mailbox::with(manners).await;
            let world = world(settings(&mailbox, tls, trusted.clone(), Some(PASSWORD))).await;
            let words = refused_code(&world, 502, ProblemCode::NoEmail).await;
            let wanted = format!(
                "The certificate of the mail server 127.0.0.1:{} is not trusted: {why}",
                mailbox.port
            );
            assert!(words.starts_with(&wanted), "{words}");
            assert!(words.contains(way_out), "{words}");
            assert_eq!(mailbox.said(true), Vec::<String>::new());
            world.end().await;
        }
    }
}

#[tokio::test]
async fn tls_on_the_wrong_port_is_told() {
    // It greets in the open, and TLS is what is waited for.
    let mailbox = Mailbox::start().await;
    let settings = settings(&mailbox, SmtpTls::Implicit, Authorities::default(), None);
    let world = world(settings).await;
    let words = refused_code(&world, 502, ProblemCode::NoEmail).await;
    let wanted = format!("TLS with the mail server 127.0.0.1:{} failed", mailbox.port);
    assert!(words.starts_with(&wanted), "{words}");
    assert!(words.contains("--smtp-tls"), "{words}");
    world.end().await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told() {
    let mailbox = Mailbox::start().await;
    let mut settings = settings(&mailbox, SmtpTls::StartTls, Authorities::default(), None);
    // A port that is taken by nobody: it was given out and given back.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    settings.email.as_mut().unwrap().port = port;
    let world = world(settings).await;
    let words = refused_code(&world, 502, ProblemCode::NoEmail).await;
    let wanted = format!("The mail server 127.0.0.1:{port} was not reached");
    assert!(words.starts_with(&wanted), "{words}");
    world.end().await;
}

#[tokio::test]
async fn an_address_that_the_server_refuses_is_told_to_whoever_typed_it() {
    let mailbox = Mailbox::start().await;
    let world = world(telling(Some(&mailbox))).await;
    mailbox.refuse("550 5.1.1 No such user here");
    let words = refused_code(&world, 400, ProblemCode::BadRequest).await;
    assert!(words.contains("550 5.1.1 No such user here"), "{words}");
    assert!(words.ends_with("Check the address."), "{words}");
    world.end().await;
}

/// A password that is wrong is told in words, stands nowhere, and loses nothing: what was to be
/// sent is sent once it is right.
#[tokio::test]
async fn a_wrong_password_is_told_and_shown_nowhere_and_loses_nothing() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    let log = Listening::begin();
    let authority = Authority::new("Ours");
    for ways in ["PLAIN", "LOGIN"] {
        let mailbox = Mailbox::with(Manners {
            implicit: Some(authority.serves("127.0.0.1")),
            sign_in: Some((ways, NAME, PASSWORD)),
            ..Manners::default()
        })
        .await;
        let trusted = authority.trusted();
        let told =
            |password| settings(&mailbox, SmtpTls::Implicit, trusted.clone(), Some(password));
        let mut world = world(told(PASSWORD)).await;
        add_vera(&world, &mailbox).await;
        world.stop().await;
        world.tell_by(told(WRONG));
        world.start().await;
        pause(&world.dana().await, "The database moves").await;
        let ada = world.ada().await;
        let body = json!({"address": "ada@example.com"});
        let answer = ada.put("/account/address", &body).send().await.unwrap();
        assert_eq!(answer.status(), 502);
        let words = problem(answer).await.detail;
        let wanted = format!(
            "The mail server 127.0.0.1:{} does not let `{NAME}` in (535 5.7.8 ",
            mailbox.port
        );
        assert!(words.starts_with(&wanted), "{words}");
        assert!(
            words.contains("check --smtp-user and LONGSHORE_SMTP_PASSWORD"),
            "{words}"
        );
        // The letter to Vera was tried, too.
        let tried = async {
            while mailbox
                .said(true)
                .iter()
                .filter(|line| line.starts_with("AUTH"))
                .count()
                < 3
            {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(50), tried)
            .await
            .unwrap();
        assert!(mailbox.rest().await.is_empty());
        world.stop().await;
        world.tell_by(told(PASSWORD));
        world.pass(Duration::from_secs(31));
        world.start().await;
        let letter = mailbox.next().await;
        assert_eq!(letter.to, "vera@example.com");
        let secrets = [WRONG, PASSWORD].into_iter().flat_map(|password| {
            [
                password.to_owned(),
                STANDARD.encode(password),
                STANDARD.encode(format!("\0{NAME}\0{password}")),
            ]
        });
        let audit: Value = world.ada().await.read("/audit").await;
        let (audit, logged) = (audit.to_string(), log.heard());
        assert!(holds(&logged, "does not let `longshore` in"));
        world.store().await.bind_audit().await.unwrap();
        let files: Vec<Vec<u8>> = world
            .database_files()
            .into_iter()
            .map(|file| std::fs::read(file).unwrap())
            .collect();
        assert!(
            files
                .iter()
                .any(|file| holds(file, "does not let `longshore` in")),
            "the log of the delivery does not tell it"
        );
        for secret in secrets {
            assert!(!words.contains(&secret), "{words}");
            assert!(!audit.contains(&secret), "{audit}");
            assert!(!holds(&logged, &secret), "the log holds {secret}");
            assert!(
                !files.iter().any(|file| holds(file, &secret)),
                "the database holds {secret}"
            );
        }
        world.end().await;
    }
}

#[tokio::test]
async fn a_server_that_wants_a_name_says_so() {
    let mailbox = Mailbox::with(Manners {
        sign_in: Some(("PLAIN", NAME, PASSWORD)),
        ..Manners::default()
    })
    .await;
    let world = world(settings(
        &mailbox,
        SmtpTls::None,
        Authorities::default(),
        None,
    ))
    .await;
    let words = refused_code(&world, 502, ProblemCode::NoEmail).await;
    assert!(words.contains("wants to know who sends"), "{words}");
    assert!(words.contains("--smtp-user"), "{words}");
    world.end().await;
}

#[tokio::test]
async fn a_code_is_read_from_letters_in_tls_too() {
    let authority = Authority::new("Ours");
    let mailbox = Mailbox::with(Manners {
        start_tls: Some(authority.serves("127.0.0.1")),
        ..Manners::default()
    })
    .await;
    let world = world(settings(
        &mailbox,
        SmtpTls::StartTls,
        authority.trusted(),
        None,
    ))
    .await;
    let vera = world.vera().await;
    let body = json!({"address": "vera@example.com"});
    let answer = vera.put("/account/address", &body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(code_of(&mailbox.next().await).len(), 16);
    world.end().await;
}

#[test]
fn a_file_of_authorities_holds_certificates() {
    for (pem, why) in [
        (&b""[..], "there is no certificate in it"),
        (b"MIIB", "there is no certificate in it"),
        (
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "ca.pem",
        ),
    ] {
        let refused = Authorities::read("ca.pem", pem).unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
        assert!(refused.contains("BEGIN CERTIFICATE"), "{refused}");
    }
}
