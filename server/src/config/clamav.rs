//! Section `clamav`.

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
    }
}
