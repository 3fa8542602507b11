//! Section `spamd`.

use std::path::PathBuf;
use std::time::Duration;

use super::section::section;

section! {
    /// Inspection by SpamAssassin.
    Spamd = "spamd" {
        /// Use SpamAssassin.
        enabled: bool = "false", legacy same;
        /// Host.
        host: String = "127.0.0.1", legacy same;
        /// Port.
        port: u16 = "783", legacy same;
        /// Unix socket; used instead of host and port.
        socket: Option<PathBuf> = "";
        /// Seconds for one mail, from connecting to the end of the answer.
        timeout: Duration = "15";
        /// Size in MiB above which a mail is not inspected. SpamAssassin takes a second or more per MiB.
        max_size: u64 = "20";
        /// Mails inspected at once in one process; further ones wait for their turn.
        max_connections: usize = "10";
    }
}
