//! What waits to be delivered, in the database and in memory.

pub mod hand_over;

pub use hand_over::{HandOver, HandedOver, Slot};
