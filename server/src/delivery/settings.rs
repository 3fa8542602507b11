//! What deliveries need of the configuration.

use std::time::Duration;

use super::targets::Hop;
use crate::config::{AuthType, Config, InspectionFailure, Relay, RelayTls};
use crate::smtp_client::{Auth, AuthMechanism, DestinationPolicy, TlsMode};

const DAY: Duration = Duration::from_secs(24 * 3600);

#[derive(Debug, Clone)]
pub struct Settings {
    /// Attempts after which a message fails for good.
    pub max_attempts: i64,
    pub hold_for: Duration,
    pub suppress_for: Duration,
    pub use_resent_sender: bool,
    /// What becomes of mail that a scanner could not inspect.
    pub inspection_failure: InspectionFailure,
    pub return_path_domain: String,
    pub custom_return_path_prefix: String,
    pub dkim_identifier: String,
    /// Take all outgoing mail, in order; empty: MX hosts do.
    pub relays: Vec<Hop>,
    pub mx_port: u16,
    pub destinations: DestinationPolicy,
}

impl Settings {
    pub fn new(config: &Config) -> Self {
        let (postal, dns) = (&config.postal, &config.dns);
        Self {
            max_attempts: i64::from(postal.default_maximum_delivery_attempts),
            hold_for: DAY * postal.default_maximum_hold_expiry_days,
            suppress_for: DAY * postal.default_suppression_list_automatic_removal_days,
            use_resent_sender: postal.use_resent_sender_header,
            inspection_failure: postal.inspection_failure,
            return_path_domain: dns.return_path_domain.clone(),
            custom_return_path_prefix: dns.custom_return_path_prefix.clone(),
            dkim_identifier: dns.dkim_identifier.clone(),
            relays: (0..).zip(&postal.smtp_relays).map(|(place, it)| relay(place, it)).collect(),
            mx_port: config.smtp_client.mx_port,
            destinations: DestinationPolicy::new(config.smtp_client.allowed_destinations.clone()),
        }
    }
}

/// The place in the list is the preference.
fn relay(place: u16, relay: &Relay) -> Hop {
    let auth = relay.credentials.as_ref().map(|credentials| Auth {
        user: credentials.username.clone(),
        password: credentials.password.expose().to_owned(),
        mechanism: Some(match credentials.auth_type {
            AuthType::Plain => AuthMechanism::Plain,
            AuthType::Login => AuthMechanism::Login,
            AuthType::CramMd5 => AuthMechanism::CramMd5,
        }),
    });
    Hop {
        host: relay.host.to_string(),
        preference: place,
        port: relay.port,
        tls: match relay.tls {
            RelayTls::Auto => TlsMode::Auto,
            RelayTls::StartTls => TlsMode::StartTls,
            RelayTls::Tls => TlsMode::Tls,
            RelayTls::None => TlsMode::None,
        },
        auth,
        is_trusted: true,
    }
}
