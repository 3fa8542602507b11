//! Section `postal`: names, limits and switches of the whole installation.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

use super::network::Destination;
use super::relay::Relay;
use super::section::section;
use super::setting::words;

section! {
    /// Names, limits and switches of the whole installation.
    Postal = "postal" {
        /// Host name of the web interface and API; base of links in mails. Requests for another host are refused.
        web_hostname: String = "postal.example.com", legacy "web.host";
        /// Scheme of generated links: `https` or `http`.
        web_protocol: WebProtocol = "https", legacy "web.protocol";
        /// Name in the SMTP banner, in Received header fields and in EHLO of outgoing connections.
        smtp_hostname: String = "postal.example.com", legacy "dns.smtp_server_hostname";
        /// Send from addresses of IP pools; see the manual, `ip-pools.md`.
        use_ip_pools: bool = "false", legacy "general.use_ip_pools";
        /// Delivery attempts after which a message fails for good.
        default_maximum_delivery_attempts: u32 = "18", legacy "general.maximum_delivery_attempts";
        /// Days that a held message is kept for release.
        default_maximum_hold_expiry_days: u32 = "7", legacy "general.maximum_hold_expiry_days";
        /// Days that an address stays on the suppression list.
        default_suppression_list_automatic_removal_days: u32 = "30", legacy "general.suppression_list_removal_delay";
        /// Spam score from which a mail counts as spam; copied into new mail servers.
        default_spam_threshold: i64 = "5", legacy "general.default_spam_threshold";
        /// Spam score from which a mail is refused; copied into new mail servers.
        default_spam_failure_threshold: i64 = "20", legacy "general.default_spam_failure_threshold";
        /// Ask the local resolvers in domain checks instead of the domain's own name servers.
        use_local_ns_for_domain_verification: bool = "false", legacy "general.use_local_ns_for_domains";
        /// Add `Resent-Sender` with the envelope sender to outgoing mail.
        use_resent_sender_header: bool = "true", legacy "general.use_resent_sender_header";
        /// RSA private key of the installation (PEM, PKCS#1 or PKCS#8): fallback DKIM signatures and webhook signatures.
        signing_key_path: PathBuf = "$config-file-root/signing.key";
        /// Send all outgoing mail through these servers, tried in order:
        /// `smtp://user:password@host:port?ssl_mode=Auto|STARTTLS|TLS|None&auth_type=plain|login|cram_md5`.
        /// Port 25, `Auto` and `login` when left out; user name and password percent-encoded. `STARTTLS` and `TLS`
        /// verify the certificate; with a user name `Auto` means `STARTTLS`, and `None` is refused.
        smtp_relays: Vec<Relay> = "", legacy "smtp_relays";
        /// Addresses or networks of proxies whose `X-Forwarded-For` is believed, besides `127.0.0.0/8`, `::1` and `fd00::/8`.
        trusted_proxies: Vec<IpNet> = "";
        /// Days after which a lock on a queued message counts as left behind. Kept for old files: locks now end with the
        /// process that holds them.
        queued_message_lock_stale_days: u32 = "1";
        /// Send queued messages for the same destination together.
        batch_queued_messages: bool = "true";
        /// Networks and hosts that webhooks and HTTP endpoints may reach although they are private.
        allowed_request_destinations: Vec<Destination> = "";
        /// Keep only the network (/24 or /48) of those who follow tracked links or load tracked images.
        anonymize_tracking_addresses: bool = "false";
        /// What happens to a mail that cannot be inspected for spam or viruses: `accept` (it goes on as if nothing had been
        /// found), `defer` (inspected again later, until its delivery attempts are used up) or `hold`. A mail larger than
        /// a scanner's `max_size` does not become inspectable by waiting, so `defer` holds it.
        inspection_failure: InspectionFailure = "accept";
        /// Everybody who logs in with a password needs a second factor. Who has none can only set one up. Tokens go on working.
        require_two_factor: bool = "false";
        /// Days that entries of the audit log are kept.
        audit_log_days: u32 = "365";
        /// Seconds that work in flight may take after a stop signal.
        shutdown_timeout: Duration = "30";
    }
}

words! {
    /// Scheme of links to this installation.
    WebProtocol, "`https` or `http`", unset Https {
        Https = "https",
        Http = "http",
    }
}

words! {
    /// What happens to a mail that a scanner could not inspect.
    InspectionFailure, "`accept`, `defer` or `hold`", unset Accept {
        Accept = "accept",
        Defer = "defer",
        Hold = "hold",
    }
}

impl Postal {
    /// Whether this peer may say in `X-Forwarded-For` for whom it asks.
    pub fn trusts_proxy(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        let is_builtin = match peer {
            IpAddr::V4(peer) => peer.is_loopback(),
            // fd00::/8: the locally assigned half of RFC 4193's unique local addresses.
            IpAddr::V6(peer) => peer.is_loopback() || peer.octets().first() == Some(&0xfd),
        };
        is_builtin || self.trusted_proxies.iter().any(|network| network.contains(&peer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_trusted_on_loopback_and_where_named_but_not_on_private_networks() {
        let postal = Postal { trusted_proxies: vec!["192.0.2.0/24".parse().unwrap()], ..Postal::default() };
        for (peer, trusted) in [
            ("127.0.0.1", true),
            ("::1", true),
            ("::ffff:127.0.0.1", true),
            ("fd12::1", true),
            ("192.0.2.77", true),
            ("10.0.0.1", false),
            ("192.168.1.1", false),
            ("fc00::1", false),
        ] {
            assert_eq!(postal.trusts_proxy(peer.parse().unwrap()), trusted, "{peer}");
        }
    }
}
