//! Counts requests and their time, by operation: names from the document and the routes, never from a client.

use std::sync::{Arc, OnceLock};

use poem::{Endpoint, IntoResponse, Middleware, Request, Response};
use tokio::time::Instant;

use super::management;
use crate::metrics::{Api, Metrics};

/// Files, pages, and whatever is not there.
pub const OTHER: &str = "other";

/// Which operation a request turned out to be; travels with the request.
#[derive(Debug, Clone, Default)]
pub struct OperationName(Arc<OnceLock<String>>);

impl OperationName {
    /// Told by whoever finds the operation; the first counts.
    pub fn set(request: &Request, name: &str) {
        if let Some(operation) = request.extensions().get::<Self>() {
            let _ = operation.0.set(name.to_owned());
        }
    }

    fn get(&self) -> &str {
        self.0.get().map_or(OTHER, String::as_str)
    }
}

/// Around everything that the web host serves.
#[derive(Debug, Clone)]
pub struct Measure(Metrics);

impl Measure {
    pub fn new(metrics: Metrics) -> Self {
        Self(metrics)
    }
}

impl<E: Endpoint> Middleware<E> for Measure {
    type Output = Measured<E>;
    fn transform(&self, inner: E) -> Measured<E> {
        Measured { metrics: self.0.clone(), inner }
    }
}

#[derive(Debug)]
pub struct Measured<E> {
    metrics: Metrics,
    inner: E,
}

impl<E: Endpoint> Endpoint for Measured<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let api = api(request.uri().path());
        let operation = OperationName::default();
        request.extensions_mut().insert(operation.clone());
        let _in_flight = self.metrics.http.begin();
        let began = Instant::now();
        let response = match self.inner.call(request).await {
            Ok(response) => response.into_response(),
            Err(error) => error.into_response(),
        };
        self.metrics.http.request(api, operation.get(), response.status().as_u16(), began.elapsed());
        Ok(response)
    }
}

fn api(path: &str) -> Api {
    let is_below = |base: &str| path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if is_below(management::BASE_PATH) {
        Api::Management
    } else if is_below("/api/v1") {
        Api::Legacy
    } else {
        Api::Web
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_belong_to_a_surface() {
        for (path, surface) in [
            ("/api/v2/me", Api::Management),
            ("/api/v1/send/raw", Api::Legacy),
            ("/api/v1", Api::Legacy),
            ("/api/v10", Api::Web),
            ("/", Api::Web),
        ] {
            assert_eq!(api(path), surface, "{path}");
        }
    }
}
