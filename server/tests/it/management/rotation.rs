//! New keys for credentials, and how long the ones before work on.

use std::time::Duration;

use hmac::{Hmac, Mac as _};
use md5::Md5;
use poem::http::StatusCode;
use postal::clock::Clock as _;
use postal::model::CredentialKind;
use postal::tenancy::authentication::CramMd5;
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::management_api::Api;

const CREDENTIALS: &str = "/organizations/acme/servers/mail/credentials";
const HOUR: Duration = Duration::from_secs(3600);

async fn works(test: &TestApp, kind: CredentialKind, key: &str) -> bool {
    test.authentication.by_key(kind, key).await.unwrap().is_some()
}

async fn cram_md5(test: &TestApp, key: &str) -> bool {
    let mac = Hmac::<Md5>::new_from_slice(key.as_bytes()).unwrap().chain_update(b"challenge").finalize();
    let digest: String = mac.into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let answer = test.authentication.by_cram_md5("acme/mail", b"challenge", digest.as_bytes()).await.unwrap();
    matches!(answer, CramMd5::Granted(_))
}

#[tokio::test]
async fn the_key_before_works_on_for_a_day() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (credential, old) = test.credential(CredentialKind::Smtp).await;
    let rotated = api.post(&token, &format!("{CREDENTIALS}/{}/rotate", credential.uuid), json!(null)).await;
    assert_eq!(rotated.status, StatusCode::OK, "{}", rotated.text);
    let new = rotated.json["key"].as_str().unwrap();
    assert_eq!(rotated.json["previous_key_until"], (test.clock.now() + HOUR * 24).to_rfc3339());
    assert!(works(&test, CredentialKind::Smtp, &old).await && works(&test, CredentialKind::Smtp, new).await);
    assert!(cram_md5(&test, &old).await && cram_md5(&test, new).await);
    let shown = api.post(&token, &format!("{CREDENTIALS}/{}/reveal", credential.uuid), json!(null)).await;
    assert_eq!(shown.json["key"], new);
    test.clock.advance(HOUR * 24);
    assert!(!works(&test, CredentialKind::Smtp, &old).await && works(&test, CredentialKind::Smtp, new).await);
    assert!(!cram_md5(&test, &old).await && cram_md5(&test, new).await);
}

#[tokio::test]
async fn a_second_rotation_and_a_deletion_end_the_key_before() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (credential, first) = test.credential(CredentialKind::Api).await;
    let path = format!("{CREDENTIALS}/{}", credential.uuid);
    let second = api.post(&token, &format!("{path}/rotate"), json!({ "overlap_hours": 168 })).await;
    let third = api.post(&token, &format!("{path}/rotate"), json!({ "overlap_hours": 0 })).await;
    assert_eq!(third.json.get("previous_key_until"), None, "{}", third.text);
    for key in [first.as_str(), second.json["key"].as_str().unwrap()] {
        assert!(!works(&test, CredentialKind::Api, key).await);
    }
    let fourth = api.post(&token, &format!("{path}/rotate"), json!({})).await;
    assert_eq!(fourth.status, StatusCode::OK);
    api.delete(&token, &path, json!(null)).await;
    for answer in [third, fourth] {
        assert!(!works(&test, CredentialKind::Api, answer.json["key"].as_str().unwrap()).await);
    }
}

#[tokio::test]
async fn networks_are_not_rotated_and_overlaps_have_a_range() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (network, _) = test.credential_of(&test.server, CredentialKind::SmtpIp, Some("192.0.2.1")).await;
    let refused = api.post(&token, &format!("{CREDENTIALS}/{}/rotate", network.uuid), json!({})).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "no_key"));
    let (credential, _) = test.credential(CredentialKind::Api).await;
    let path = format!("{CREDENTIALS}/{}/rotate", credential.uuid);
    let refused = api.post(&token, &path, json!({ "overlap_hours": 169 })).await;
    assert_eq!(refused.fields(), ["/overlap_hours less_than_or_equal_to"]);
    let refused = api.post(&token, &path, json!({ "overlap_hours": -1 })).await;
    assert_eq!(refused.fields(), ["/overlap_hours greater_than_or_equal_to"]);
}
