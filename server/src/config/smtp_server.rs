//! Section `smtp_server`.

use std::net::IpAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use regex::Regex;

use super::listener::Listener;
use super::section::section;
use super::setting::words;

section! {
    /// The SMTP server that takes mail.
    SmtpServer = "smtp_server" {
        /// Port; the variable `PORT` wins.
        default_port: u16 = "25", legacy "smtp_server.port";
        /// Address to listen on, `::` = IPv6 and IPv4; the variable `BIND_ADDRESS` wins.
        default_bind_address: IpAddr = "::", legacy "smtp_server.bind_address";
        /// Port of health checks and metrics; the variable `HEALTH_SERVER_PORT` wins.
        default_health_server_port: u16 = "9091";
        /// Address of health checks and metrics; the variable `HEALTH_SERVER_BIND_ADDRESS` wins.
        default_health_server_bind_address: IpAddr = "127.0.0.1";
        /// Offer STARTTLS.
        tls_enabled: bool = "false", legacy same;
        /// Certificate (PEM): first the server's own, then the chain.
        tls_certificate_path: PathBuf = "$config-file-root/smtp.cert", legacy same;
        /// Private key of the certificate (PEM).
        tls_private_key_path: PathBuf = "$config-file-root/smtp.key", legacy same;
        /// OpenSSL cipher list. Accepted for old files, but it cannot be honoured: modern ciphers are always used.
        tls_ciphers: Option<String> = "", legacy same;
        /// TLS versions: `SSLv23` = 1.2 and 1.3, `TLSv1_2` or `TLSv1_3` = only that one.
        ssl_version: TlsVersions = "SSLv23", legacy same;
        /// Expect a PROXY protocol header on every connection.
        proxy_protocol: bool = "false", legacy same;
        /// Log each accepted connection.
        log_connections: bool = "false", legacy "smtp_server.log_connect";
        /// Largest message in MiB (1 048 576 bytes), also for the APIs.
        max_message_size: u32 = "14", legacy same;
        /// Do not log sessions of clients whose address matches.
        log_ip_address_exclusion_matcher: Option<Regex> = "";
        /// More addresses to listen on: maps with `address` (`host:port`), `tls` (`none`, `starttls`, `implicit`; default
        /// as `tls_enabled`), `proxy` (default as `proxy_protocol`) and `auth_requires_tls`. In a variable:
        /// `[::]:587?tls=starttls&auth_requires_tls=true,[::]:465?tls=implicit`.
        listeners: Vec<Listener> = "";
        /// Peers whose PROXY header is believed; none named = all.
        proxy_networks: Vec<IpNet> = "";
        /// A line feed without carriage return in a message: `reject` (550 and close) or `normalize`. It never ends a message.
        bare_newline: BareNewline = "reject";
        /// Enhanced status codes (RFC 2034) in replies to EHLO sessions.
        enhanced_status_codes: bool = "true";
        /// Offer AUTH only inside TLS.
        auth_requires_tls: bool = "false";
        /// Connections at once.
        max_connections: usize = "10000";
        /// Connections at once from one address.
        max_connections_per_address: usize = "100";
        /// Recipients per transaction.
        max_recipients: usize = "1000";
    }
}

impl SmtpServer {
    /// `max_message_size` in bytes.
    pub fn max_message_bytes(&self) -> usize {
        usize::try_from(self.max_message_size).unwrap_or(usize::MAX).saturating_mul(1024 * 1024)
    }
}

words! {
    /// TLS versions the server speaks.
    TlsVersions, "`SSLv23` (TLS 1.2 and 1.3), `TLSv1_2` or `TLSv1_3`; older versions are not supported", unset All {
        /// 1.2 and 1.3.
        All = "SSLv23" | "TLS",
        Only12 = "TLSv1_2" | "TLSv1.2",
        Only13 = "TLSv1_3" | "TLSv1.3",
    }
}

words! {
    /// What happens to a message with bare LF or CR (RFC 5321 §2.3.8 forbids them).
    BareNewline, "`reject` or `normalize`", unset Reject {
        Reject = "reject",
        Normalize = "normalize",
    }
}
