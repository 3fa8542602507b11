//! TLS of the client side: one configuration that verifies, one that does not.

use std::net::IpAddr;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, ProtocolVersion, RootCertStore, SignatureScheme};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsInfo {
    /// Such as `TLSv1.3`.
    pub protocol: String,
    /// Such as `TLS_AES_256_GCM_SHA384`.
    pub cipher: String,
    /// The certificate was checked against the system's authorities and the host name.
    pub is_verified: bool,
}

impl TlsInfo {
    pub(super) fn of(connection: &ClientConnection, is_verified: bool) -> Self {
        let protocol = match connection.protocol_version() {
            Some(ProtocolVersion::TLSv1_2) => "TLSv1.2".to_owned(),
            Some(ProtocolVersion::TLSv1_3) => "TLSv1.3".to_owned(),
            other => format!("{other:?}"),
        };
        let suite = connection.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str()).unwrap_or("unknown");
        // rustls writes `TLS13_…` where the registry writes `TLS_…` (RFC 8446 §B.4).
        let cipher = suite.replacen("TLS13_", "TLS_", 1);
        Self { protocol, cipher, is_verified }
    }
}

/// `TLSv1.3 TLS_AES_256_GCM_SHA384`.
impl std::fmt::Display for TlsInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.protocol, self.cipher)
    }
}

/// TLS 1.2 and later only (RFC 8996).
#[derive(Debug, Clone)]
pub struct TlsConfigs {
    pub verified: Arc<ClientConfig>,
    /// For opportunistic TLS: encryption against those who only listen.
    pub unverified: Arc<ClientConfig>,
}

impl TlsConfigs {
    pub fn new(roots: RootCertStore) -> Result<Self, rustls::Error> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let builder = || ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions();
        let verified = builder()?.with_root_certificates(roots).with_no_client_auth();
        let unverified = builder()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyCertificate(provider.clone())))
            .with_no_client_auth();
        Ok(Self { verified: Arc::new(verified), unverified: Arc::new(unverified) })
    }
}

/// The authorities that the operating system trusts.
pub fn system_roots() -> RootCertStore {
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!(%error, "some of the system's certificate authorities cannot be read");
    }
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        tracing::warn!("no certificate authorities found: no certificate of a remote host can be verified");
    }
    roots
}

/// The name for SNI and certificate checks; a host that cannot be one is known by its address.
pub fn server_name(host: &str, address: IpAddr) -> ServerName<'static> {
    ServerName::try_from(host.trim_end_matches('.').to_owned()).unwrap_or_else(|_| ServerName::from(address))
}

/// Takes every certificate, but checks that the peer holds its key.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
