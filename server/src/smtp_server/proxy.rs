//! The PROXY protocol, versions 1 and 2: who the client of a proxy in front of us is.
//! <https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt>

use std::net::IpAddr;
use std::time::Duration;

use bytes::BytesMut;
use ipnet::IpNet;
use proxy_header::{Error, ParseConfig, ProxyHeader};
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::wire::TlsInfo;
use crate::model::network;

const DEADLINE: Duration = Duration::from_secs(5);
/// A header of version 2 may be longer only by extensions that nobody sends to an SMTP server.
const MAX_HEADER: usize = 4096;

/// What the header said, and what came behind it.
#[derive(Debug, Default)]
pub struct Proxied {
    /// `None`: the peer speaks for itself, as in its health checks.
    pub client: Option<IpAddr>,
    /// TLS that ended at the proxy.
    pub tls: Option<TlsInfo>,
    /// Octets read behind the header.
    pub rest: BytesMut,
}

#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    #[error("it is not in smtp_server.proxy_networks")]
    NotTrusted,
    #[error("no valid PROXY header")]
    Invalid,
    #[error("no PROXY header within {} s", DEADLINE.as_secs())]
    TimedOut,
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Reads the header that `peer` has to send first. `trusted`: networks of proxies; none: every private address is one, and
/// nobody from outside, who could claim to be anybody.
pub async fn read_header(
    stream: &mut (impl AsyncRead + Unpin),
    peer: IpAddr,
    trusted: &[IpNet],
) -> Result<Proxied, ProxyError> {
    let is_trusted = if trusted.is_empty() { !network::is_public(peer) } else { network::contain(trusted, peer) };
    if !is_trusted {
        return Err(ProxyError::NotTrusted);
    }
    tokio::time::timeout(DEADLINE, read(stream)).await.unwrap_or(Err(ProxyError::TimedOut))
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Result<Proxied, ProxyError> {
    let mut input = BytesMut::with_capacity(256);
    loop {
        if stream.read_buf(&mut input).await? == 0 || input.len() > MAX_HEADER {
            return Err(ProxyError::Invalid);
        }
        match ProxyHeader::parse(&input, ParseConfig::default()) {
            Ok((header, length)) => {
                let (client, tls) = (client(&header), tls(&header));
                let rest = input.split_off(length);
                return Ok(Proxied { client, tls, rest });
            }
            Err(Error::BufferTooShort) => {}
            Err(_) => return Err(ProxyError::Invalid),
        }
    }
}

fn client(header: &ProxyHeader<'_>) -> Option<IpAddr> {
    header.proxied_address().map(|address| address.source.ip().to_canonical())
}

fn tls(header: &ProxyHeader<'_>) -> Option<TlsInfo> {
    let ssl = header.ssl().filter(proxy_header::SslInfo::client_ssl)?;
    let text = |value: Option<&str>| value.unwrap_or("unknown").to_owned();
    Some(TlsInfo { version: text(ssl.version()), cipher: text(ssl.cipher()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proxy_header::{ProxiedAddress, SslInfo, Tlv};

    async fn header(octets: &[u8]) -> Result<Proxied, ProxyError> {
        read_header(&mut &octets[..], "10.0.0.1".parse().unwrap(), &[]).await
    }

    #[tokio::test]
    async fn version_1_names_the_client() {
        for (line, client) in [
            ("PROXY TCP4 1.1.1.1 2.2.2.2 1111 2222\r\nEHLO x\r\n", Some("1.1.1.1")),
            ("PROXY TCP6 ::ffff:1.1.1.1 2001:db8::2 1111 2222\r\n", Some("1.1.1.1")),
            ("PROXY UNKNOWN\r\n", None),
            ("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", None),
        ] {
            let proxied = header(line.as_bytes()).await.unwrap();
            assert_eq!(proxied.client, client.map(|it| it.parse().unwrap()), "{line}");
        }
        assert_eq!(header(b"PROXY UNKNOWN\r\nEHLO x\r\n").await.unwrap().rest, "EHLO x\r\n");
    }

    #[tokio::test]
    async fn version_2_names_the_client_and_its_tls() {
        let address = ProxiedAddress::stream("[2001:db8::7]:1".parse().unwrap(), "192.0.2.9:25".parse().unwrap());
        assert!(ProxyHeader::with_address(address).encode_v2(&mut Vec::new()).is_err(), "mixed families");

        let address = ProxiedAddress::stream("198.51.100.7:1".parse().unwrap(), "192.0.2.9:25".parse().unwrap());
        let mut ssl = SslInfo::new(true, false, false, 0);
        ssl.append_tlv(Tlv::SslVersion("TLSv1.3".into()));
        let mut octets = Vec::new();
        ProxyHeader::with_tlvs(Some(address), [Tlv::Ssl(ssl)]).encode_v2(&mut octets).unwrap();
        octets.extend_from_slice(b"QUIT\r\n");
        let proxied = header(&octets).await.unwrap();
        assert_eq!(proxied.client, Some("198.51.100.7".parse().unwrap()));
        assert_eq!(proxied.tls.unwrap().version, "TLSv1.3");
        assert_eq!(proxied.rest, "QUIT\r\n");

        let mut local = Vec::new();
        ProxyHeader::with_local().encode_v2(&mut local).unwrap();
        assert_eq!(header(&local).await.unwrap().client, None);
    }

    #[tokio::test]
    async fn anything_else_is_refused() {
        let long = format!("PROXY TCP4 1.1.1.1 2.2.2.2 1111 {}\r\n", "2".repeat(200));
        for line in [
            "PROXY TCP4\r\n",
            "EHLO x\r\n",
            "proxy TCP4 1.1.1.1 2.2.2.2 1 2\r\n",
            "PROXY TCP4 1.1 2.2.2.2 1 2\r\n",
            "",
            &long,
        ] {
            assert!(matches!(header(line.as_bytes()).await, Err(ProxyError::Invalid)), "{line}");
        }
    }

    #[tokio::test]
    async fn only_named_proxies_are_believed() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let line = b"PROXY TCP4 1.1.1.1 2.2.2.2 1111 2222\r\n";
        let from = async |peer: &str| read_header(&mut &line[..], peer.parse().unwrap(), &trusted).await;
        assert!(matches!(from("192.0.2.1").await, Err(ProxyError::NotTrusted)));
        assert!(from("10.1.2.3").await.is_ok());
    }

    #[tokio::test]
    async fn without_named_proxies_only_private_addresses_are_believed() {
        let line = b"PROXY TCP4 1.1.1.1 2.2.2.2 1111 2222\r\n";
        let from = async |peer: &str| read_header(&mut &line[..], peer.parse().unwrap(), &[]).await;
        assert!(matches!(from("203.0.113.9").await, Err(ProxyError::NotTrusted)));
        assert!(from("::ffff:192.168.1.2").await.is_ok());
    }
}
