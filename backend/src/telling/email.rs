//! Sending e-mail, over SMTP.

mod failure;
mod line_by_line;
mod trust;

use std::time::Duration;

use lettre::Message;
use lettre::address::AddressError;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use shared::wire::Secret;
use tokio::net::TcpStream;

use super::message::Letter;
use line_by_line::LineByLine;

pub use failure::EmailError;
pub use trust::Authorities;

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
    /// Whom a certificate may be signed by besides those that the system trusts.
    pub authorities: Authorities,
    /// The name and the password that the server wants, where it wants any.
    pub credentials: Option<(String, Secret)>,
    /// Whom the letters are from, such as `Longshore <longshore@example.com>`.
    pub from: String,
}

impl EmailSettings {
    /// Refuses what could not be sent, or not without others reading along.
    ///
    /// # Errors
    /// The conversation would be in the open, TLS cannot be prepared, or the sender's address is
    /// none.
    pub fn judge(&self) -> Result<(), EmailError> {
        if self.tls == SmtpTls::None && !is_this_machine(&self.host) {
            return Err(EmailError::Open(self.host.clone()));
        }
        self.sender()?;
        if self.tls != SmtpTls::None {
            trust::parameters(self)?;
        }
        Ok(())
    }

    fn sender(&self) -> Result<Mailbox, EmailError> {
        self.from
            .parse()
            .map_err(|_: AddressError| EmailError::Address(self.from.clone()))
    }

    /// Where the mail server is, as people are told.
    fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Greets the mail server, in TLS where that is asked for.
    async fn connect(&self) -> Result<AsyncSmtpConnection, EmailError> {
        let us = ClientId::Domain(self.sender()?.email.domain().to_owned());
        match self.tls {
            SmtpTls::StartTls => {
                let tls = trust::parameters(self)?;
                self.connect_in_the_open(tls, &us).await
            }
            SmtpTls::Implicit => {
                let tls = trust::parameters(self)?;
                self.connect_at_once(Some(tls), &us).await
            }
            SmtpTls::None => self.connect_at_once(None, &us).await,
        }
    }

    async fn connect_at_once(
        &self,
        tls: Option<TlsParameters>,
        us: &ClientId,
    ) -> Result<AsyncSmtpConnection, EmailError> {
        let server = (self.host.as_str(), self.port);
        AsyncSmtpConnection::connect_tokio1(server, Some(PATIENCE), us, tls, None)
            .await
            .map_err(|error| failure::of(&error, self))
    }

    /// Goes on in TLS before anything is said but the greeting, and believes nothing that was said
    /// before it.
    async fn connect_in_the_open(
        &self,
        tls: TlsParameters,
        us: &ClientId,
    ) -> Result<AsyncSmtpConnection, EmailError> {
        let told = |error: SmtpError| failure::of(&error, self);
        let connecting = TcpStream::connect((self.host.as_str(), self.port));
        let stream = tokio::time::timeout(PATIENCE, connecting)
            .await
            .map_err(|_| EmailError::TooLong(self.server()))?
            .map_err(|error| EmailError::Unreached {
                server: self.server(),
                why: error.to_string(),
            })?;
        let stream = Box::new(LineByLine::new(stream));
        let mut connection = AsyncSmtpConnection::connect_with_transport(stream, us)
            .await
            .map_err(told)?;
        connection.starttls(tls, us).await.map_err(told)?;
        Ok(connection)
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
    tokio::time::timeout(PATIENCE_FOR_ALL, converse(settings, &message))
        .await
        .map_err(|_| EmailError::TooLong(settings.server()))?
}

async fn converse(settings: &EmailSettings, message: &Message) -> Result<(), EmailError> {
    let told = |error: SmtpError| failure::of(&error, settings);
    let mut connection = settings.connect().await?;
    if let Some((user, password)) = &settings.credentials {
        let shown = Credentials::new(user.clone(), password.expose().to_owned());
        connection
            .auth(DEFAULT_MECHANISMS, &shown)
            .await
            .map_err(told)?;
    }
    connection
        .send(message.envelope(), &message.formatted())
        .await
        .map_err(told)?;
    // It is taken; how the other side says good-bye is no matter.
    connection.abort().await;
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
