//! Section `web_server`.

use std::net::IpAddr;
use std::path::PathBuf;

use super::section::section;

section! {
    /// The web server: user interface, APIs, tracking.
    WebServer = "web_server" {
        /// Port; the variable `PORT` wins.
        default_port: u16 = "5000", legacy "web_server.port";
        /// Address to listen on; the variable `BIND_ADDRESS` wins.
        default_bind_address: IpAddr = "127.0.0.1", legacy "web_server.bind_address";
        /// Port of health checks and metrics; the variable `HEALTH_SERVER_PORT` wins.
        default_health_server_port: u16 = "9092";
        /// Address of health checks and metrics; the variable `HEALTH_SERVER_BIND_ADDRESS` wins.
        default_health_server_bind_address: IpAddr = "127.0.0.1";
        /// Request threads. Kept for old files: requests share the process's threads.
        max_threads: u32 = "5", legacy same;
        /// Requests of `/api/v2` that a token, a logged-in user, or an address without either may make in a minute, at each
        /// web server process; 0 for no limit. Sending mail is not counted: it has the mail server's send limit.
        max_requests_per_minute: u32 = "600";
        /// Serve the user interface from this folder instead of the built-in one.
        ui_directory: Option<PathBuf> = "";
    }
}
