//! Certificate, key and TLS versions of the server: loaded at start, loaded again when the files change.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, SupportedProtocolVersion};
use tokio_rustls::TlsAcceptor;

use crate::config::TlsVersions;
use crate::metrics::Metrics;

#[derive(Debug, Clone)]
pub struct TlsSettings {
    pub certificate_path: PathBuf,
    pub private_key_path: PathBuf,
    /// OpenSSL cipher string.
    pub ciphers: Option<String>,
    pub versions: TlsVersions,
}

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("cannot read the TLS certificate {path}")]
    Certificate { path: PathBuf, source: rustls::pki_types::pem::Error },
    #[error("the TLS certificate file {path} holds no certificate")]
    NoCertificate { path: PathBuf },
    #[error("cannot read the TLS private key {path}")]
    PrivateKey { path: PathBuf, source: rustls::pki_types::pem::Error },
    #[error("the TLS certificate {certificate} and the private key {private_key} cannot be used")]
    Unusable { certificate: PathBuf, private_key: PathBuf, source: rustls::Error },
}

/// What tells that a file was replaced.
type Stamp = [Option<(SystemTime, u64)>; 2];

struct Loaded {
    stamp: Stamp,
    config: Arc<ServerConfig>,
}

pub struct TlsFiles {
    settings: TlsSettings,
    metrics: Metrics,
    loaded: RwLock<Loaded>,
}

impl TlsFiles {
    /// Reads the files. Blocks: for the start of the process.
    pub fn load(settings: TlsSettings, metrics: Metrics) -> Result<Self, TlsError> {
        let stamp = stamp(&settings);
        let config = load(&settings, &metrics)?;
        Ok(Self { settings, metrics, loaded: RwLock::new(Loaded { stamp, config }) })
    }

    /// Acceptor with the files as they are now. Files that cannot be used are logged once; the last good ones stay.
    pub async fn acceptor(self: &Arc<Self>) -> TlsAcceptor {
        let files = Arc::clone(self);
        // A failed join is a panic in there, which the lints forbid; the last good files serve then too.
        let _ = tokio::task::spawn_blocking(move || files.reload_if_changed()).await;
        TlsAcceptor::from(Arc::clone(&self.loaded.read().unwrap_or_else(PoisonError::into_inner).config))
    }

    fn reload_if_changed(&self) {
        let now = stamp(&self.settings);
        if self.loaded.read().unwrap_or_else(PoisonError::into_inner).stamp == now {
            return;
        }
        let result = load(&self.settings, &self.metrics);
        let mut loaded = self.loaded.write().unwrap_or_else(PoisonError::into_inner);
        loaded.stamp = now;
        match result {
            Ok(config) => {
                loaded.config = config;
                tracing::info!(component = "smtp-server", "TLS certificate loaded again");
            }
            Err(error) => tracing::error!(
                component = "smtp-server",
                error = &error as &dyn std::error::Error,
                "The TLS files have changed and cannot be used, the previous certificate stays in use: {error}"
            ),
        }
    }
}

fn stamp(settings: &TlsSettings) -> Stamp {
    let of = |path: &Path| std::fs::metadata(path).and_then(|data| Ok((data.modified()?, data.len()))).ok();
    [of(&settings.certificate_path), of(&settings.private_key_path)]
}

fn load(settings: &TlsSettings, metrics: &Metrics) -> Result<Arc<ServerConfig>, TlsError> {
    let path = &settings.certificate_path;
    let chain = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|source| TlsError::Certificate { path: path.clone(), source })?;
    let Some(own) = chain.first() else { return Err(TlsError::NoCertificate { path: path.clone() }) };
    let expires_at = expires_at(own);
    let key = PrivateKeyDer::from_pem_file(&settings.private_key_path)
        .map_err(|source| TlsError::PrivateKey { path: settings.private_key_path.clone(), source })?;
    let provider =
        CryptoProvider { cipher_suites: cipher_suites(settings.ciphers.as_deref()), ..aws_lc_rs::default_provider() };
    let config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(versions(settings.versions))
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map(Arc::new)
        .map_err(|source| TlsError::Unusable {
            certificate: path.clone(),
            private_key: settings.private_key_path.clone(),
            source,
        })?;
    // The one that is in use: files that cannot be used do not count.
    if let Some(at) = expires_at {
        metrics.smtp_server.certificate_expires(at);
    }
    Ok(config)
}

/// Seconds since 1970. `None`: rustls takes it, but its dates cannot be read.
fn expires_at(certificate: &CertificateDer<'_>) -> Option<i64> {
    let (_, parsed) = x509_parser::parse_x509_certificate(certificate).ok()?;
    Some(parsed.validity().not_after.timestamp())
}

/// RFC 8996, RFC 9325 §3.1.1: nothing below TLS 1.2, whatever the name asks for.
fn versions(versions: TlsVersions) -> &'static [&'static SupportedProtocolVersion] {
    static FROM_1_2: [&SupportedProtocolVersion; 2] = [&rustls::version::TLS13, &rustls::version::TLS12];
    static FROM_1_3: [&SupportedProtocolVersion; 1] = [&rustls::version::TLS13];
    match versions {
        TlsVersions::From12 => &FROM_1_2,
        TlsVersions::From13 => &FROM_1_3,
        TlsVersions::Outdated => {
            tracing::warn!(
                component = "smtp-server",
                "smtp_server.ssl_version names a version that is not offered any more, TLS 1.2 is the minimum"
            );
            &FROM_1_2
        }
    }
}

/// The suites that an OpenSSL cipher string names; all of ours when it names none that we have.
fn cipher_suites(ciphers: Option<&str>) -> Vec<rustls::SupportedCipherSuite> {
    let ours = aws_lc_rs::default_provider().cipher_suites;
    let Some(ciphers) = ciphers.filter(|ciphers| !ciphers.trim().is_empty()) else {
        return ours;
    };
    let mut chosen = Vec::new();
    for name in ciphers.split([':', ',', ' ']).filter(|name| !name.is_empty()) {
        match ours.iter().find(|suite| openssl_names(suite.suite()).contains(&name)) {
            Some(suite) => chosen.push(*suite),
            None => {
                tracing::warn!(component = "smtp-server", "smtp_server.tls_ciphers: {name} is not available, ignored");
            }
        }
    }
    // OpenSSL's cipher string does not speak of TLS 1.3.
    chosen.extend(
        ours.iter().filter(|suite| suite.tls13().is_some() && !chosen.contains(suite)).copied().collect::<Vec<_>>(),
    );
    if chosen.iter().any(|suite| suite.tls13().is_none()) { chosen } else { ours }
}

fn openssl_names(suite: rustls::CipherSuite) -> [&'static str; 2] {
    use rustls::CipherSuite as Suite;
    match suite {
        Suite::TLS13_AES_256_GCM_SHA384 => ["TLS_AES_256_GCM_SHA384"; 2],
        Suite::TLS13_AES_128_GCM_SHA256 => ["TLS_AES_128_GCM_SHA256"; 2],
        Suite::TLS13_CHACHA20_POLY1305_SHA256 => ["TLS_CHACHA20_POLY1305_SHA256"; 2],
        Suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 => {
            ["ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"]
        }
        Suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 => {
            ["ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"]
        }
        Suite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 => {
            ["ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"]
        }
        Suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 => {
            ["ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"]
        }
        Suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 => {
            ["ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]
        }
        Suite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 => {
            ["ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"]
        }
        _ => [""; 2],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_version_names_mean_tls_1_2_and_newer() {
        assert_eq!(versions(TlsVersions::From12).len(), 2);
        assert_eq!(versions(TlsVersions::Outdated).len(), 2);
        assert_eq!(versions(TlsVersions::From13).len(), 1);
    }

    #[test]
    fn a_cipher_string_chooses_among_ours_and_unknown_names_are_ignored() {
        let chosen = cipher_suites(Some("ECDHE-RSA-AES128-GCM-SHA256:DES-CBC3-SHA:!aNULL"));
        let tls12: Vec<_> =
            chosen.iter().filter(|suite| suite.tls13().is_none()).map(rustls::SupportedCipherSuite::suite).collect();
        assert_eq!(tls12, [rustls::CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]);
        assert_eq!(chosen.len(), 4);
        assert_eq!(cipher_suites(Some("HIGH")).len(), 9);
    }
}
