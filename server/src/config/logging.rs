//! Section `logging`.

use super::secret::Secret;
use super::section::section;

section! {
    /// The log on standard output.
    Logging = "logging" {
        /// Also write what libraries log at level INFO; warnings are always written.
        rails_log_enabled: bool = "false", legacy "logging.rails_log";
        /// Sentry project for errors. Accepted, but not supported by this version: setting it warns at start.
        sentry_dsn: Option<Secret> = "", legacy "general.exception_url";
        /// Write a log at all.
        enabled: bool = "true";
        /// Colours for terminals.
        highlighting_enabled: bool = "false";
    }
}
