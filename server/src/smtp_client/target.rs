//! Whom to speak to, and how.

use std::net::IpAddr;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TlsMode {
    /// STARTTLS if offered, certificate not verified; in clear after a TLS error.
    Auto,
    /// STARTTLS required, certificate verified. 3.3 spells it `STARTLS`.
    StartTls,
    /// TLS from the first byte, certificate verified.
    Tls,
    None,
}

impl TlsMode {
    /// The names of the configuration and of SMTP endpoints; ignores case, accepts `STARTLS`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "auto" => Some(TlsMode::Auto),
            "starttls" | "startls" => Some(TlsMode::StartTls),
            "tls" => Some(TlsMode::Tls),
            "none" => Some(TlsMode::None),
            _ => None,
        }
    }

    /// 465 for implicit TLS (RFC 8314 §3.3), else 25.
    pub const fn default_port(self) -> u16 {
        match self {
            TlsMode::Tls => 465,
            _ => 25,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Auth {
    pub user: String,
    pub password: String,
    /// `None`: the best one that both sides know.
    pub mechanism: Option<AuthMechanism>,
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Auth").field("user", &self.user).field("mechanism", &self.mechanism).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthMechanism {
    /// RFC 4616.
    Plain,
    Login,
    /// RFC 2195.
    CramMd5,
}

impl AuthMechanism {
    pub const fn as_str(self) -> &'static str {
        match self {
            AuthMechanism::Plain => "PLAIN",
            AuthMechanism::Login => "LOGIN",
            AuthMechanism::CramMd5 => "CRAM-MD5",
        }
    }
}

/// One address of one host, and how to speak to it. Sessions are shared by equal targets.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// For SNI, certificate checks and texts.
    pub host: String,
    pub address: IpAddr,
    pub port: u16,
    pub tls: TlsMode,
    pub auth: Option<Auth>,
    /// Local address to send from, of the same family.
    pub source: Option<IpAddr>,
    /// HELO name of that address.
    pub helo_name: Option<String>,
}

/// `IP:PORT (HOST)`, as delivery records say it.
impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{} ({})", self.address, self.port, self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_starttls_are_required_tls() {
        assert_eq!(TlsMode::parse("STARTTLS"), Some(TlsMode::StartTls));
        assert_eq!(TlsMode::parse("STARTLS"), Some(TlsMode::StartTls));
        assert_eq!(TlsMode::parse("Auto"), Some(TlsMode::Auto));
        assert_eq!(TlsMode::parse("SSL"), None);
        assert_eq!(TlsMode::Tls.default_port(), 465);
    }

    #[test]
    fn targets_print_as_in_delivery_records_and_without_the_password() {
        let target = Target {
            host: "mx1.example.com".into(),
            address: "1.2.3.4".parse().unwrap(),
            port: 25,
            tls: TlsMode::Auto,
            auth: Some(Auth { user: "u".into(), password: "secret".into(), mechanism: None }),
            source: None,
            helo_name: None,
        };
        assert_eq!(target.to_string(), "1.2.3.4:25 (mx1.example.com)");
        assert!(!format!("{target:?}").contains("secret"));
    }
}
