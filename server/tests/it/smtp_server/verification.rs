//! Sender authentication of incoming mail.

use postal::config::Config;
use postal::model::{Message, MessageId, ServerId, Treatment};
use postal::store::messages;
use postal::verification::{AuthResult, Verification};

use super::{KEY, Tenant};
use crate::support::FakeDns;
use crate::support::routes::NewRoute;
use crate::support::smtp_app::SmtpApp;

const MAIL: &str = "From: ann@shop.example\r\nTo: info@example.com\r\nSubject: Hello\r\n\r\nA body.\r\n";

/// A name server where `shop.example` says who may send for it, and asks to refuse the rest.
async fn shop(spf: &str) -> FakeDns {
    let dns = FakeDns::start().await;
    dns.txt("shop.example", &[spf]).txt("_dmarc.shop.example", &["v=DMARC1; p=reject"]);
    dns
}

async fn tenant(dns: &FakeDns) -> Tenant {
    let quick = |config: &mut Config| config.dns.timeout = std::time::Duration::from_secs(1);
    Tenant::start(SmtpApp::new().name_server(dns.address()).config(quick)).await
}

fn with_dmarc_mode(route: NewRoute<'_>, dmarc_mode: Treatment) -> NewRoute<'_> {
    NewRoute { dmarc_mode, ..route }
}

async fn stored(tenant: &Tenant, id: i64) -> Message {
    let mut conn = tenant.app.store.read().await.unwrap();
    messages::find(&mut conn, ServerId(tenant.server.0), MessageId(id)).await.unwrap().unwrap()
}

/// What is said to this mail for these recipients.
async fn sends(tenant: &Tenant, recipients: &[&str], mail: &str) -> String {
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.mail_from("bounce@shop.example").await;
    for recipient in recipients {
        smtp.says(&format!("RCPT TO:<{recipient}>"), "250").await;
    }
    smtp.says("DATA", "354").await;
    smtp.finishes(mail, "").await
}

#[tokio::test]
async fn results_are_recorded_and_put_in_front_of_the_mail() {
    let dns = shop("v=spf1 ip4:127.0.0.1 -all").await;
    let tenant = tenant(&dns).await;
    tenant.app.route(with_dmarc_mode(tenant.route("info"), Treatment::Fail)).await;
    let reply = sends(&tenant, &["info@example.com"], MAIL).await;
    assert!(reply.starts_with("250 2.0.0 OK queued as "), "{reply}");
    let message = stored(&tenant, 1).await;
    let verification = Verification::from_json(&message.verification.unwrap()).unwrap();
    assert_eq!((verification.spf, verification.dmarc), (AuthResult::Pass, AuthResult::Pass));
    assert_eq!(verification.ip.to_string(), "127.0.0.1");
    let headers = message.prepended_headers.unwrap();
    assert!(headers.starts_with("Authentication-Results: postal.example.com;\r\n\t"), "{headers}");
    assert!(headers.contains("spf=pass smtp.mailfrom=shop.example") && headers.ends_with("\r\n"), "{headers}");
    assert_eq!(message.client_helo.as_deref(), Some("test.example.com"));
}

#[tokio::test]
async fn mail_that_its_domain_disowns_is_refused_where_the_route_says_so() {
    let dns = shop("v=spf1 -all").await;
    let tenant = tenant(&dns).await;
    tenant.app.route(with_dmarc_mode(tenant.route("strict"), Treatment::Fail)).await;
    tenant.app.route(with_dmarc_mode(tenant.route("strict2"), Treatment::Fail)).await;
    let reply = sends(&tenant, &["strict@example.com", "strict2@example.com"], MAIL).await;
    assert!(reply.starts_with("550 5.7.26 "), "{reply}");
    assert_eq!(tenant.app.messages().await, []);
}

#[tokio::test]
async fn other_routes_and_return_paths_take_it_and_record_the_failure() {
    let dns = shop("v=spf1 -all").await;
    let tenant = tenant(&dns).await;
    tenant.app.route(with_dmarc_mode(tenant.route("strict"), Treatment::Fail)).await;
    tenant.app.route(with_dmarc_mode(tenant.route("lax"), Treatment::Quarantine)).await;
    let return_path = NewRoute { domain: None, ..tenant.route("__returnpath__") };
    tenant.app.route(with_dmarc_mode(return_path, Treatment::Fail)).await;
    let bounce = format!("{}@rp.postal.example.com", tenant.token().await);
    for recipients in [&["lax@example.com"][..], &["strict@example.com", "lax@example.com"], &[&bounce]] {
        let reply = sends(&tenant, recipients, MAIL).await;
        assert!(reply.starts_with("250 2.0.0"), "{recipients:?}: {reply}");
    }
    for id in 1..=4 {
        let verification = Verification::from_json(&stored(&tenant, id).await.verification.unwrap()).unwrap();
        assert_eq!(verification.dmarc, AuthResult::Fail);
    }
}

#[tokio::test]
async fn without_an_answer_from_dns_only_strict_routes_ask_the_client_to_come_back() {
    // Nobody listens there.
    let nowhere = "127.0.0.1:1".parse().unwrap();
    let tenant = Tenant::start(SmtpApp::new().name_server(nowhere)).await;
    tenant.app.route(with_dmarc_mode(tenant.route("strict"), Treatment::Fail)).await;
    tenant.app.route(tenant.route("lax")).await;
    let reply = sends(&tenant, &["strict@example.com"], MAIL).await;
    assert!(reply.starts_with("451 4.7.24 "), "{reply}");
    let reply = sends(&tenant, &["lax@example.com"], MAIL).await;
    assert!(reply.starts_with("250 2.0.0"), "{reply}");
    let verification = Verification::from_json(&stored(&tenant, 1).await.verification.unwrap()).unwrap();
    assert_eq!(verification.dmarc, AuthResult::TempError);
}

#[tokio::test]
async fn nobody_else_speaks_for_us() {
    let dns = shop("v=spf1 ip4:127.0.0.1 -all").await;
    let tenant = tenant(&dns).await;
    let (_, token) = tenant.app.route(tenant.route("info")).await;
    let forged = format!(
        "Authentication-Results: POSTAL.example.com; dmarc=pass\r\nAuthentication-Results: mx.example; spf=pass\r\n{MAIL}"
    );
    sends(&tenant, &["info@example.com"], &forged).await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await.mail_from("a@example.com").await;
    smtp.says(&format!("RCPT TO:<{token}@routes.postal.example.com>"), "250").await;
    smtp.says("DATA", "354").await;
    smtp.finishes(&forged, "250").await;
    let content = tenant.app.first_content().await;
    assert!(!content.contains("POSTAL.example.com") && content.contains("mx.example; spf=pass"), "{content}");
    // Somebody vouches for the second client, so there is nothing to verify; but its claims count as little.
    let second = stored(&tenant, 2).await;
    assert_eq!((second.verification, second.prepended_headers), (None, None));
    let mut conn = tenant.app.store.read().await.unwrap();
    let content = postal::store::contents::find(&mut conn, tenant.server, second.content_id.unwrap()).await.unwrap();
    assert!(!String::from_utf8(content.unwrap().to_vec()).unwrap().contains("dmarc=pass"));
}

#[tokio::test]
async fn outgoing_mail_is_not_verified_and_keeps_its_fields() {
    let tenant = Tenant::new().await;
    let smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await.mail_from("a@example.com").await;
    let mut smtp = smtp.rcpt_to("b@b.example").await.data().await;
    let field = "Authentication-Results: postal.example.com; dmarc=pass\r\n";
    smtp.finishes(&format!("{field}{}", super::MESSAGE), "250").await;
    let message = stored(&tenant, 1).await;
    assert_eq!((message.verification, message.prepended_headers, message.client_ip), (None, None, None));
    assert!(tenant.app.first_content().await.contains(field));
}
