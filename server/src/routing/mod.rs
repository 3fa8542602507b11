//! Routes and endpoints: which mail a server receives, and where it goes.
//!
//! [`receive`] says who takes an address, and which messages its mail makes; what becomes of those is no business of
//! this module.

pub mod receive;
