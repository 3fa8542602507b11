//! SMTPUTF8 (RFC 6531) and DSN (RFC 3461).

use postal::model::{DsnParameters, MessageId, ServerId};
use postal::store::messages;
use postal_mail::command::{Notify, Ret};

use super::{KEY, MESSAGE, Tenant};
use crate::support::smtp_app::SmtpApp;

async fn stored(tenant: &Tenant, id: i64) -> postal::model::Message {
    let mut conn = tenant.app.store.read().await.unwrap();
    messages::find(&mut conn, ServerId(tenant.server.0), MessageId(id)).await.unwrap().unwrap()
}

#[tokio::test]
async fn international_addresses_need_the_parameter_and_keep_their_form() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    smtp.hears("MAIL FROM:<jörg@example.com>", "553 5.6.7 Non-ASCII addresses are not permitted").await;
    smtp.says("MAIL FROM:<a@example.com>", "250").await;
    smtp.says("RCPT TO:<jörg@b.example>", "553 5.6.7").await;
    smtp.says("RCPT TO:<a@bücher.example>", "553 5.6.7").await;
    smtp.says("MAIL FROM:<jörg@bücher.example> SMTPUTF8", "250 2.1.0").await;
    smtp.says("RCPT TO:<Ünal@Bücher.example>", "250 2.1.5").await;
    smtp.says("DATA", "354").await;
    smtp.finishes(&MESSAGE.replace("Test", "Tëst"), "250").await;
    let message = tenant.app.messages().await.remove(0);
    assert_eq!(message.rcpt_to, "Ünal@Bücher.example");
    assert_eq!(message.mail_from.as_deref(), Some("jörg@bücher.example"));
    assert_eq!((message.destination.as_str(), message.subject.as_deref()), ("xn--bcher-kva.example", Some("Tëst")));
    assert!(stored(&tenant, 1).await.is_smtputf8);
}

#[tokio::test]
async fn octets_that_are_no_utf_8_are_no_address() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    smtp.sends_octets(b"MAIL FROM:<j\xf6rg@example.com> SMTPUTF8\r\n").await;
    assert!(smtp.reply().await.starts_with("501 5.1.7"));
    smtp.says("MAIL FROM:<a@example.com> SMTPUTF8", "250").await;
    smtp.sends_octets(b"RCPT TO:<j\xf6rg@example.com>\r\n").await;
    assert!(smtp.reply().await.starts_with("501 5.1.3"));
}

#[tokio::test]
async fn routes_are_found_by_international_domains() {
    let tenant = Tenant::new().await;
    let domain = tenant.app.domain(tenant.server, "xn--bcher-kva.example").await;
    let route = crate::support::routes::NewRoute::accepting(tenant.server, "*", (domain, "xn--bcher-kva.example"));
    tenant.app.route(route).await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    smtp.says("MAIL FROM:<a@b.example> SMTPUTF8", "250").await;
    smtp.says("RCPT TO:<jörg@BÜCHER.example>", "250 2.1.5").await;
    smtp.says("DATA", "354").await;
    smtp.finishes(MESSAGE, "250").await;
    assert_eq!(tenant.app.messages().await[0].rcpt_to, "jörg@BÜCHER.example");
}

#[tokio::test]
async fn dsn_parameters_are_stored_with_each_message() {
    let tenant = Tenant::new().await;
    tenant.app.route(tenant.route("info")).await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    smtp.says("MAIL FROM:<a@example.com> RET=HDRS ENVID=QQ+2B314159", "250 2.1.0").await;
    smtp.says("RCPT TO:<a@b.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;x+2By@b.example", "250 2.1.5").await;
    smtp.says("RCPT TO:<b@b.example> notify=never", "250").await;
    smtp.says("DATA", "354").await;
    smtp.finishes(MESSAGE, "250").await;
    let first = DsnParameters {
        notify: Some(Notify::On { success: true, failure: false, delay: true }),
        ret: Some(Ret::Headers),
        envid: Some("QQ+2B314159".to_owned()),
        orcpt: Some("rfc822;x+2By@b.example".to_owned()),
    };
    let second = DsnParameters { notify: Some(Notify::Never), orcpt: None, ..first.clone() };
    assert_eq!(stored(&tenant, 1).await.dsn, Some(first));
    assert_eq!(stored(&tenant, 2).await.dsn, Some(second));

    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    smtp.says("MAIL FROM:<a@b.example>", "250").await;
    smtp.says("RCPT TO:<info@example.com> NOTIFY=NEVER", "250").await;
    smtp.says("RCPT TO:<info@example.com>", "250").await;
    smtp.says("DATA", "354").await;
    smtp.finishes(MESSAGE, "250").await;
    assert!(stored(&tenant, 3).await.dsn.unwrap().forbids_reports());
    let plain = stored(&tenant, 4).await;
    assert_eq!((plain.dsn, plain.is_smtputf8), (None, false));
}

#[tokio::test]
async fn wrong_dsn_parameters_are_refused() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    for parameters in ["RET=ALL", "RET=FULL RET=HDRS", "ENVID=a=b", &format!("ENVID={}", "a".repeat(101))] {
        smtp.says(&format!("MAIL FROM:<a@example.com> {parameters}"), "501 5.5.4").await;
    }
    smtp.says("MAIL FROM:<a@example.com> RET=FULL", "250").await;
    for parameters in ["NOTIFY=NEVER,DELAY", "NOTIFY=", "ORCPT=bob@b.example", "NOTIFY=DELAY NOTIFY=DELAY"] {
        smtp.says(&format!("RCPT TO:<a@b.example> {parameters}"), "501 5.5.4").await;
    }
    smtp.says("RCPT TO:<a@b.example> XNOTIFY=NEVER", "555 5.5.4").await;
    smtp.says("RCPT TO:<a@b.example> NOTIFY=FAILURE", "250").await;
}

#[tokio::test]
async fn keywords_that_are_switched_off_take_their_parameters_with_them() {
    let tenant = Tenant::start(SmtpApp::new().config(|config| {
        config.smtp_server.disabled_ehlo_keywords =
            ["dsn", "smtputf8", "chunking", "limits"].map(str::to_owned).to_vec();
    }))
    .await;
    let mut smtp = tenant.app.smtp_peer().await;
    let reply = smtp.says("EHLO test.example.com", "250").await;
    for keyword in ["DSN", "SMTPUTF8", "CHUNKING", "LIMITS"] {
        assert!(!reply.contains(keyword), "{reply}");
    }
    smtp.says(&format!("AUTH PLAIN {}", crate::support::smtp_peer::plain(KEY)), "235").await;
    for parameter in ["RET=FULL", "RET=ALL", "ENVID=x", "SMTPUTF8"] {
        smtp.says(&format!("MAIL FROM:<a@example.com> {parameter}"), "555 5.5.4").await;
    }
    smtp.says("MAIL FROM:<a@example.com>", "250").await;
    smtp.says("RCPT TO:<a@b.example> NOTIFY=NEVER", "555 5.5.4").await;
    smtp.says("RCPT TO:<a@b.example> ORCPT=x", "555 5.5.4").await;
}
