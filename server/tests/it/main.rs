//! Integration tests: one binary, folders mirror `src/`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::expect_used,
    reason = "what the tests share fails by panicking, too"
)]

mod architecture;
mod cli;
mod config;
mod delivery;
mod dns;
mod health;
mod http_client;
mod legacy;
mod management;
mod migrations;
mod openapi;
mod scanners;
mod smtp_client;
mod smtp_server;
mod store;
mod support;
mod tasks;
mod token_rights;
mod tracking;
mod verification;
mod webhooks;
