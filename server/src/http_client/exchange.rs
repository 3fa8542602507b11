//! Any request with the whole answer, for protocols over HTTP.

use std::time::Duration;

use hyper::{Request, Response};
use tokio::time::Instant;

use super::answer::Failure;
use super::client::{HttpClient, failure};

impl HttpClient {
    /// Sends the request once and does not follow redirects. A body that is longer than `max_body_bytes` or breaks off is
    /// a failure: half an answer says the wrong thing.
    ///
    /// `timeout`: for the whole exchange.
    pub async fn send(
        &self,
        request: Request<Vec<u8>>,
        timeout: Duration,
        max_body_bytes: usize,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let deadline = Instant::now() + timeout;
        tokio::time::timeout_at(deadline, self.send_in_time(request, max_body_bytes))
            .await
            .map_err(|_| Failure::TimedOut(timeout))?
    }

    async fn send_in_time(
        &self,
        request: Request<Vec<u8>>,
        max_body_bytes: usize,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let request = reqwest::Request::try_from(request).map_err(failure)?;
        if let Some(host) = request.url().host() {
            self.guard.check_literal(&host)?;
        }
        let mut response = self.http.execute(request).await.map_err(failure)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failure)? {
            if body.len() + chunk.len() > max_body_bytes {
                return Err(Failure::Network(format!("the answer is longer than {max_body_bytes} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = Response::new(body);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }
}
