//! Which certificates of mail servers are trusted: those that this system trusts, and those that an
//! authority of the operator's own has signed.

use lettre::transport::smtp::client::{Certificate, TlsParameters};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::{EmailError, EmailSettings};

/// Certificates of authorities that are trusted besides those of the system.
#[derive(Debug, Clone, Default)]
pub struct Authorities(Vec<CertificateDer<'static>>);

impl Authorities {
    /// Those of a file in PEM, as it was read from a path.
    ///
    /// # Errors
    /// There is none in it, or one cannot be read.
    pub fn read(path: &str, pem: &[u8]) -> Result<Self, EmailError> {
        let unfit = |why: String| EmailError::Authorities {
            path: path.to_owned(),
            why,
        };
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<_, _>>()
            .map_err(|error| unfit(error.to_string()))?;
        if certificates.is_empty() {
            return Err(unfit("there is no certificate in it".to_owned()));
        }
        let mut known = rustls::RootCertStore::empty();
        for certificate in &certificates {
            known
                .add(certificate.clone())
                .map_err(|error| unfit(error.to_string()))?;
        }
        Ok(Self(certificates))
    }
}

/// What TLS with a mail server begins with.
pub(super) fn parameters(settings: &EmailSettings) -> Result<TlsParameters, EmailError> {
    let unprepared = |error| super::failure::of(&error, settings);
    let mut builder = TlsParameters::builder(settings.host.clone());
    for certificate in &settings.authorities.0 {
        let certificate = Certificate::from_der(certificate.to_vec()).map_err(unprepared)?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(unprepared)
}
