use hmac::{Hmac, Mac as _};
use md5::Md5;

use super::{KEY, Tenant};
use crate::support::smtp_app::SmtpApp;
use crate::support::smtp_peer::{SmtpPeer, base64, plain};
use base64::Engine as _;
use postal::clock::Clock as _;

const GRANTED: &str = "235 Granted for org/server";

async fn cram_md5(smtp: &mut SmtpPeer, username: &str, key: &str) -> String {
    let challenge = smtp.says("AUTH CRAM-MD5", "334 ").await;
    let challenge = base64::engine::general_purpose::STANDARD.decode(&challenge[4..]).unwrap();
    let text = String::from_utf8(challenge.clone()).unwrap();
    assert!(text.starts_with('<') && text.ends_with("@postal.example.com>"), "{text}");
    let mut mac = Hmac::<Md5>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(&challenge);
    let digest: String = format!("{:032x}", u128::from_be_bytes(mac.finalize().into_bytes().into()));
    smtp.says(&base64(format!("{username} {digest}")), "").await
}

#[tokio::test]
async fn plain_is_taken_with_and_without_initial_response() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await;
    smtp.hears("AUTH PLAIN", "334 ").await;
    smtp.hears(&plain(KEY), GRANTED).await;

    let mut smtp = tenant.app.smtp_peer().await.helo().await;
    smtp.hears(&format!("AUTH PLAIN {}", plain(KEY)), GRANTED).await;
    smtp.hears(&format!("AUTH PLAIN {}", plain(KEY)), "503 Already authenticated").await;

    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    smtp.hears(&format!("auth plain {}", plain(KEY)), "235 2.7.0 Granted for org/server").await;
}

#[tokio::test]
async fn plain_takes_all_forms_that_clients_send() {
    let tenant = Tenant::new().await;
    for response in
        [format!("authzid\0user\0{KEY}"), format!("\0user\0{KEY}"), format!("user\0{KEY}"), format!("\0{KEY}\0")]
    {
        let mut smtp = tenant.app.smtp_peer().await.helo().await;
        let encoded = base64(&response);
        smtp.hears(&format!("AUTH PLAIN {}", encoded.trim_end_matches('=')), GRANTED).await;
    }
}

#[tokio::test]
async fn plain_with_a_wrong_key_is_refused_and_the_session_goes_on() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await;
    smtp.hears(&format!("AUTH PLAIN {}", base64("user\0pass")), "535 Invalid credential").await;
    smtp.hears(&format!("AUTH PLAIN {}", base64("pass")), "535 Authenticated failed - protocol error").await;
    smtp.hears("MAIL FROM:<a@b.example>", "250 OK").await;
}

#[tokio::test]
async fn a_key_is_compared_exactly() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    let line = format!("AUTH PLAIN {}", plain(&KEY.to_uppercase()));
    smtp.hears(&line, "535 5.7.8 Invalid credential").await;
}

#[tokio::test]
async fn login_ignores_the_user_name() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await;
    smtp.hears("AUTH LOGIN", "334 VXNlcm5hbWU6").await;
    smtp.hears("xx", "334 UGFzc3dvcmQ6").await;
    smtp.hears(&base64("xx"), "535 Invalid credential").await;
    smtp.hears("AUTH LOGIN", "334 VXNlcm5hbWU6").await;
    smtp.hears("xx", "334 UGFzc3dvcmQ6").await;
    smtp.hears(&base64(KEY), GRANTED).await;

    let mut smtp = tenant.app.smtp_peer().await.helo().await;
    smtp.hears(&format!("AUTH LOGIN {}", base64("xx")), "334 UGFzc3dvcmQ6").await;
    smtp.hears(&base64("xx"), "535 Invalid credential").await;
    smtp.hears(&format!("AUTH LOGIN {}", base64("xx")), "334 UGFzc3dvcmQ6").await;
    smtp.hears(&base64(KEY), GRANTED).await;
}

#[tokio::test]
async fn cram_md5_takes_both_forms_of_the_user_name_in_any_case() {
    let tenant = Tenant::new().await;
    for username in ["org/server", "org_server", "ORG/Server"] {
        let mut smtp = tenant.app.smtp_peer().await.helo().await;
        assert_eq!(cram_md5(&mut smtp, username, KEY).await, GRANTED);
    }
}

#[tokio::test]
async fn cram_md5_with_an_unknown_server_or_a_wrong_digest_is_denied() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await;
    smtp.says("AUTH CRAM-MD5", "334 ").await;
    smtp.hears(&base64("other/server password"), "535 Denied").await;
    assert_eq!(cram_md5(&mut smtp, "org/server", "wrong").await, "535 Denied");
}

#[tokio::test]
async fn broken_exchanges_are_answered_and_not_dropped() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    for mechanism in ["PLAIN", "LOGIN", "CRAM-MD5"] {
        smtp.says(&format!("AUTH {mechanism}"), "334 ").await;
        smtp.hears("*", "501 5.7.0 Authentication cancelled").await;
    }
    smtp.says("AUTH CRAM-MD5", "334 ").await;
    smtp.says("", "501 5.5.2").await;
    smtp.says("AUTH PLAIN !!!", "501 5.5.2").await;
    smtp.says("AUTH XOAUTH2 abc", "504 5.5.4").await;
    smtp.says("AUTH", "501 5.5.4").await;
    smtp.says("AUTH PLAIN", "334 ").await;
    smtp.says(&"A".repeat(20_000), "500 5.5.6").await;
    smtp.hears(&format!("AUTH PLAIN {}", plain(KEY)), "235 2.7.0 Granted for org/server").await;
}

#[tokio::test]
async fn auth_comes_behind_ehlo_and_before_the_first_recipient() {
    let tenant = Tenant::new().await;
    let line = format!("AUTH PLAIN {}", plain(KEY));
    let mut smtp = tenant.app.smtp_peer().await;
    smtp.hears(&line, "503 EHLO/HELO first please").await;
    smtp.says("HELO x", "250").await;
    smtp.hears("MAIL FROM: test@example.com", "250 OK").await;
    smtp.hears(&line, GRANTED).await;
    smtp.hears("RCPT TO: outgoing@example.com", "250 OK").await;
    smtp.says(&line, "503").await;
}

#[tokio::test]
async fn a_deleted_mail_server_has_no_keys() {
    let tenant = Tenant::new().await;
    tenant.app.execute("UPDATE servers SET deleted_at = 1").await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await;
    smtp.hears(&format!("AUTH PLAIN {}", plain(KEY)), "535 Invalid credential").await;
    assert_eq!(cram_md5(&mut smtp, "org/server", KEY).await, "535 Denied");
    let tenant = Tenant::new().await;
    tenant.app.execute("UPDATE organizations SET deleted_at = 1").await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await;
    smtp.hears(&format!("AUTH PLAIN {}", plain(KEY)), "535 Invalid credential").await;
}

#[tokio::test]
async fn api_keys_are_no_smtp_keys() {
    let tenant = Tenant::new().await;
    tenant.app.credential(tenant.server, postal::model::CredentialKind::Api, "apikey").await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await;
    smtp.hears(&format!("AUTH PLAIN {}", plain("apikey")), "535 Invalid credential").await;
}

#[tokio::test]
async fn a_use_is_noted_at_most_once_a_minute() {
    let tenant = Tenant::new().await;
    let last_used = async || -> Option<i64> {
        let mut conn = tenant.app.store.read().await.unwrap();
        conn.fetch_one("SELECT last_used_at FROM credentials", &[]).await.unwrap().get(0).unwrap()
    };
    assert_eq!(last_used().await, None);
    let start = tenant.app.clock.now().0;
    let _first = tenant.app.smtp_peer().await.helo().await.auth(KEY).await;
    assert_eq!(last_used().await, Some(start));
    tenant.app.clock.advance(std::time::Duration::from_secs(59));
    let _second = tenant.app.smtp_peer().await.helo().await.auth(KEY).await;
    assert_eq!(last_used().await, Some(start));
    tenant.app.clock.advance(std::time::Duration::from_secs(1));
    let _third = tenant.app.smtp_peer().await.helo().await.auth(KEY).await;
    assert_eq!(last_used().await, Some(start + 60_000_000));
}

#[tokio::test]
async fn auth_can_require_tls() {
    let builder = SmtpApp::new().tls().config(|config| config.smtp_server.auth_requires_tls = true);
    let tenant = Tenant::start(builder).await;
    let mut smtp = tenant.app.smtp_peer().await;
    let reply = smtp.says("EHLO x", "250").await;
    assert!(!reply.contains("AUTH"), "{reply}");
    let line = format!("AUTH PLAIN {}", plain(KEY));
    smtp.hears(&line, "538 5.7.11 Encryption required for requested authentication mechanism").await;
    smtp.starttls().await;
    let reply = smtp.says("EHLO x", "250").await;
    assert!(reply.contains("AUTH CRAM-MD5 PLAIN LOGIN"), "{reply}");
    smtp.says(&line, "235").await;
}

#[tokio::test]
async fn clients_that_try_every_mechanism_lock_nobody_out() {
    let tenant = Tenant::new().await;
    for _ in 0..30 {
        let mut smtp = tenant.app.smtp_peer().await.helo().await;
        assert_eq!(cram_md5(&mut smtp, "any-name", KEY).await, "535 Denied");
        smtp.hears(&format!("AUTH PLAIN {}", plain(KEY)), GRANTED).await;
    }
}

#[tokio::test]
async fn a_nul_in_the_user_name_is_a_wrong_name() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await;
    assert_eq!(cram_md5(&mut smtp, "org/ser\0ver", KEY).await, "535 Denied");
}
