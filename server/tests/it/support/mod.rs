//! What the tests share: fresh databases, the whole program in process, peers and fakes.

pub mod app;
pub mod database;
pub mod legacy_api;
