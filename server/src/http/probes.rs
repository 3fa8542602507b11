//! `/livez` and `/readyz` of the web listener, for load balancers and orchestrators that see only this port.
//!
//! Whatever `Host` a request names: probes use addresses. So that strangers learn nothing, they say no more than yes or
//! no; the reasons stand on the health listeners.

use poem::http::{Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response};

use crate::readiness::Readiness;

/// Answers probes before anything else looks at the request.
#[derive(Debug, Clone)]
pub struct Probes(Readiness);

impl Probes {
    pub fn new(readiness: Readiness) -> Self {
        Self(readiness)
    }
}

impl<E: Endpoint> Middleware<E> for Probes {
    type Output = Probed<E>;
    fn transform(&self, inner: E) -> Probed<E> {
        Probed { readiness: self.0.clone(), inner }
    }
}

#[derive(Debug)]
pub struct Probed<E> {
    readiness: Readiness,
    inner: E,
}

impl<E: Endpoint> Endpoint for Probed<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
        match request.uri().path() {
            "/livez" if is_reading => Ok(answer(true)),
            "/readyz" if is_reading => Ok(answer(self.readiness.recent().await.is_ready())),
            _ => self.inner.call(request).await.map(IntoResponse::into_response),
        }
    }
}

fn answer(is_well: bool) -> Response {
    let (status, body) = if is_well { (StatusCode::OK, "OK") } else { (StatusCode::SERVICE_UNAVAILABLE, "Not ready") };
    Response::builder().status(status).content_type("text/plain").header(header::CACHE_CONTROL, "no-store").body(body)
}
