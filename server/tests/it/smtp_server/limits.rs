use std::time::Duration;

use super::{KEY, Tenant};
use crate::support::smtp_app::SmtpApp;
use crate::support::smtp_peer::{SmtpPeer, plain};

#[tokio::test]
async fn a_command_line_of_1_mb_is_refused_and_the_session_goes_on() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await.ehlo().await;
    smtp.hears(&"x".repeat(1_000_000), "500 5.5.2 Line too long").await;
    smtp.hears(&format!("NOOP {}", "x".repeat(2041)), "250 2.0.0 OK").await;
    smtp.hears(&format!("NOOP {}", "x".repeat(2042)), "500 5.5.2 Line too long").await;
    smtp.says(&format!("AUTH PLAIN {}", "A".repeat(12_270)), "5").await;
    smtp.says(&format!("AUTH PLAIN {}", "A".repeat(12_288)), "500 5.5.6").await;
}

#[tokio::test]
async fn twenty_errors_end_a_session() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await.ehlo().await;
    for _ in 0..19 {
        smtp.says("NONSENSE", "502").await;
    }
    smtp.hears("NONSENSE", "421 4.7.0 Too many errors").await;
    smtp.is_closed().await;
}

#[tokio::test]
async fn garbage_ends_a_session_without_harm() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await;
    let mut garbage: Vec<u8> = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    garbage.extend_from_slice(&b"\xff\n".repeat(20));
    smtp.tries_to_send(&garbage).await;
    while !smtp.reply().await.starts_with("421 4.7.0 Too many errors") {}
    let _ = app.smtp_peer().await.ehlo().await;
}

#[tokio::test]
async fn a_hundred_commands_without_effect_end_a_session() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await.ehlo().await;
    for _ in 0..99 {
        smtp.says("NOOP", "250").await;
    }
    smtp.hears("NOOP", "421 4.7.0 Too many errors").await;
}

#[tokio::test]
async fn twenty_failed_recipients_end_a_session() {
    let app = SmtpApp::new().config(|config| config.smtp_server.max_errors = 1000).start().await;
    let mut smtp = app.smtp_peer().await.ehlo().await.mail_from("a@b.example").await;
    for _ in 0..19 {
        smtp.says("RCPT TO:<a@b.example>", "530").await;
    }
    smtp.hears("RCPT TO:<a@b.example>", "421 4.7.0 Too many errors").await;
}

#[tokio::test]
async fn the_third_failed_login_ends_a_session() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    for _ in 0..2 {
        smtp.says(&format!("AUTH PLAIN {}", plain("wrong")), "535 5.7.8").await;
    }
    smtp.hears(&format!("AUTH PLAIN {}", plain("wrong")), "421 4.7.0 Too many authentication failures").await;
    smtp.is_closed().await;
}

#[tokio::test]
async fn twenty_failed_logins_lock_an_address_out_for_15_minutes() {
    let tenant =
        Tenant::start(SmtpApp::new().config(|config| config.smtp_server.max_session_auth_failures = 100)).await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    for _ in 0..15 {
        smtp.says(&format!("AUTH PLAIN {}", plain("wrong")), "535 5.7.8").await;
    }
    // Refused recipients count too.
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.mail_from("a@b.example").await;
    for _ in 0..5 {
        smtp.says("RCPT TO:<a@b.example>", "530").await;
    }
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    let good = format!("AUTH PLAIN {}", plain(KEY));
    smtp.hears(&good, "454 4.7.0 Temporary authentication failure").await;
    tenant.app.clock.advance(Duration::from_secs(15 * 60));
    smtp.says(&good, "235").await;
}

#[tokio::test]
async fn too_many_connections_of_one_address_are_refused() {
    let app = SmtpApp::new().config(|config| config.smtp_server.max_connections_per_address = 2).start().await;
    let _first = app.smtp_peer().await;
    let mut second = app.smtp_peer().await;
    let mut third = app.smtp_peer().await;
    assert_eq!(third.greeting, "421 4.7.0 postal.example.com Too many connections");
    third.is_closed().await;
    second.says("QUIT", "221").await;
    second.is_closed().await;
    // The place is free when the session has ended, which is after its connection has.
    loop {
        if app.smtp_peer().await.greeting.starts_with("220") {
            break;
        }
    }
}

#[tokio::test]
async fn too_many_connections_in_all_are_refused() {
    let app = SmtpApp::new().config(|config| config.smtp_server.max_connections = 1).start().await;
    let _first = app.smtp_peer().await;
    assert_eq!(app.smtp_peer().await.greeting, "421 4.3.2 postal.example.com Too many connections");
}

#[tokio::test]
async fn too_many_new_connections_in_a_minute_are_refused() {
    let app = SmtpApp::new().config(|config| config.smtp_server.max_new_connections_per_address = 3).start().await;
    for _ in 0..3 {
        app.smtp_peer().await.says("QUIT", "221").await;
    }
    assert_eq!(app.smtp_peer().await.greeting, "421 4.7.0 postal.example.com Too many connections");
    app.clock.advance(Duration::from_secs(60));
    assert!(app.smtp_peer().await.greeting.starts_with("220"));
}

#[tokio::test]
async fn exempt_networks_are_not_counted() {
    let app = SmtpApp::new()
        .config(|config| {
            config.smtp_server.max_connections_per_address = 1;
            config.smtp_server.connection_limit_exempt_networks = vec!["127.0.0.0/8".parse().unwrap()];
        })
        .start()
        .await;
    let peers = [app.smtp_peer().await, app.smtp_peer().await, app.smtp_peer().await];
    assert!(peers.iter().all(|peer: &SmtpPeer| peer.greeting.starts_with("220")));
}

#[tokio::test]
async fn an_idle_session_is_told_that_its_time_is_over() {
    let app =
        SmtpApp::new().config(|config| config.smtp_server.command_timeout = Duration::from_millis(50)).start().await;
    let mut smtp = app.smtp_peer().await;
    assert_eq!(smtp.reply().await, "421 4.4.2 postal.example.com Error: timeout exceeded");
    smtp.is_closed().await;
}

#[tokio::test]
async fn a_session_ends_after_its_whole_time_even_when_it_is_busy() {
    let app =
        SmtpApp::new().config(|config| config.smtp_server.session_timeout = Duration::from_millis(100)).start().await;
    let mut smtp = app.smtp_peer().await;
    while smtp.says("RSET", "").await == "250 OK" {}
    smtp.is_closed().await;
}

#[tokio::test]
async fn a_message_that_stops_coming_is_given_up() {
    let tenant =
        Tenant::start(SmtpApp::new().config(|config| config.smtp_server.data_timeout = Duration::from_millis(50)))
            .await;
    let smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    let mut smtp = smtp.mail_from("a@example.com").await.rcpt_to("b@c.example").await.data().await;
    smtp.sends("From: a@example.com\r\n").await;
    assert_eq!(smtp.reply().await, "421 4.4.2 postal.example.com Error: timeout exceeded");
    assert_eq!(tenant.app.messages().await, []);
}
