//! Relays: servers that take all outgoing mail.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use url::{Host, Url};

use super::network::host_name;
use super::secret::Secret;
use super::setting::{Bad, Cast, ListItem, parse_address, words};
use super::yaml::{Data, Node};

const DEFAULT_PORT: u16 = 25;

/// One relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relay {
    pub host: RelayHost,
    pub port: u16,
    pub tls: RelayTls,
    pub credentials: Option<RelayCredentials>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelayHost {
    Address(IpAddr),
    /// Lower case, without trailing dot.
    Name(String),
}

impl std::fmt::Display for RelayHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// Login at a relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayCredentials {
    pub username: String,
    pub password: Secret,
    pub auth_type: AuthType,
}

words! {
    /// TLS towards a relay.
    RelayTls, "`Auto`, `STARTTLS`, `TLS` or `None`", unset Auto {
        /// STARTTLS when offered, certificate not verified.
        Auto = "Auto",
        /// STARTTLS required, certificate verified. 3.3 misspelt its own name for it, so `STARTLS` is in use as well.
        StartTls = "STARTTLS" | "STARTLS",
        /// From the first byte, certificate verified.
        Tls = "TLS",
        None = "None",
    }
}

words! {
    /// SASL mechanism.
    AuthType, "`plain`, `login` or `cram_md5`", unset Login {
        Plain = "plain",
        Login = "login",
        CramMd5 = "cram_md5" | "cram-md5",
    }
}

const EXPECTED: &str = "smtp://[user:password@]host[:port][?ssl_mode=Auto|STARTTLS|TLS|None&auth_type=plain|login|cram_md5] \
                        (IPv6 addresses in brackets, user name and password percent-encoded)";

impl ListItem for Relay {
    const LIST_TYPE: &'static str = "list of relay URLs";
    const SECRET: bool = true;

    fn cast_item(node: &Node, _: &mut Cast) -> Result<Option<Self>, Vec<Bad>> {
        match &node.data {
            Data::Map(entries) => from_map(node, entries),
            Data::List(_) => Err(Bad::new(node, EXPECTED)),
            Data::Scalar { .. } => {
                let text = node.scalar(EXPECTED)?.trim();
                parse(text).map(Some).map_err(|expected| Bad::new(node, expected))
            }
        }
    }
}

/// The legacy file's `{hostname, port, ssl_mode}`. Without host name the entry is left out: an old template had one.
fn from_map(node: &Node, entries: &[(String, Node)]) -> Result<Option<Relay>, Vec<Bad>> {
    let text = |name: &str| {
        let value = entries.iter().rev().find(|(key, value)| key == name && !value.is_null());
        value.map(|(_, value)| value.scalar(EXPECTED).map(str::trim)).transpose()
    };
    let hostname = match text("hostname")? {
        Some(hostname) => Some(hostname),
        None => text("host")?,
    };
    let Some(hostname) = hostname.filter(|it| !it.is_empty()) else { return Ok(None) };
    let host = parse_host(hostname).ok_or_else(|| Bad::new(node, EXPECTED))?;
    let port = match text("port")? {
        Some(port) => port.parse().map_err(|_| Bad::new(node, "a port from 1 to 65535"))?,
        None => DEFAULT_PORT,
    };
    // 3.3: a missing mode meant no TLS at all; here: Auto, as everywhere else.
    let tls = tls_mode(text("ssl_mode")?.unwrap_or_default()).map_err(|expected| Bad::new(node, expected))?;
    Ok(Some(Relay { host, port, tls, credentials: None }))
}

fn tls_mode(text: &str) -> Result<RelayTls, String> {
    if text.is_empty() {
        return Ok(RelayTls::Auto);
    }
    RelayTls::parse(text).ok_or_else(|| "ssl_mode to be `Auto`, `STARTTLS`, `TLS` or `None`".to_owned())
}

/// The error continues "expected …".
fn parse(text: &str) -> Result<Relay, String> {
    let malformed = || EXPECTED.to_owned();
    // 3.3: the scheme was ignored, and an entry without one was dropped, so that mail went directly to the MX.
    let (_, rest) = text.split_once("://").ok_or_else(malformed)?;
    let url = Url::parse(&format!("smtp://{rest}")).map_err(|_| malformed())?;
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err(malformed());
    }
    let host = match url.host() {
        Some(Host::Ipv6(address)) => RelayHost::Address(address.into()),
        Some(Host::Ipv4(address)) => RelayHost::Address(address.into()),
        Some(Host::Domain(name)) => parse_host(name).ok_or_else(malformed)?,
        None => return Err(malformed()),
    };
    let (mut tls, mut auth_type) = (RelayTls::Auto, AuthType::Login);
    for (key, value) in url.query_pairs() {
        match key.as_ref() {
            "ssl_mode" => tls = tls_mode(&value)?,
            "auth_type" => {
                auth_type = AuthType::parse(&value).ok_or("auth_type to be `plain`, `login` or `cram_md5`")?;
            }
            _ => return Err(malformed()),
        }
    }
    let credentials = credentials(&url, auth_type).ok_or_else(malformed)?;
    if credentials.is_some() {
        tls = match tls {
            RelayTls::None => return Err("a relay with user name to use TLS (its ssl_mode is `None`)".to_owned()),
            RelayTls::Auto => RelayTls::StartTls,
            other => other,
        };
    }
    Ok(Relay { host, port: url.port().unwrap_or(DEFAULT_PORT), tls, credentials })
}

/// `None`: malformed.
#[expect(clippy::option_option, reason = "malformed, absent and present are three things")]
fn credentials(url: &Url, auth_type: AuthType) -> Option<Option<RelayCredentials>> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8().ok().map(String::from);
    if url.username().is_empty() {
        return url.password().is_none().then_some(None);
    }
    let password = Secret::new(decode(url.password().unwrap_or_default())?);
    Some(Some(RelayCredentials { username: decode(url.username())?, password, auth_type }))
}

fn parse_host(text: &str) -> Option<RelayHost> {
    if text.eq_ignore_ascii_case("localhost") {
        return Some(RelayHost::Name("localhost".to_owned()));
    }
    parse_address(text).map(RelayHost::Address).or_else(|| host_name(text).map(RelayHost::Name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relays_have_host_port_and_tls_mode() {
        let name = |name: &str| RelayHost::Name(name.to_owned());
        let address = |address: &str| RelayHost::Address(address.parse().unwrap());
        for (text, host, port, tls) in [
            ("smtp://relay.example", name("relay.example"), 25, RelayTls::Auto),
            ("smtp://Relay.Example.:587?ssl_mode=STARTTLS", name("relay.example"), 587, RelayTls::StartTls),
            ("smtp://relay.example:587?ssl_mode=startls", name("relay.example"), 587, RelayTls::StartTls),
            ("smtp://relay.example:465/?ssl_mode=tls", name("relay.example"), 465, RelayTls::Tls),
            ("smtp://relay.example?ssl_mode=None", name("relay.example"), 25, RelayTls::None),
            ("smtp://relay.example?ssl_mode=", name("relay.example"), 25, RelayTls::Auto),
            ("smtp://192.0.2.1:2525", address("192.0.2.1"), 2525, RelayTls::Auto),
            ("smtp://[2001:db8::1]:2525?ssl_mode=Auto", address("2001:db8::1"), 2525, RelayTls::Auto),
            ("smtp://localhost:25", name("localhost"), 25, RelayTls::Auto),
            ("anything://relay.example", name("relay.example"), 25, RelayTls::Auto),
        ] {
            assert_eq!(parse(text), Ok(Relay { host, port, tls, credentials: None }), "{text}");
        }
    }

    #[test]
    fn credentials_are_percent_decoded_and_want_tls() {
        let relay = parse("smtp://us%40er:p%3A%2Fw@relay.example:587?auth_type=CRAM_MD5").unwrap();
        let credentials = relay.credentials.unwrap();
        assert_eq!((credentials.username.as_str(), credentials.password.expose()), ("us@er", "p:/w"));
        assert_eq!((credentials.auth_type, relay.tls), (AuthType::CramMd5, RelayTls::StartTls));
        assert!(parse("smtp://user:pw@relay.example?ssl_mode=None").unwrap_err().contains("TLS"));
        assert_eq!(parse("smtp://user:pw@relay.example").unwrap().credentials.unwrap().auth_type, AuthType::Login);
    }

    #[test]
    fn malformed_relays_are_refused() {
        for text in [
            "relay.example:25",
            "relay.example",
            "smtp://",
            "smtp://:25",
            "smtp://relay.example:99999",
            "smtp://relay.example:x",
            "smtp://2001:db8::1",
            "smtp://relay.example/path",
            "smtp://relay.example?ssl_mode=SSL3",
            "smtp://relay.example?tls=yes",
            "smtp://relay.example?auth_type=ntlm",
            "smtp://re lay.example",
            "smtp://300.1.2.3",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn debug_output_has_no_password() {
        assert!(!format!("{:?}", parse("smtp://user:hunter2@relay.example")).contains("hunter2"));
    }
}
