//! Where incoming mail is led on to: another mail server, another address, an HTTP endpoint.

use bytes::Bytes;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::outgoing::{Attempted, Deliverer, Work};
use super::send::Trip;
use super::targets::{self, Hop, Way};
use super::{DeliveryError, Outcome, http_endpoint};
use crate::metrics::CodeClass;
use crate::model::{
    AddressEndpoint, EndpointRef, HttpEndpoint, RawContent, Route, RouteMode, SmtpEndpoint, SslMode, Timestamp,
};
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
        let (attempted, last_used_at) = match endpoint {
            EndpointRef::Smtp(id) => {
                let found = endpoints::find_smtp(&mut conn, id).await?;
                drop(conn);
                let Some(endpoint) = found else { return Ok(None) };
                (self.to_host(work, &endpoint, content, stop).await?, endpoint.last_used_at)
            }
            EndpointRef::Address(id) => {
                let found = endpoints::find_address(&mut conn, id).await?;
                drop(conn);
                let Some(endpoint) = found else { return Ok(None) };
                (self.to_address(work, &endpoint, content, stop).await?, endpoint.last_used_at)
            }
            EndpointRef::Http(id) => {
                let found = endpoints::find_http(&mut conn, id).await?;
                drop(conn);
                let Some(endpoint) = found else { return Ok(None) };
                (self.to_program(work, &endpoint, &content, stop).await?, endpoint.last_used_at)
            }
        };
        if let Attempted::Report(report) = &attempted
            && matches!(report.outcome, Outcome::Sent { .. } | Outcome::HardFail { .. })
            && last_used_at.is_none_or(|last| work.now.since(last) >= endpoints::USE_INTERVAL)
        {
            self.record_use(endpoint, work.now).await;
        }
        Ok(Some(attempted))
    }

    /// For the list of endpoints: the delivery does not depend on it.
    async fn record_use(&self, endpoint: EndpointRef, now: Timestamp) {
        let write = async { endpoints::record_use(&mut self.0.store.write().await?, endpoint, now).await };
        if let Err(error) = write.await {
            let (kind, id) = (endpoint.kind(), endpoint.id());
            tracing::warn!(kind, id, %error, "the last use of an endpoint cannot be noted");
        }
    }

    async fn to_program(
        &self,
        work: &Work,
        endpoint: &HttpEndpoint,
        content: &RawContent,
        stop: &CancellationToken,
    ) -> Result<Attempted, DeliveryError> {
        let began = Instant::now();
        let message = &work.message_now();
        let headers = message.prepended_headers.clone().unwrap_or_default();
        let raw = Bytes::from([headers.as_bytes(), content].concat());
        let attempt = http_endpoint::attempt(&self.0.http, &self.0.signer, endpoint, message, raw);
        let mut report = tokio::select! {
            report = attempt => report?,
            // The receiver knows the token, should it have taken the message.
            () = stop.cancelled() => return Ok(Attempted::Stopped),
        };
        report.trace.duration = Some(began.elapsed());
        let code = CodeClass::of(report.trace.http_status);
        self.0.metrics.requests.endpoint_request(code, began.elapsed());
        report.trace.log_id = Some(self.0.random.log_id());
        Ok(Attempted::Report(Box::new(report)))
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
        let trip = Trip { mail_from: self.envelope_sender(&work.dispatch), rcpt_to, destination, source: None };
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
        let trip = Trip { mail_from, rcpt_to: endpoint.address.clone(), destination, source: None };
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
