//! Where incoming mail is led on to: another mail server, another address, an HTTP endpoint.

use tokio_util::sync::CancellationToken;

use super::DeliveryError;
use super::outgoing::{Attempted, Deliverer, Work};
use super::send::Trip;
use super::targets::{self, Hop, Way};
use crate::model::{AddressEndpoint, EndpointRef, RawContent, Route, RouteMode, SmtpEndpoint, SslMode};
use crate::smtp_client::TlsMode;
use crate::store::endpoints;

impl Deliverer {
    /// One attempt at the message's own endpoint, else at its route's. `None`: there is none any more.
    pub(super) async fn to_endpoint(
        &self,
        work: &mut Work,
        route: &Route,
        content: RawContent,
        stop: &CancellationToken,
    ) -> Result<Option<Attempted>, DeliveryError> {
        let own = work.dispatch.message.endpoint;
        let Some(endpoint) = own.or(route.endpoint.filter(|_| route.mode == RouteMode::Endpoint)) else {
            return Ok(None);
        };
        let mut conn = self.0.store.read().await?;
        match endpoint {
            EndpointRef::Smtp(id) => {
                let found = endpoints::find_smtp(&mut conn, id).await?;
                drop(conn);
                let Some(endpoint) = found else { return Ok(None) };
                self.to_host(work, &endpoint, content, stop).await.map(Some)
            }
            EndpointRef::Address(id) => {
                let found = endpoints::find_address(&mut conn, id).await?;
                drop(conn);
                let Some(endpoint) = found else { return Ok(None) };
                self.to_address(work, &endpoint, content, stop).await.map(Some)
            }
            EndpointRef::Http(_) => Ok(None),
        }
    }

    async fn to_host(
        &self,
        work: &mut Work,
        endpoint: &SmtpEndpoint,
        content: RawContent,
        stop: &CancellationToken,
    ) -> Result<Attempted, DeliveryError> {
        let rcpt_to = work.dispatch.message.rcpt_to.clone();
        let destination = rcpt_to.rsplit_once('@').map_or("", |(_, domain)| domain).to_owned();
        let trip = Trip { mail_from: self.envelope_sender(&work.dispatch), rcpt_to, destination };
        let way = Way::Hops([hop(endpoint)].into());
        self.send(work, &trip, content, &way, stop).await
    }

    async fn to_address(
        &self,
        work: &mut Work,
        endpoint: &AddressEndpoint,
        content: RawContent,
        stop: &CancellationToken,
    ) -> Result<Attempted, DeliveryError> {
        let domain = endpoint.address.rsplit_once('@').map_or("", |(_, domain)| domain);
        let destination = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase());
        let found = targets::route(&self.0.settings, self.0.opener.resolver(), &destination).await;
        let mail_from = self.envelope_sender(&work.dispatch);
        let trip = Trip { mail_from, rcpt_to: endpoint.address.clone(), destination };
        self.send(work, &trip, content, &found.way, stop).await
    }
}

fn hop(endpoint: &SmtpEndpoint) -> Hop {
    let tls = match endpoint.ssl_mode {
        SslMode::None => TlsMode::None,
        SslMode::Auto => TlsMode::Auto,
        SslMode::StartTls => TlsMode::StartTls,
        SslMode::Tls => TlsMode::Tls,
    };
    // RFC 8314 §7.3: 465 is the port of implicit TLS. 3.3 used 25 for everything.
    let usual = if endpoint.ssl_mode == SslMode::Tls { 465 } else { 25 };
    let port = endpoint.port.unwrap_or(usual);
    Hop { host: endpoint.hostname.clone(), preference: 0, port, tls, auth: None, is_trusted: false }
}
