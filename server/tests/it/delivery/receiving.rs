//! What the tests of incoming mail share: routes, endpoints, arrivals.

use std::net::{IpAddr, Ipv4Addr};

use postal::clock::Clock as _;
use postal::ingest::{Accepted, Recipient, Submission};
use postal::model::route::{RETURN_PATH_NAME, incoming_destination};
use postal::model::{
    AddressEndpoint, AddressEndpointId, EndpointRef, HttpEncoding, HttpEndpoint, HttpEndpointId, HttpFormat,
    MessageScope, Route, RouteId, RouteMode, SmtpEndpoint, SmtpEndpointId, SslMode, Treatment,
};
use postal::store::ingestion::Arrival;
use postal::store::{endpoints, routes};
use postal::verification::{AuthResult, DmarcPolicy, SpfIdentity, Verification};

use super::Post;

pub const LETTER: &str = "From: Ann <ann@client.example>\r\nTo: sales@acme.example\r\nSubject: Question\r\n\
                          Message-ID: <q1@client.example>\r\n\r\nHow much is it?\r\n";

impl Post {
    /// A route of the server for `name@acme.example`.
    pub async fn route(&self, name: &str, mode: RouteMode) -> Route {
        self.route_with(name, |route| route.mode = mode).await
    }

    /// To an endpoint.
    pub async fn route_to(&self, name: &str, endpoint: EndpointRef) -> Route {
        self.route_with(name, |route| route.endpoint = Some(endpoint)).await
    }

    pub async fn route_with(&self, name: &str, change: impl FnOnce(&mut Route)) -> Route {
        let now = self.app.clock.now();
        let is_return_path = name == RETURN_PATH_NAME;
        let mut route = Route {
            id: RouteId(0),
            uuid: format!("route-{name}"),
            server_id: self.app.server.id,
            domain_id: (!is_return_path).then_some(self.app.domain.id),
            domain_name: (!is_return_path).then(|| self.app.domain.name.clone()),
            name: name.to_owned(),
            token: format!("tok{:0>5}", name.len()),
            mode: RouteMode::Endpoint,
            endpoint: None,
            additional_endpoints: Vec::new(),
            spam_mode: Treatment::Mark,
            threat_mode: Treatment::Mark,
            dmarc_mode: Treatment::Mark,
            created_at: now,
            updated_at: now,
        };
        change(&mut route);
        let key = if is_return_path {
            routes::return_path_key(self.app.server.id)
        } else {
            routes::address_key(name, &self.app.domain.name)
        };
        let mut conn = self.app.store.write().await.unwrap();
        route.id = routes::insert(&mut conn, &route, &key).await.unwrap();
        route
    }

    /// An SMTP endpoint at the fake receiver.
    pub async fn smtp_endpoint(&self, ssl_mode: SslMode) -> EndpointRef {
        let now = self.app.clock.now();
        let endpoint = SmtpEndpoint {
            id: SmtpEndpointId(0),
            uuid: "smtp-endpoint".to_owned(),
            server_id: self.app.server.id,
            name: "inner".to_owned(),
            hostname: "mx.example.net".to_owned(),
            port: Some(self.mx.port()),
            ssl_mode,
            last_used_at: None,
            created_at: now,
            updated_at: now,
        };
        let mut conn = self.app.store.write().await.unwrap();
        EndpointRef::Smtp(endpoints::smtp::insert(&mut conn, &endpoint).await.unwrap())
    }

    /// All fields as JSON.
    pub async fn http_endpoint(&self, url: &str) -> EndpointRef {
        let now = self.app.clock.now();
        let endpoint = HttpEndpoint {
            id: HttpEndpointId(0),
            uuid: format!("http-endpoint-{}", url.rsplit('/').next().unwrap_or_default()),
            server_id: self.app.server.id,
            name: "desk".to_owned(),
            url: url.to_owned(),
            encoding: HttpEncoding::BodyAsJson,
            format: HttpFormat::Hash,
            strip_replies: false,
            include_attachments: true,
            timeout_seconds: 5,
            last_used_at: None,
            created_at: now,
            updated_at: now,
        };
        let mut conn = self.app.store.write().await.unwrap();
        EndpointRef::Http(endpoints::http::insert(&mut conn, &endpoint).await.unwrap())
    }

    pub async fn address_endpoint(&self, address: &str) -> EndpointRef {
        let now = self.app.clock.now();
        let endpoint = AddressEndpoint {
            id: AddressEndpointId(0),
            uuid: format!("endpoint-{address}"),
            server_id: self.app.server.id,
            address: address.to_owned(),
            last_used_at: None,
            created_at: now,
            updated_at: now,
        };
        let mut conn = self.app.store.write().await.unwrap();
        EndpointRef::Address(endpoints::address::insert(&mut conn, &endpoint, address).await.unwrap())
    }

    /// Mail for a route comes in.
    pub async fn arrives(&self, route: &Route) -> Accepted {
        self.arrives_with(route, LETTER, |_| {}).await
    }

    pub async fn arrives_with(&self, route: &Route, content: &str, change: impl FnOnce(&mut Submission)) -> Accepted {
        let recipient = Recipient {
            server_id: self.app.server.id,
            scope: MessageScope::Incoming,
            rcpt_to: format!("{}@{}", route.name, self.app.domain.name),
            destination: incoming_destination(route.endpoint),
            credential_id: None,
            domain_id: route.domain_id,
            route_id: Some(route.id),
            endpoint: route.endpoint,
            tag: None,
            is_bounce: false,
            bounce_for_id: None,
            dsn: None,
        };
        self.comes_in(recipient, content, change).await
    }

    /// Mail comes back to the server's return path. `route`: the server has one for that.
    pub async fn comes_back(&self, rcpt_to: &str, route: Option<&Route>, content: &str) -> Accepted {
        self.comes_back_from(None, rcpt_to, route, content).await
    }

    pub async fn comes_back_from(
        &self,
        mail_from: Option<&str>,
        rcpt_to: &str,
        route: Option<&Route>,
        content: &str,
    ) -> Accepted {
        let endpoint = route.and_then(|route| route.endpoint);
        let recipient = Recipient {
            server_id: self.app.server.id,
            scope: MessageScope::Incoming,
            rcpt_to: rcpt_to.to_owned(),
            destination: incoming_destination(endpoint),
            credential_id: None,
            domain_id: None,
            route_id: route.map(|route| route.id),
            endpoint,
            tag: None,
            is_bounce: true,
            bounce_for_id: None,
            dsn: None,
        };
        let mail_from = mail_from.map(str::to_owned);
        self.comes_in(recipient, content, |submission| submission.mail_from = mail_from).await
    }

    async fn comes_in(&self, recipient: Recipient, content: &str, change: impl FnOnce(&mut Submission)) -> Accepted {
        let arrival = Arrival {
            client_ip: Some("192.0.2.9".to_owned()),
            client_helo: Some("mail.client.example".to_owned()),
            ..Arrival::default()
        };
        let mut submission = Submission {
            content: content.as_bytes().to_vec(),
            mail_from: Some("ann@client.example".to_owned()),
            received_with_tls: None,
            is_smtputf8: false,
            arrival: Some(arrival.into()),
            extras: None,
            recipients: vec![recipient],
        };
        change(&mut submission);
        self.app.ingest.accept(submission).await.unwrap().remove(0)
    }
}

/// Results of sender authentication where DMARC failed.
pub fn dmarc_failure() -> String {
    Verification {
        ip: IpAddr::V4(Ipv4Addr::new(192, 0, 2, 9)),
        iprev: AuthResult::None,
        reverse_name: None,
        spf: AuthResult::Fail,
        spf_domain: Some("client.example".to_owned()),
        spf_identity: SpfIdentity::MailFrom,
        dkim: AuthResult::None,
        dkim_signatures: Vec::new(),
        dmarc: AuthResult::Fail,
        from_domain: Some("client.example".to_owned()),
        dmarc_policy: Some(DmarcPolicy::Reject),
        dmarc_disposition: DmarcPolicy::Reject,
        arc: AuthResult::None,
        arc_sealers: Vec::new(),
    }
    .to_json()
}
