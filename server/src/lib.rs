//! Postal: a mail delivery platform in one program.
//!
//! The modules, from the outside in; a module may use those on lower levels (`tests/it/architecture.rs`):
//!
//! | level | modules | what they do |
//! |---|---|---|
//! | 6 wiring | [`app`], [`cli`] | hands everything to everybody; commands, start-up, signals |
//! | 5 front doors | [`smtp_server`], [`http`], [`health`], [`worker`] | speak a protocol, decide nothing |
//! | 4 domain | [`accounts`], [`tenancy`], [`domains`], [`routing`], [`ingest`], [`queue`], [`bounces`], [`inspection`], [`delivery`], [`suppression`], [`statistics`], [`tracking`], [`ip_pools`], [`webhooks`], [`events`], [`retention`], [`notifications`], [`readiness`], [`bulk`] | the rules |
//! | 3 gateways | [`store`], [`dns`], [`smtp_client`], [`scanners`], [`verification`], [`http_client`], [`mailer`], [`openid`] | everything that touches the outside |
//! | 2 base | [`model`], [`config`], [`clock`], [`random`], [`secrets`], [`telemetry`], [`metrics`] | values |
//! | 1 mail | the crate `postal_mail` | mail formats: bytes in, values out |

pub mod accounts;
pub mod app;
pub mod bounces;
pub mod bulk;
pub mod cli;
pub mod clock;
pub mod config;
pub mod delivery;
pub mod dns;
pub mod domains;
pub mod events;
pub mod health;
pub mod http;
pub mod http_client;
pub mod ingest;
pub mod inspection;
pub mod ip_pools;
pub mod mailer;
pub mod metrics;
pub mod model;
pub mod notifications;
pub mod openid;
pub mod queue;
pub mod random;
pub mod readiness;
pub mod retention;
pub mod routing;
pub mod scanners;
pub mod secrets;
pub mod smtp_client;
pub mod smtp_server;
pub mod statistics;
pub mod store;
pub mod suppression;
pub mod telemetry;
pub mod tenancy;
pub mod tracking;
pub mod verification;
pub mod webhooks;
pub mod worker;
