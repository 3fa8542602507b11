//! Section `gelf`.

use super::section::section;

section! {
    /// A copy of the log for Graylog, by UDP. Accepted, but not supported by this version: setting it warns at start.
    Gelf = "gelf" {
        /// Host of the Graylog server.
        host: Option<String> = "", legacy "logging.graylog.host";
        /// UDP port.
        port: u16 = "12201", legacy "logging.graylog.port";
        /// Facility.
        facility: String = "postal", legacy "logging.graylog.facility";
    }
}
