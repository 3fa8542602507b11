//! What the manual ships for Prometheus and Grafana names metrics that exist, and the manual names all of them.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use postal::metrics::{
    Api, ClientError, CodeClass, DestinationDepth, ExceptionAt, Job, MessageType, Metrics, PoolState, QueueDepth,
    SmtpCommand, TrackingHit,
};
use postal::model::{MessageScope, MessageStatus};
use regex::Regex;
use serde_json::Value;

fn manual(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/manual").join(file);
    std::fs::read_to_string(path).unwrap()
}

/// Names of all families, each of which has been used.
fn families() -> BTreeSet<String> {
    let (metrics, second) = (Metrics::new(), Duration::from_secs(1));
    let smtp = &metrics.smtp_server;
    smtp.command(SmtpCommand::Ehlo);
    smtp.client_error(ClientError::InvalidCommand);
    smtp.exception(ExceptionAt::Data, "StoreError");
    smtp.message(MessageType::Incoming, true);
    smtp.certificate_expires(0);
    metrics.worker.job(Job::ProcessWebhookRequests, second, true);
    metrics.worker.error("StoreError");
    metrics.worker.task("x", second);
    metrics.worker.delivery(MessageScope::Outgoing, MessageStatus::Sent);
    metrics.worker.smtp_attempt(MessageStatus::Sent, second);
    let destinations = vec![DestinationDepth { destination: "a.example".to_owned(), rows: 1 }];
    metrics.queue.set(&QueueDepth { destinations, ..QueueDepth::default() });
    metrics.webhook_request(CodeClass::Failed, second);
    metrics.requests.endpoint_request(CodeClass::Failed, second);
    metrics.tracking_hit(TrackingHit::Open);
    metrics.http.request(Api::Web, "other", 200, second);
    metrics.database.pool(PoolState { name: "server", used: 1, idle: 1, max: 2 });
    let text = metrics.render();
    text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).map(str::to_owned).collect()
}

/// Families that a text speaks of.
fn named(text: &str) -> BTreeSet<String> {
    let name = Regex::new(r"\b(?:postal|process)_[a-z0-9_]+[a-z0-9]").unwrap();
    let histogram = Regex::new("_(?:bucket|sum|count)$").unwrap();
    name.find_iter(text).map(|found| histogram.replace(found.as_str(), "").into_owned()).collect()
}

fn expressions(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("expr").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| expressions(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| expressions(item, found)),
        _ => {}
    }
}

#[test]
fn every_expression_of_the_dashboard_asks_for_metrics_that_exist() {
    let (families, mut asked) = (families(), BTreeSet::new());
    let dashboard: Value = serde_json::from_str(&manual("monitoring/grafana.json")).unwrap();
    let mut all = Vec::new();
    expressions(&dashboard, &mut all);
    assert!(all.len() > 30, "{}", all.len());
    for expression in all {
        let names = named(&expression);
        assert!(!names.is_empty(), "{expression}");
        assert!(names.is_subset(&families), "{expression} asks for {:?}", names.difference(&families));
        asked.extend(names);
    }
    // Nothing that is counted is left out, but figures that only alerts and the curious need.
    let left_out: Vec<_> = families.difference(&asked).collect();
    let expected =
        ["postal_worker_last_look_timestamp_seconds", "process_start_time_seconds", "process_virtual_memory_bytes"];
    assert_eq!(left_out, expected);
}

#[test]
fn every_alert_asks_for_metrics_that_exist() {
    let names = named(&manual("monitoring/postal.rules.yml"));
    let families = families();
    assert!(names.len() > 10 && names.is_subset(&families), "{:?}", names.difference(&families));
}

#[test]
fn the_manual_names_every_metric_and_no_other() {
    let text = manual("monitoring.md");
    let code = Regex::new("`((?:postal|process)_[a-z0-9_]+)`").unwrap();
    let listed: BTreeSet<String> = code.captures_iter(&text).map(|found| found[1].to_owned()).collect();
    assert_eq!(listed, families());
}
