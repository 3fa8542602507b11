//! Section `smtp_client`.

use std::time::Duration;

use ipnet::IpNet;

use super::section::section;

section! {
    /// Outgoing SMTP.
    SmtpClient = "smtp_client" {
        /// Seconds to open a connection.
        open_timeout: Duration = "30", legacy same;
        /// Seconds to wait for a reply.
        read_timeout: Duration = "30", legacy same;
        /// Port of MX hosts.
        mx_port: u16 = "25";
        /// Networks that mail may be sent to although MX addresses there are private or loopback.
        allowed_destinations: Vec<IpNet> = "";
    }
}
