//! HTTP endpoints.

use super::{Routing, RoutingError, Used, request_url};
use crate::model::endpoint::HTTP_TIMEOUT_SECONDS;
use crate::model::{
    EndpointRef, HttpEncoding, HttpEndpoint, HttpEndpointId, HttpFormat, MailServer, ServerId, ViolationCode,
    Violations,
};
use crate::store::{audit, endpoints};

/// A submitted new HTTP endpoint.
#[derive(Debug, Clone)]
pub struct HttpEndpointForm {
    pub name: String,
    pub url: String,
    pub encoding: HttpEncoding,
    pub format: HttpFormat,
    pub strip_replies: bool,
    pub include_attachments: bool,
    /// Seconds; `None`: the usual.
    pub timeout: Option<i64>,
}

/// A submitted change; `None`: stays as it is.
#[derive(Debug, Clone, Default)]
pub struct HttpEndpointChange {
    pub name: Option<String>,
    pub url: Option<String>,
    pub encoding: Option<HttpEncoding>,
    pub format: Option<HttpFormat>,
    pub strip_replies: Option<bool>,
    pub include_attachments: Option<bool>,
    pub timeout: Option<i64>,
}

impl Routing {
    pub async fn create_http_endpoint(
        &self,
        server: &MailServer,
        form: &HttpEndpointForm,
    ) -> Result<HttpEndpoint, RoutingError> {
        let mut violations = Violations::new();
        let now = self.clock.now();
        let mut endpoint = HttpEndpoint {
            id: HttpEndpointId(0),
            uuid: self.random.uuid(),
            server_id: server.id,
            name: violations.required_text("/name", &form.name),
            url: request_url("/url", &form.url, &self.config.postal.allowed_request_destinations, &mut violations),
            encoding: form.encoding,
            format: form.format,
            strip_replies: form.strip_replies,
            include_attachments: form.include_attachments,
            timeout_seconds: timeout("/timeout", form.timeout.unwrap_or(HTTP_TIMEOUT_SECONDS.1), &mut violations),
            last_used_at: None,
            created_at: now,
            updated_at: now,
        };
        violations.into_result()?;
        let mut tx = self.store.begin().await?;
        endpoint.id = endpoints::http::insert(&mut tx, &endpoint).await?;
        audit::object(&endpoint.uuid, &endpoint.name);
        tx.commit().await?;
        Ok(endpoint)
    }

    pub async fn find_http_endpoint(
        &self,
        server: ServerId,
        uuid: &str,
    ) -> Result<Option<Used<HttpEndpoint>>, RoutingError> {
        let mut conn = self.store.read().await?;
        let Some(endpoint) = endpoints::http::find_by_uuid(&mut conn, server, uuid).await? else { return Ok(None) };
        let used = self.used(&mut conn, vec![endpoint], |it| EndpointRef::Http(it.id)).await?;
        Ok(used.into_iter().next())
    }

    /// By name. `after`: name and id of the last row of the page before.
    pub async fn list_http_endpoints(
        &self,
        server: ServerId,
        after: Option<(&str, i64)>,
        limit: i64,
    ) -> Result<Vec<Used<HttpEndpoint>>, RoutingError> {
        let mut conn = self.store.read().await?;
        let found = endpoints::http::list(&mut conn, server, after, limit).await?;
        self.used(&mut conn, found, |it| EndpointRef::Http(it.id)).await
    }

    pub async fn update_http_endpoint(
        &self,
        endpoint: &HttpEndpoint,
        change: &HttpEndpointChange,
    ) -> Result<HttpEndpoint, RoutingError> {
        let mut changed = endpoint.clone();
        let mut violations = Violations::new();
        if let Some(name) = &change.name {
            changed.name = violations.required_text("/name", name);
        }
        if let Some(url) = &change.url {
            changed.url = request_url("/url", url, &self.config.postal.allowed_request_destinations, &mut violations);
        }
        if let Some(seconds) = change.timeout {
            changed.timeout_seconds = timeout("/timeout", seconds, &mut violations);
        }
        violations.into_result()?;
        changed.encoding = change.encoding.unwrap_or(changed.encoding);
        changed.format = change.format.unwrap_or(changed.format);
        changed.strip_replies = change.strip_replies.unwrap_or(changed.strip_replies);
        changed.include_attachments = change.include_attachments.unwrap_or(changed.include_attachments);
        changed.updated_at = self.clock.now();
        let mut tx = self.store.begin().await?;
        endpoints::http::update(&mut tx, &changed).await?;
        tx.commit().await?;
        Ok(changed)
    }
}

fn timeout(field: &str, seconds: i64, violations: &mut Violations) -> i64 {
    let (min, _, max) = HTTP_TIMEOUT_SECONDS;
    if seconds < min {
        let message = format!("must be greater than or equal to {min}");
        violations.add(field, ViolationCode::GreaterThanOrEqualTo, message);
    } else if seconds > max {
        violations.add(field, ViolationCode::LessThanOrEqualTo, format!("must be less than or equal to {max}"));
    }
    seconds
}
