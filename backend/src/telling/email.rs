//! Sending e-mail, over SMTP.

use std::time::Duration;

use lettre::address::AddressError;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use shared::wire::Secret;

use super::message::Letter;

/// So long may each step of the conversation take, and all of it.
const PATIENCE: Duration = Duration::from_secs(15);
const PATIENCE_FOR_ALL: Duration = Duration::from_secs(40);

/// How the conversation with the mail server is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// It begins in the open and goes on in TLS before anything is said (STARTTLS).
    StartTls,
    /// It is in TLS from its beginning.
    Implicit,
    /// It is in the open; only on this machine itself.
    None,
}

/// How e-mail is sent.
#[derive(Debug, Clone)]
pub struct EmailSettings {
    /// The mail server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How it is kept from others.
    pub tls: SmtpTls,
    /// The name and the password that the server wants, where it wants any.
    pub credentials: Option<(String, Secret)>,
    /// Whom the letters are from, such as `Longshore <longshore@example.com>`.
    pub from: String,
}

/// Why e-mail is not sent.
#[derive(Debug, thiserror::Error)]
pub enum EmailError {
    /// No mail server is set.
    #[error("Longshore sends no e-mail: no mail server is set")]
    NotSet,
    /// The conversation would be in the open.
    #[error(
        "`{0}` is another machine: passwords and news would cross the network in the open; use --smtp-tls starttls or implicit"
    )]
    Open(String),
    /// An address is none.
    #[error(
        "`{0}` is no e-mail address; write it as longshore@example.com or Longshore <longshore@example.com>"
    )]
    Address(String),
    /// The letter could not be written.
    #[error("the letter could not be written")]
    Write(#[from] lettre::error::Error),
    /// The mail server did not take it.
    #[error("the mail server did not take it")]
    Server(#[from] lettre::transport::smtp::Error),
    /// The mail server took too long.
    #[error("the mail server did not answer in time")]
    TooLong,
}

impl EmailError {
    /// Whether it may be sent another time.
    pub(super) fn is_retryable(&self) -> bool {
        match self {
            Self::NotSet | Self::Open(_) | Self::Address(_) | Self::Write(_) => false,
            Self::Server(error) => !error.is_permanent(),
            Self::TooLong => true,
        }
    }

    /// What the log of a delivery says.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Server(error) => format!("The mail server did not take it: {error}."),
            other => format!("{other}."),
        }
    }
}

impl EmailSettings {
    /// Refuses what could not be sent, or not without others reading along.
    ///
    /// # Errors
    /// The conversation would be in the open, or the sender's address is none.
    pub fn judge(&self) -> Result<(), EmailError> {
        if self.tls == SmtpTls::None && !is_this_machine(&self.host) {
            return Err(EmailError::Open(self.host.clone()));
        }
        self.sender().map(|_| ())
    }

    fn sender(&self) -> Result<Mailbox, EmailError> {
        self.from
            .parse()
            .map_err(|_: AddressError| EmailError::Address(self.from.clone()))
    }

    fn transport(&self) -> Result<AsyncSmtpTransport<Tokio1Executor>, EmailError> {
        let tls = match self.tls {
            SmtpTls::StartTls => Tls::Required(TlsParameters::new(self.host.clone())?),
            SmtpTls::Implicit => Tls::Wrapper(TlsParameters::new(self.host.clone())?),
            SmtpTls::None => Tls::None,
        };
        let name = self.sender()?.email.domain().to_owned();
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&self.host)
            .port(self.port)
            .tls(tls)
            .hello_name(ClientId::Domain(name))
            .timeout(Some(PATIENCE));
        if let Some((user, password)) = &self.credentials {
            let credentials = Credentials::new(user.clone(), password.expose().to_owned());
            builder = builder.credentials(credentials);
        }
        Ok(builder.build())
    }
}

/// Sends a letter.
pub(super) async fn send(
    settings: &EmailSettings,
    to: &str,
    letter: &Letter,
    now_ms: i64,
) -> Result<(), EmailError> {
    let message = written(settings, to, letter, now_ms)?;
    let transport = settings.transport()?;
    tokio::time::timeout(PATIENCE_FOR_ALL, transport.send(message))
        .await
        .map_err(|_| EmailError::TooLong)??;
    Ok(())
}

fn written(
    settings: &EmailSettings,
    to: &str,
    letter: &Letter,
    now_ms: i64,
) -> Result<Message, EmailError> {
    let from = settings.sender()?;
    let address = to
        .parse()
        .map_err(|_: AddressError| EmailError::Address(to.to_owned()))?;
    let id = letter
        .id
        .as_ref()
        .map(|id| format!("<{id}@{}>", from.email.domain()));
    let at = std::time::UNIX_EPOCH + Duration::from_millis(u64::try_from(now_ms).unwrap_or(0));
    let mut message = Message::builder()
        .from(from)
        .to(Mailbox::new(None, address))
        .date(at)
        .message_id(id)
        .subject(letter.subject.clone())
        .header(ContentType::TEXT_PLAIN)
        .body(letter.text.clone())?;
    // So that nobody's "out of office" answers: https://www.rfc-editor.org/rfc/rfc3834#section-5
    let generated = HeaderValue::new(
        HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated".to_owned(),
    );
    message.headers_mut().insert_raw(generated);
    Ok(message)
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
