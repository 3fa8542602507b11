//! An SMTP client that a test leads line by line.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A test that waits longer than this for a reply has failed.
const PATIENCE: Duration = Duration::from_secs(20);

trait Io: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Io for T {}

pub struct SmtpPeer {
    stream: Box<dyn Io>,
    received: Vec<u8>,
    pub greeting: String,
}

impl SmtpPeer {
    pub async fn connect(address: SocketAddr) -> Self {
        let mut peer = Self::connect_silently(address).await;
        peer.greeting = peer.reply().await;
        peer
    }

    /// Without waiting for the greeting.
    pub async fn connect_silently(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: Box::new(stream), received: Vec::new(), greeting: String::new() }
    }

    pub async fn helo(mut self) -> Self {
        self.says("HELO test.example.com", "250 postal.example.com").await;
        self
    }

    pub async fn ehlo(mut self) -> Self {
        self.says("EHLO test.example.com", "250").await;
        self
    }

    /// AUTH PLAIN with this key.
    pub async fn auth(mut self, key: &str) -> Self {
        self.says(&format!("AUTH PLAIN {}", plain(key)), "235").await;
        self
    }

    pub async fn mail_from(mut self, address: &str) -> Self {
        self.says(&format!("MAIL FROM:<{address}>"), "250").await;
        self
    }

    pub async fn rcpt_to(mut self, address: &str) -> Self {
        self.says(&format!("RCPT TO:<{address}>"), "250").await;
        self
    }

    pub async fn data(mut self) -> Self {
        self.says("DATA", "354 Go ahead").await;
        self
    }

    /// Sends a line and waits for a reply that begins with this. Answers the reply, its lines joined by LF.
    pub async fn says(&mut self, line: &str, expected: &str) -> String {
        self.sends(&format!("{line}\r\n")).await;
        let reply = self.reply().await;
        assert!(reply.starts_with(expected), "{line:?}: expected {expected:?}, got {reply:?}");
        reply
    }

    /// As [`Self::says`], but the reply is exactly this.
    pub async fn hears(&mut self, line: &str, expected: &str) {
        let reply = self.says(line, "").await;
        assert_eq!(reply, expected, "{line:?}");
    }

    /// Sends this content and the final dot.
    pub async fn finishes(&mut self, content: &str, expected: &str) -> String {
        self.sends(content).await;
        self.says(".", expected).await
    }

    pub async fn sends(&mut self, text: &str) {
        self.sends_octets(text.as_bytes()).await;
    }

    pub async fn sends_octets(&mut self, octets: &[u8]) {
        self.stream.write_all(octets).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    /// As [`Self::sends_octets`], for peers that may be gone before all is sent.
    pub async fn tries_to_send(&mut self, octets: &[u8]) {
        let _ = self.stream.write_all(octets).await;
    }

    /// One reply, its lines joined by LF.
    pub async fn reply(&mut self) -> String {
        let mut lines: Vec<String> = Vec::new();
        loop {
            let line = self.line().await.unwrap_or_else(|| panic!("connection closed, after {lines:?}"));
            let is_last = line.as_bytes().get(3) != Some(&b'-');
            lines.push(line);
            if is_last {
                return lines.join("\n");
            }
        }
    }

    async fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.received.iter().position(|octet| *octet == b'\n') {
                let line: Vec<u8> = self.received.drain(..=end).collect();
                let line = String::from_utf8(line).unwrap();
                return Some(line.strip_suffix("\r\n").expect("replies end with CRLF").to_owned());
            }
            if !self.read().await {
                return None;
            }
        }
    }

    async fn read(&mut self) -> bool {
        let mut piece = [0; 4096];
        let read = tokio::time::timeout(PATIENCE, self.stream.read(&mut piece)).await.expect("no reply in time");
        // A reset is an end too.
        let length = read.unwrap_or(0);
        self.received.extend_from_slice(&piece[..length]);
        length > 0
    }

    /// The server has nothing more to say and closes.
    pub async fn is_closed(&mut self) {
        while self.read().await {}
        assert_eq!(String::from_utf8_lossy(&self.received), "");
    }

    /// STARTTLS and the handshake; the certificate is not checked, but answered.
    pub async fn starttls(&mut self) -> Vec<u8> {
        self.says("STARTTLS", "220").await;
        self.handshake().await
    }

    pub async fn handshake(&mut self) -> Vec<u8> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyCertificate(provider)))
            .with_no_client_auth();
        let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
        let plain = std::mem::replace(&mut self.stream, Box::new(tokio::io::empty()));
        let name = ServerName::try_from("postal.example.com").unwrap();
        let stream = connector.connect(name, plain).await.unwrap();
        let certificate = stream.get_ref().1.peer_certificates().unwrap()[0].to_vec();
        self.stream = Box::new(stream);
        certificate
    }
}

/// The ready-made PLAIN response.
pub fn plain(key: &str) -> String {
    base64(format!("\0XX\0{key}"))
}

pub fn base64(text: impl AsRef<[u8]>) -> String {
    STANDARD.encode(text)
}

#[derive(Debug)]
struct AnyCertificate(Arc<rustls::crypto::CryptoProvider>);

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
        signature: &rustls::DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &rustls::DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
