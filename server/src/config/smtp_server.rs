//! Section `smtp_server`.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

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
        /// OpenSSL cipher list for TLS 1.2. Names that are not available are ignored with a warning.
        tls_ciphers: Option<String> = "", legacy same;
        /// TLS versions: `SSLv23` or `TLSv1_2` = 1.2 and 1.3, `TLSv1_3` = only that. Older names mean 1.2 and 1.3 too.
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
        /// as `tls_enabled`), `proxy` (default as `proxy_protocol`), `submission` (only authenticated clients,
        /// no incoming mail; default true on port 587 and with implicit TLS) and `auth_requires_tls` (default as below, but
        /// true where `submission` and `starttls` come together). In a variable:
        /// `[::]:587?tls=starttls&auth_requires_tls=true,[::]:465?tls=implicit`.
        listeners: Vec<Listener> = "";
        /// Networks of proxies: peers whose PROXY header is believed. None named: those with a private address.
        proxy_networks: Vec<IpNet> = "";
        /// A line feed without carriage return: `normalize` (taken as a line end) or `reject` (refused with 550, in commands
        /// with 500). It never ends a message.
        bare_newline: BareNewline = "reject";
        /// What a sender hears when it writes to a suspended mail server: `permanent` (535, as ever) or `tempfail` (450, so
        /// that it tries again).
        suspended_reply: SuspendedReply = "permanent";
        /// Enhanced status codes (RFC 2034) in replies to EHLO sessions.
        enhanced_status_codes: bool = "true";
        /// Offer AUTH only inside TLS.
        auth_requires_tls: bool = "false";
        /// Keywords that EHLO does not list, such as `PIPELINING`.
        disabled_ehlo_keywords: Vec<String> = "";
        /// End sessions that send commands before they may (behind EHLO, or before the greeting).
        forbid_unauth_pipelining: bool = "true";
        /// Log every command and reply at debug level; secrets and content are left out.
        log_dialogue: bool = "false";
        /// Connections at once.
        max_connections: usize = "10000";
        /// Connections at once from one address (IPv6: from one /64).
        max_connections_per_address: usize = "100";
        /// New connections in a minute from one address (IPv6: from one /64).
        max_new_connections_per_address: usize = "3000";
        /// Networks to which the two limits per address do not apply.
        connection_limit_exempt_networks: Vec<IpNet> = "";
        /// Recipients per transaction.
        max_recipients: usize = "1000";
        /// Refused recipients after which a session ends.
        max_failed_recipients: usize = "20";
        /// Errors after which a session ends; beyond half of them each reply is delayed.
        max_errors: usize = "20";
        /// Delay of replies to sessions with many errors.
        error_delay: Duration = "1";
        /// Commands without effect (NOOP, RSET, VRFY, HELO …) after which a session without a message ends.
        max_junk_commands: usize = "100";
        /// Failed logins after which a session ends.
        max_session_auth_failures: usize = "3";
        /// Failed logins in 15 minutes from one address (IPv6: /64) after which it may not log in for `auth_lockout_time`.
        max_auth_failures: usize = "20";
        /// Delay of the reply to a failed login; doubles with each, up to eight times this.
        auth_failure_delay: Duration = "1";
        /// How long an address with too many failed logins is locked out.
        auth_lockout_time: Duration = "900";
        /// Time for a command line.
        command_timeout: Duration = "300";
        /// Time between two pieces of a message.
        data_timeout: Duration = "300";
        /// Bytes per second that a message must bring after its first minute.
        min_data_rate: u32 = "500";
        /// Time for a TLS handshake.
        tls_timeout: Duration = "60";
        /// Time for the client to take a reply.
        write_timeout: Duration = "60";
        /// Time for a whole session.
        session_timeout: Duration = "3600";
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
    TlsVersions, "`SSLv23` (TLS 1.2 and 1.3), `TLSv1_2` (the same) or `TLSv1_3`", unset From12 {
        /// 1.2 and 1.3.
        From12 = "SSLv23" | "TLS" | "TLSv1_2" | "TLSv1.2",
        From13 = "TLSv1_3" | "TLSv1.3",
        /// Asks for what is not spoken any more (RFC 8996): 1.2 and 1.3, with a warning.
        Outdated = "TLSv1" | "TLSv1_1" | "TLSv1.1" | "SSLv2" | "SSLv3",
    }
}

words! {
    /// What happens to bare LF or CR (RFC 5321 §2.3.8 forbids them).
    BareNewline, "`reject` or `normalize`", unset Normalize {
        Reject = "reject",
        Normalize = "normalize",
    }
}

words! {
    /// Reply to RCPT for a mail server that is suspended.
    SuspendedReply, "`permanent` or `tempfail`", unset Permanent {
        Permanent = "permanent",
        TempFail = "tempfail",
    }
}
