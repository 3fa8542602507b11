//! SMTP client: sessions to MX hosts, relays and endpoints, and transactions on them (RFC 5321).
//!
//! What a remote host answers is a value ([`Reply`], [`Attempt`]), never an error of ours. Decides nothing about
//! retries: it says how far it came and what it heard. Begin with [`Connector::connect`], then [`Session::deliver`];
//! [`Pool`] keeps sessions that may be used again.

mod attempt;
mod auth;
mod capabilities;
mod connector;
mod content;
mod destination;
mod pool;
mod session;
mod target;
mod tls;
mod transcript;
mod wire;

pub use attempt::{Answer, Attempt, Envelope, Fault, Parameters, Stage};
pub use capabilities::Capabilities;
pub use connector::{ConnectError, Connector, Settings};
pub use destination::DestinationPolicy;
pub use pool::Pool;
pub use postal_mail::reply::{EnhancedCode, Reply};
pub use session::Session;
pub use target::{Auth, AuthMechanism, Target, TlsMode};
pub use tls::{TlsConfigs, TlsInfo, system_roots};
pub use transcript::Transcript;
