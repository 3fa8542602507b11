//! Section `rspamd`.

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
    }
}
