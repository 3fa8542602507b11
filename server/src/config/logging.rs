//! Section `logging`.

use super::secret::Secret;
use super::section::section;

section! {
    /// The log on standard output.
    Logging = "logging" {
        /// Also write request lines and slow queries, in the same format.
        rails_log_enabled: bool = "false", legacy "logging.rails_log";
        /// Report errors to this Sentry project.
        sentry_dsn: Option<Secret> = "", legacy "general.exception_url";
        /// Write a log at all.
        enabled: bool = "true";
        /// Colours for terminals.
        highlighting_enabled: bool = "false";
    }
}
