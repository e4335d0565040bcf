//! Why e-mail is not sent, in words: where, what, and the way out. A password is in none of them.

use std::error::Error as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::transport::smtp::Error as SmtpError;
use rustls::{CertificateError, Error as TlsError};

use super::EmailSettings;

/// So much of what a mail server says is kept, in characters.
const KEPT: usize = 300;

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
    /// What is to be trusted besides cannot be read.
    #[error(
        "`{path}` of --smtp-ca cannot be used: {why}; name a file with certificates in PEM, which begin with -----BEGIN CERTIFICATE-----"
    )]
    Authorities {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// The letter could not be written.
    #[error("the letter could not be written: {0}")]
    Write(#[from] lettre::error::Error),
    /// TLS could not be prepared on this side.
    #[error(
        "TLS cannot be prepared for the mail server: {0}; install the certificates of this system (ca-certificates), or name an authority with --smtp-ca"
    )]
    NoTls(String),
    /// The mail server does not offer what was asked for, and nothing was said to it in the open.
    #[error(
        "the mail server {0} offers no STARTTLS, and nothing is said to it in the open; have it offer STARTTLS, or use --smtp-tls implicit with the port where it speaks TLS from the beginning"
    )]
    NoStartTls(String),
    /// The mail server does not show a certificate that is trusted.
    #[error(
        "the certificate of the mail server {server} is not trusted: {why}; nothing was sent to it. {way_out}"
    )]
    Untrusted {
        /// Where it is.
        server: String,
        /// What is wrong with its certificate.
        why: String,
        /// What helps.
        way_out: &'static str,
    },
    /// The conversation in TLS could not begin.
    #[error(
        "TLS with the mail server {server} failed: {why}; look whether --smtp-tls fits its port, usually starttls with 587 and implicit with 465"
    )]
    Tls {
        /// Where it is.
        server: String,
        /// What went wrong.
        why: String,
    },
    /// The mail server does not know Longshore.
    #[error(
        "the mail server {server} does not let `{user}` in ({answer}); check --smtp-user and LONGSHORE_SMTP_PASSWORD"
    )]
    SignIn {
        /// Where it is.
        server: String,
        /// As whom Longshore comes.
        user: String,
        /// What it answered.
        answer: String,
    },
    /// The mail server takes letters only from whom it knows.
    #[error(
        "the mail server {server} wants to know who sends ({answer}); set --smtp-user, and LONGSHORE_SMTP_PASSWORD in the environment"
    )]
    Unnamed {
        /// Where it is.
        server: String,
        /// What it answered.
        answer: String,
    },
    /// There is no way of showing who one is that both know.
    #[error(
        "the mail server {0} offers neither AUTH PLAIN nor AUTH LOGIN; have it offer one of them, or leave --smtp-user out where it asks for no password"
    )]
    NoSignIn(String),
    /// The mail server was not reached.
    #[error(
        "the mail server {server} was not reached: {why}; check --smtp-host, --smtp-port and the network"
    )]
    Unreached {
        /// Where it is.
        server: String,
        /// Why not.
        why: String,
    },
    /// The mail server does not take this letter.
    #[error("the mail server {server} did not take it ({answer})")]
    Refused {
        /// Where it is.
        server: String,
        /// What it answered.
        answer: String,
        /// Whether it would answer so another time, too.
        is_final: bool,
    },
    /// What the mail server said makes no sense.
    #[error("the mail server {server} broke off: {why}")]
    BrokeOff {
        /// Where it is.
        server: String,
        /// What happened.
        why: String,
    },
    /// The mail server took too long.
    #[error(
        "the mail server {0} did not answer in time; look whether --smtp-tls fits its port, and whether it is busy"
    )]
    TooLong(String),
}

impl EmailError {
    /// Whether it may be sent another time: what is wrong with the server or with how it is set
    /// may be mended until then, what is wrong with the letter not.
    pub(in crate::telling) fn is_retryable(&self) -> bool {
        match self {
            Self::NotSet | Self::Open(_) | Self::Address(_) | Self::Write(_) => false,
            Self::Refused { is_final, .. } => !is_final,
            Self::Authorities { .. }
            | Self::NoTls(_)
            | Self::NoStartTls(_)
            | Self::Untrusted { .. }
            | Self::Tls { .. }
            | Self::SignIn { .. }
            | Self::Unnamed { .. }
            | Self::NoSignIn(_)
            | Self::Unreached { .. }
            | Self::BrokeOff { .. }
            | Self::TooLong(_) => true,
        }
    }

    /// Whether another address might be taken.
    pub(crate) fn is_about_the_address(&self) -> bool {
        matches!(
            self,
            Self::Address(_) | Self::Refused { is_final: true, .. }
        )
    }

    /// What helps whoever wants a letter now.
    pub(crate) fn way_out(&self) -> &'static str {
        match self {
            Self::TooLong(_)
            | Self::Refused {
                is_final: false, ..
            } => "Try again in a few minutes.",
            _ if self.is_about_the_address() => "Check the address.",
            _ => "Whoever runs Longshore can mend that; then try again.",
        }
    }

    /// What the log of a delivery says.
    pub(crate) fn words(&self) -> String {
        let text = self.to_string();
        let mut characters = text.chars();
        let first = characters.next().map(|one| one.to_uppercase().to_string());
        let end = if text.ends_with('.') { "" } else { "." };
        format!("{}{}{end}", first.unwrap_or_default(), characters.as_str())
    }
}

/// What went wrong in the conversation with a mail server.
pub(super) fn of(error: &SmtpError, settings: &EmailSettings) -> EmailError {
    let server = settings.server();
    if let Some(fault) = tls_error(error) {
        return of_tls(fault, server);
    }
    let why = masked(&innermost(error), settings);
    if let Some(code) = error.status() {
        let answer = masked(&format!("{code} {why}"), settings);
        return of_answer(error.is_permanent(), u16::from(code), answer, settings);
    }
    if error.is_tls() {
        return EmailError::NoTls(why);
    }
    if error.is_client() {
        // lettre has no kinds for these two, only words.
        if why.contains("STARTTLS") {
            return EmailError::NoStartTls(server);
        }
        if why.contains("authentication mechanism") {
            return EmailError::NoSignIn(server);
        }
        return EmailError::Refused {
            server,
            answer: why,
            is_final: true,
        };
    }
    if error.is_response() {
        return EmailError::BrokeOff { server, why };
    }
    EmailError::Unreached { server, why }
}

/// What an answer means: <https://www.rfc-editor.org/rfc/rfc4954#section-6>.
fn of_answer(is_final: bool, code: u16, answer: String, settings: &EmailSettings) -> EmailError {
    let server = settings.server();
    match (code, &settings.credentials) {
        (530 | 534 | 535 | 538, Some((user, _))) => EmailError::SignIn {
            server,
            user: user.clone(),
            answer,
        },
        (530, None) => EmailError::Unnamed { server, answer },
        _ => EmailError::Refused {
            server,
            answer,
            is_final,
        },
    }
}

fn of_tls(fault: &TlsError, server: String) -> EmailError {
    let TlsError::InvalidCertificate(fault) = fault else {
        let why = fault.to_string();
        return EmailError::Tls { server, why };
    };
    let (why, way_out) = match fault {
        CertificateError::UnknownIssuer => (
            "no authority that this machine trusts has signed it".to_owned(),
            "Where an authority of your own has, name its certificate with --smtp-ca.",
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => (
            "it is for another name".to_owned(),
            "Name the server with --smtp-host as its certificate does.",
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => (
            "its time is over".to_owned(),
            "Renew it there, or set the clock of this machine.",
        ),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => (
            "its time has not begun".to_owned(),
            "Set the clock of this machine, or wait.",
        ),
        other => (
            other.to_string(),
            "Give the server a certificate of its own that an authority has signed.",
        ),
    };
    EmailError::Untrusted {
        server,
        why,
        way_out,
    }
}

/// The error of TLS within, which the transport has wrapped in one of reading and writing.
fn tls_error(error: &SmtpError) -> Option<&TlsError> {
    let mut source = error.source();
    while let Some(within) = source {
        if let Some(fault) = within.downcast_ref::<TlsError>() {
            return Some(fault);
        }
        if let Some(fault) = within
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
            .and_then(|inner| inner.downcast_ref::<TlsError>())
        {
            return Some(fault);
        }
        source = within.source();
    }
    None
}

/// The cause that lies deepest: those around it say that there is one.
fn innermost(error: &SmtpError) -> String {
    let mut words = error.source().map(ToString::to_string);
    let mut source = error.source();
    while let Some(within) = source {
        words = Some(within.to_string());
        source = within.source();
    }
    words.unwrap_or_else(|| error.to_string())
}

/// What a mail server said, without the password in any spelling that it was sent in: some answer
/// with all that they were asked.
fn masked(text: &str, settings: &EmailSettings) -> String {
    let mut text = text.to_owned();
    if let Some((user, password)) = &settings.credentials {
        let password = password.expose();
        let plain = STANDARD.encode(format!("\0{user}\0{password}"));
        for secret in [plain, STANDARD.encode(password), password.to_owned()] {
            if !secret.is_empty() {
                text = text.replace(&secret, "***");
            }
        }
    }
    text.chars()
        .map(|one| if one.is_control() { ' ' } else { one })
        .take(KEPT)
        .collect::<String>()
        .trim()
        .to_owned()
}
