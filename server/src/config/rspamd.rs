//! Section `rspamd`.

use std::path::PathBuf;
use std::time::Duration;

use super::secret::Secret;
use super::section::section;

section! {
    /// Inspection by rspamd; wins over spamd when both are on.
    Rspamd = "rspamd" {
        /// Use rspamd.
        enabled: bool = "false", legacy same;
        /// Host.
        host: String = "127.0.0.1", legacy same;
        /// Port.
        port: u16 = "11334", legacy same;
        /// Use HTTPS.
        ssl: bool = "false", legacy same;
        /// Password (header field `Password`).
        password: Option<Secret> = "", legacy same;
        /// Flags (header field `Flags`).
        flags: Option<String> = "", legacy same;
        /// Unix socket; used instead of host and port.
        socket: Option<PathBuf> = "";
        /// Seconds for one mail, from connecting to the end of the answer.
        timeout: Duration = "10";
        /// Size in MiB above which a mail is not inspected.
        max_size: u64 = "50";
        /// Mails inspected at once in one process; further ones wait for their turn.
        max_connections: usize = "10";
    }
}
