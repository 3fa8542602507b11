//! Section `worker`.

use std::net::IpAddr;

use super::section::section;

section! {
    /// The worker: deliveries, webhooks, scheduled tasks.
    Worker = "worker" {
        /// Port of health checks and metrics; the variable `HEALTH_SERVER_PORT` wins.
        default_health_server_port: u16 = "9090";
        /// Address of health checks and metrics; the variable `HEALTH_SERVER_BIND_ADDRESS` wins.
        default_health_server_bind_address: IpAddr = "127.0.0.1";
        /// Work threads. Kept for old files: `max_deliveries` limits the work.
        threads: u32 = "2";
        /// Deliveries that may be in progress at once in one process.
        max_deliveries: usize = "500";
        /// Requests to webhooks that may be in progress at once in one process, and as many again to webhooks that answer
        /// slowly or not at all.
        max_webhook_requests: usize = "100";
        /// Of these, requests to one webhook.
        max_requests_per_webhook: usize = "10";
        /// Attempts at a request to a webhook of the format `legacy`. The first six are at the times of Postal 3, which
        /// gave up after them; twelve take a day.
        webhook_attempts: u32 = "12";
    }
}
