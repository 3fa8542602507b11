//! Every store function on a real database; `TEST_DATABASE` chooses the engine.

mod accounts;
mod audit;
mod committer;
mod database;
mod domains;
mod event_search;
mod events;
mod ip_pools;
mod lookups;
mod messages;
mod oidc;
mod queue;
mod routing;
mod statistics;
mod suppressions;
mod tenancy;
mod tracking;
mod two_factor;
