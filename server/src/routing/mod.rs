//! Routes and endpoints: which mail a server receives, and where it goes.
//!
//! [`receive`] says who takes an address. What becomes of the mail afterwards is the business of [`crate::delivery`].

pub mod receive;
