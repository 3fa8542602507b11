//! What the tests share: fresh databases, the whole program in process, peers and fakes.

pub mod app;
pub mod browser;
pub mod database;
pub mod fake_dns;
pub mod fake_mx;
pub mod fake_provider;
pub mod fake_scanner;
pub mod http_sink;
pub mod legacy_api;
pub mod mails;
pub mod management_api;
pub mod routes;
pub mod smtp_app;
pub mod smtp_peer;

pub use fake_dns::FakeDns;
pub use fake_mx::FakeMx;
pub use http_sink::HttpSink;
