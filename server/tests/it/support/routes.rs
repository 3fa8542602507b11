//! Routes and endpoints that a test puts into the database.

use postal::clock::Clock as _;
use postal::model::{
    AddressEndpointId, EndpointRef, HttpEndpointId, RouteId, RouteMode, ServerId, SmtpEndpointId, Treatment,
};
use postal::store::routes;

use super::app::TestApp;

/// A route before it is in the database.
pub struct NewRoute<'a> {
    pub server: ServerId,
    pub name: &'a str,
    /// Id and name; `None`: the return path.
    pub domain: Option<(i64, &'a str)>,
    pub mode: RouteMode,
    pub endpoint: Option<EndpointRef>,
    pub additional_endpoints: &'a [EndpointRef],
    pub dmarc_mode: Treatment,
}

impl<'a> NewRoute<'a> {
    /// A route that takes mail and keeps it.
    pub fn accepting(server: ServerId, name: &'a str, domain: (i64, &'a str)) -> Self {
        Self {
            server,
            name,
            domain: Some(domain),
            mode: RouteMode::Accept,
            endpoint: None,
            additional_endpoints: &[],
            dmarc_mode: Treatment::Mark,
        }
    }

    pub fn mode(self, mode: RouteMode) -> Self {
        Self { mode, ..self }
    }

    pub fn endpoints(self, first: EndpointRef, additional: &'a [EndpointRef]) -> Self {
        Self { mode: RouteMode::Endpoint, endpoint: Some(first), additional_endpoints: additional, ..self }
    }
}

impl TestApp {
    /// Its id and token.
    pub async fn route(&self, new: NewRoute<'_>) -> (RouteId, String) {
        let token = self.random.token(8);
        let key = match new.domain {
            Some((_, domain)) => routes::address_key(new.name, domain),
            None => routes::return_path_key(new.server),
        };
        let now = self.clock.now();
        let mut tx = self.store.begin().await.unwrap();
        let id: RouteId = tx
            .fetch_one(
                "INSERT INTO routes (uuid, server_id, domain_id, name, address_key, token, token_key, mode, endpoint_type,
                                     endpoint_id, spam_mode, threat_mode, dmarc_mode, created_at, updated_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'Mark', 'Mark', ?, ?, ?) RETURNING id",
                &[
                    self.random.uuid().into(),
                    new.server.into(),
                    new.domain.map(|(id, _)| id).into(),
                    new.name.into(),
                    key.into(),
                    (&token).into(),
                    token.to_lowercase().into(),
                    new.mode.as_str().into(),
                    new.endpoint.map(EndpointRef::kind).into(),
                    new.endpoint.map(EndpointRef::id).into(),
                    new.dmarc_mode.as_str().into(),
                    now.into(),
                    now.into(),
                ],
            )
            .await
            .unwrap()
            .get(0)
            .unwrap();
        for (position, endpoint) in new.additional_endpoints.iter().enumerate() {
            tx.execute(
                "INSERT INTO route_endpoints (route_id, position, endpoint_type, endpoint_id) VALUES (?, ?, ?, ?)",
                &[id.into(), (position as i64).into(), endpoint.kind().into(), endpoint.id().into()],
            )
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();
        (id, token)
    }

    pub async fn http_endpoint(&self, server: ServerId, url: &str) -> EndpointRef {
        let now = self.clock.now();
        let mut conn = self.store.write().await.unwrap();
        let id: i64 = conn
            .fetch_one(
                "INSERT INTO http_endpoints (uuid, server_id, name, url, encoding, format, strip_replies,
                                             include_attachments, timeout_seconds, created_at, updated_at)
                 VALUES (?, ?, 'hook', ?, 'BodyAsJSON', 'Hash', FALSE, TRUE, 5, ?, ?) RETURNING id",
                &[self.random.uuid().into(), server.into(), url.into(), now.into(), now.into()],
            )
            .await
            .unwrap()
            .get(0)
            .unwrap();
        EndpointRef::Http(HttpEndpointId(id))
    }

    pub async fn smtp_endpoint(&self, server: ServerId, hostname: &str) -> EndpointRef {
        let now = self.clock.now();
        let mut conn = self.store.write().await.unwrap();
        let id: i64 = conn
            .fetch_one(
                "INSERT INTO smtp_endpoints (uuid, server_id, name, hostname, port, ssl_mode, created_at, updated_at)
                 VALUES (?, ?, 'relay', ?, NULL, 'Auto', ?, ?) RETURNING id",
                &[self.random.uuid().into(), server.into(), hostname.into(), now.into(), now.into()],
            )
            .await
            .unwrap()
            .get(0)
            .unwrap();
        EndpointRef::Smtp(SmtpEndpointId(id))
    }

    pub async fn address_endpoint(&self, server: ServerId, address: &str) -> EndpointRef {
        let now = self.clock.now();
        let mut conn = self.store.write().await.unwrap();
        let id: i64 = conn
            .fetch_one(
                "INSERT INTO address_endpoints (uuid, server_id, address, address_key, created_at, updated_at)
                 VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                &[
                    self.random.uuid().into(),
                    server.into(),
                    address.into(),
                    address.to_lowercase().into(),
                    now.into(),
                    now.into(),
                ],
            )
            .await
            .unwrap()
            .get(0)
            .unwrap();
        EndpointRef::Address(AddressEndpointId(id))
    }
}
