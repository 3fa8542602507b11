//! Everything that is stored, and all SQL: nothing outside this module knows a table.
//!
//! SQL is written once for three engines with `?` placeholders; each difference between the engines
//! stands in [`dialect`]. [`db`] holds the pools and connections, [`committer`] the shared batch
//! transactions through which mail comes in and delivery results go back. The other files are one
//! per group of tables; their functions take `&mut Conn`, so the caller decides whether a pooled
//! connection or an open transaction is used.

pub mod audit;
pub mod batches;
pub mod bulk_actions;
pub mod committer;
pub mod contents;
pub mod counters;
pub mod credentials;
pub mod db;
pub mod deliveries;
pub mod dialect;
pub mod dispatch;
pub mod domain_checks;
pub mod domain_codes;
pub mod domain_keys;
pub mod domains;
pub mod edits;
pub mod endpoints;
pub mod error;
pub mod event_search;
pub mod events;
pub mod figures;
pub mod idempotency;
pub mod ingestion;
pub mod inspections;
pub mod invitations;
pub mod ip_addresses;
pub mod ip_pool_rules;
pub mod ip_pools;
pub mod labels;
pub mod mails;
pub mod memberships;
pub mod message_filter;
pub mod messages;
pub mod migrations;
pub mod oidc;
pub mod organizations;
pub mod processes;
pub mod purge;
pub mod queue;
pub mod queue_depth;
pub mod recipients;
mod result_counts;
pub mod results;
pub mod retention;
pub mod roles;
pub mod rollup;
pub mod routes;
pub mod send_limits;
pub mod sequences;
pub mod servers;
pub mod sessions;
mod sqlite;
pub mod statistics;
pub mod suppressions;
pub mod tasks;
pub mod tokens;
pub mod track_domains;
pub mod tracking;
pub mod two_factor;
pub mod user_links;
pub mod users;
pub mod value;
pub mod webhook_attempts;
mod webhook_events;
pub mod webhook_requests;
pub mod webhooks;

pub use batches::Batches;
pub use committer::{Committer, WriteSet, Written};
pub use db::{Access, Conn, Engine, Store, Transaction};
pub use error::StoreError;
pub(crate) use error::retried;
pub use value::{Columns, Row, Value};
