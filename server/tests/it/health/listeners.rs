use std::net::SocketAddr;

use postal::health::{HealthServers, Role};
use postal::http::server::WebServer;

use super::{ROLES, ask, listen, until};
use crate::support::app::TestApp;

#[tokio::test]
async fn every_listener_answers_as_postal_3_whatever_the_method() {
    let app = TestApp::start().await;
    let servers = listen(&app).await;
    for role in ROLES {
        let address = servers.address(role).unwrap();
        for method in ["GET", "POST", "DELETE"] {
            let health = ask(address, method, "/health", "").await;
            assert_eq!((health.status, health.content_type.as_str(), health.body.as_str()), (200, "text/plain", "OK"));
        }
        let name = ask(address, "GET", "/", "").await;
        let pid = std::process::id();
        assert_eq!(name.body, format!("{} (pid: {pid}, host: test.example)", role.as_str()));
        for path in ["/nothing", "/health/", "/Health", "/metrics/x"] {
            let missing = ask(address, "GET", path, "").await;
            assert_eq!((missing.status, missing.body.as_str()), (404, "Not Found"), "{path}");
            assert_eq!(missing.content_type, "text/plain");
        }
        let live = ask(address, "GET", "/livez", "").await;
        assert_eq!((live.status, live.body.as_str()), (200, "OK"));
    }
    servers.stop().await;
    assert_eq!(["worker", "smtp-server", "web-server"], ROLES.map(Role::as_str));
}

#[tokio::test]
async fn metrics_have_their_type_first_then_their_help() {
    let app = TestApp::start().await;
    let servers = listen(&app).await;
    let metrics = ask(servers.address(Role::SmtpServer).unwrap(), "GET", "/metrics", "").await;
    servers.stop().await;
    assert_eq!((metrics.status, metrics.content_type.as_str()), (200, "text/plain; version=0.0.4"));
    let lines: Vec<&str> = metrics.body.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("# TYPE postal_smtp_server_connections_total")).unwrap();
    assert_eq!(
        lines[at..at + 3],
        [
            "# TYPE postal_smtp_server_connections_total counter",
            "# HELP postal_smtp_server_connections_total The number of connections made to the Postal SMTP server.",
            "postal_smtp_server_connections_total 0.0",
        ]
    );
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("# TYPE ")) {
        let name = line.split(' ').nth(2).unwrap();
        assert!(lines[number + 1].starts_with(&format!("# HELP {name} ")), "{line}");
    }
}

#[tokio::test]
async fn a_port_in_use_costs_only_that_listener() {
    let app = TestApp::start().await;
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let free: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let wanted = [(Role::Worker, taken.local_addr().unwrap()), (Role::SmtpServer, free)];
    let servers = HealthServers::start(&app, &wanted).await;
    assert_eq!(servers.address(Role::Worker), None);
    assert_eq!(ask(servers.address(Role::SmtpServer).unwrap(), "GET", "/health", "").await.body, "OK");
    servers.stop().await;
}

#[tokio::test]
async fn the_web_listener_answers_probes_for_any_host_and_says_no_more_than_yes_or_no() {
    let app = TestApp::start().await;
    let web = WebServer::start(&app, "127.0.0.1:0".parse().unwrap(), std::time::Duration::from_secs(1)).await.unwrap();
    let live = ask(web.address(), "GET", "/livez", "").await;
    assert_eq!((live.status, live.body.as_str()), (200, "OK"));
    // The worker of this process has not begun.
    let ready = ask(web.address(), "GET", "/readyz", "").await;
    assert_eq!((ready.status, ready.body.as_str()), (503, "Not ready"));
    app.metrics.worker.looked(postal::clock::Clock::now(&*app.clock));
    // What was said counts for a moment.
    until(async || ask(web.address(), "GET", "/readyz", "").await.status == 200).await;
    // Nothing else is served for another host.
    assert_eq!(ask(web.address(), "GET", "/", "").await.status, 403);
    web.stop().await;
}
