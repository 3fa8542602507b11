//! Every store function on a real database; `TEST_DATABASE` chooses the engine.

mod accounts;
mod committer;
mod database;
mod events;
mod lookups;
mod messages;
mod queue;
mod routing;
mod suppressions;
mod tenancy;
mod tracking;
