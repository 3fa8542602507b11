//! Section `gelf`.

use super::section::section;

section! {
    /// A copy of the log for Graylog, by UDP.
    Gelf = "gelf" {
        /// Host of the Graylog server; setting it switches GELF on.
        host: Option<String> = "", legacy "logging.graylog.host";
        /// UDP port.
        port: u16 = "12201", legacy "logging.graylog.port";
        /// Facility.
        facility: String = "postal", legacy "logging.graylog.facility";
    }
}
