//! Section `dns`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::network::DkimKeySize;
use super::section::section;

section! {
    /// DNS names of this installation, and how names are looked up.
    Dns = "dns" {
        /// Names that the MX records of a customer's domain must contain.
        mx_records: Vec<String> = "mx1.postal.example.com, mx2.postal.example.com", legacy same;
        /// Name that a customer's SPF record includes.
        spf_include: String = "spf.postal.example.com", legacy same;
        /// Domain of envelope senders and Message-IDs, and of the fallback DKIM signature.
        return_path_domain: String = "rp.postal.example.com", legacy "dns.return_path";
        /// Domain of route addresses.
        route_domain: String = "routes.postal.example.com", legacy same;
        /// Name that track domains must be a CNAME of.
        track_domain: String = "track.postal.example.com", legacy same;
        /// Name in EHLO of outgoing connections; without it `postal.smtp_hostname`.
        helo_hostname: Option<String> = "", legacy same;
        /// DKIM selector; customers' domains get `<identifier>-<6 characters>`.
        dkim_identifier: String = "postal", legacy same;
        /// The TXT record that proves a domain is `<prefix> <token>`.
        domain_verify_prefix: String = "postal-verification", legacy same;
        /// `<prefix>.<customer's domain>` may be a CNAME of the return path domain.
        custom_return_path_prefix: String = "psrp", legacy same;
        /// Seconds for the first try of a look-up.
        timeout: Duration = "5";
        /// Where the resolvers are named.
        resolv_conf_path: PathBuf = "/etc/resolv.conf";
        /// Resolvers (`ip:port`) to use instead of those in `resolv_conf_path`.
        nameservers: Vec<SocketAddr> = "";
        /// Bits of new DKIM keys: 2048, 3072 or 4096.
        dkim_key_size: DkimKeySize = "2048";
    }
}
