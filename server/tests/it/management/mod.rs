//! The management API, operation by operation.

mod messages;
