//! What each path answers, whatever the method: that is how 3.3 does it.

use poem::http::{StatusCode, header};
use poem::{Request, Response};
use serde_json::json;

use super::Role;
use super::exposition::Exposition;
use crate::metrics;
use crate::readiness::Report;

const PLAIN: &str = "text/plain";

pub async fn answer(exposition: &Exposition, role: Role, request: &Request) -> Response {
    match request.uri().path() {
        // Being asked and answering is all there is to being alive.
        "/health" | "/livez" => text(StatusCode::OK, "OK"),
        "/metrics" => Response::builder().content_type(metrics::CONTENT_TYPE).body(exposition.text().await),
        "/" => {
            let process = exposition.app.this_process();
            text(StatusCode::OK, format!("{} (pid: {}, host: {})", role.as_str(), process.pid, process.host))
        }
        "/readyz" | "/health/ready" => {
            let report = exposition.app.readiness.recent().await;
            ready(&report, wants_json(request))
        }
        _ => text(StatusCode::NOT_FOUND, "Not Found"),
    }
}

fn text(status: StatusCode, body: impl Into<String>) -> Response {
    Response::builder().status(status).content_type(PLAIN).body(body.into())
}

fn wants_json(request: &Request) -> bool {
    request.header(header::ACCEPT).is_some_and(|accept| accept.contains("application/json"))
}

fn ready(report: &Report, as_json: bool) -> Response {
    let status = if report.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    if as_json {
        let checks = report.checks.iter().map(|check| match &check.problem {
            None => json!({"name": check.name, "ok": true}),
            Some(problem) => json!({"name": check.name, "ok": false, "reason": problem}),
        });
        let body = json!({"ready": report.is_ready(), "checks": checks.collect::<Vec<_>>()});
        return Response::builder().status(status).content_type("application/json").body(body.to_string());
    }
    if report.is_ready() {
        return text(status, "OK");
    }
    let problems = report.checks.iter().filter_map(|check| {
        let problem = check.problem.as_ref()?;
        Some(format!("{}: {problem}\n", check.name))
    });
    text(status, problems.collect::<String>())
}
