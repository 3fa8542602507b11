//! Section `clamav`.

use std::path::PathBuf;
use std::time::Duration;

use super::section::section;

section! {
    /// Virus inspection by clamd.
    Clamav = "clamav" {
        /// Use clamd.
        enabled: bool = "false", legacy same;
        /// Host.
        host: String = "127.0.0.1", legacy same;
        /// TCP port (Debian's clamd uses 3310).
        port: u16 = "2000", legacy same;
        /// Unix socket; used instead of host and port.
        socket: Option<PathBuf> = "";
        /// Seconds for one mail, from connecting to the end of the answer.
        timeout: Duration = "10";
        /// Size in MiB above which a mail is not inspected; at most clamd's `StreamMaxLength`.
        max_size: u64 = "25";
        /// Mails inspected at once in one process; further ones wait for their turn.
        max_connections: usize = "10";
    }
}
