//! Section `spamd`.

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
    }
}
