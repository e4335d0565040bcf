//! What `longshore serve` is told of webhooks and e-mail.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use shared::wire::Secret;

use super::Failure;
use crate::telling::{Authorities, EmailSettings, Range, Ranges, SmtpTls, TellingSettings};

/// Holds the mail server's password. It is no argument, since those are visible to every process.
const PASSWORD: &str = "LONGSHORE_SMTP_PASSWORD";

#[derive(Debug, Args)]
#[command(next_help_heading = "Telling people (webhooks and e-mail)")]
pub(super) struct Telling {
    /// Addresses that webhooks may lead to although they are not the internet's, such as
    /// `10.0.0.0/8`; also without TLS. May be given several times.
    #[arg(
        long,
        value_name = "RANGE",
        env = "LONGSHORE_WEBHOOK_ALLOW",
        value_delimiter = ','
    )]
    webhook_allow: Vec<Range>,
    /// The mail server that e-mail is sent through. Its password comes in the environment as
    /// `LONGSHORE_SMTP_PASSWORD`.
    #[arg(
        long,
        value_name = "HOST",
        env = "LONGSHORE_SMTP_HOST",
        requires = "smtp_from"
    )]
    smtp_host: Option<String>,
    /// The mail server's port; 587 with STARTTLS, 465 with TLS from the beginning.
    #[arg(
        long,
        value_name = "PORT",
        env = "LONGSHORE_SMTP_PORT",
        requires = "smtp_host"
    )]
    smtp_port: Option<u16>,
    /// How the conversation with the mail server is kept from others.
    #[arg(
        long,
        value_name = "HOW",
        env = "LONGSHORE_SMTP_TLS",
        value_enum,
        default_value = "starttls"
    )]
    smtp_tls: Tls,
    /// A file with certificates, in PEM, of authorities that the mail server's certificate may be
    /// signed by besides those that this system trusts.
    #[arg(
        long,
        value_name = "FILE",
        env = "LONGSHORE_SMTP_CA",
        requires = "smtp_host"
    )]
    smtp_ca: Option<PathBuf>,
    /// The name that the mail server knows Longshore by, where it wants one.
    #[arg(
        long,
        value_name = "NAME",
        env = "LONGSHORE_SMTP_USER",
        requires = "smtp_host"
    )]
    smtp_user: Option<String>,
    /// Whom e-mail is from, such as `Longshore <longshore@example.com>`.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LONGSHORE_SMTP_FROM",
        requires = "smtp_host"
    )]
    smtp_from: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Tls {
    /// In the open at first, in TLS before anything is said
    Starttls,
    /// In TLS from the beginning
    Implicit,
    /// In the open; only to this machine itself
    None,
}

impl Telling {
    /// What the server is told.
    pub(super) fn settings(&self, is_trial: bool) -> Result<TellingSettings, Failure> {
        let ranges = if is_trial && self.webhook_allow.is_empty() {
            Ranges::with_this_machine()
        } else {
            Ranges::with(self.webhook_allow.clone())
        };
        let email = match (&self.smtp_host, &self.smtp_from) {
            (Some(host), Some(from)) => Some(self.email(host, from)?),
            _ => None,
        };
        Ok(TellingSettings { ranges, email })
    }

    fn email(&self, host: &str, from: &str) -> Result<EmailSettings, Failure> {
        let (tls, usual_port) = match self.smtp_tls {
            Tls::Starttls => (SmtpTls::StartTls, 587),
            Tls::Implicit => (SmtpTls::Implicit, 465),
            Tls::None => (SmtpTls::None, 25),
        };
        let password = std::env::var(PASSWORD).ok().map(Secret::new);
        let credentials = match (&self.smtp_user, password) {
            (Some(user), Some(password)) => Some((user.clone(), password)),
            (Some(_), None) => {
                return Err(Failure::new(format!(
                    "--smtp-user needs a password: set {PASSWORD} in the environment"
                )));
            }
            (None, _) => None,
        };
        let settings = EmailSettings {
            host: host.to_owned(),
            port: self.smtp_port.unwrap_or(usual_port),
            tls,
            authorities: self.authorities()?,
            credentials,
            from: from.to_owned(),
        };
        settings.judge()?;
        Ok(settings)
    }

    fn authorities(&self) -> Result<Authorities, Failure> {
        let Some(path) = &self.smtp_ca else {
            return Ok(Authorities::default());
        };
        let shown = path.display();
        let pem = std::fs::read(path).map_err(|error| {
            Failure::new(format!("`{shown}` of --smtp-ca is not read: {error}"))
        })?;
        Ok(Authorities::read(&shown.to_string(), &pem)?)
    }
}
