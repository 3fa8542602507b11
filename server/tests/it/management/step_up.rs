//! What a session needs a fresh password for.

use std::time::Duration;

use poem::http::{Method, StatusCode};
use postal::model::CredentialKind;
use postal::store::users;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::management_api::{Api, PASSWORD};

const TEN_MINUTES: Duration = Duration::from_secs(10 * 60);

#[tokio::test]
async fn ten_minutes_after_the_password_dangerous_operations_ask_for_it_again() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (credential, _) = test.credential(CredentialKind::Smtp).await;
    let reveal = format!("/organizations/acme/servers/mail/credentials/{}/reveal", credential.uuid);
    let cookie = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    test.clock.advance(Duration::from_secs(10 * 60 - 1));
    assert_eq!(api.browse(&cookie, Method::POST, &reveal, json!(null)).await.status, StatusCode::OK);
    test.clock.advance(Duration::from_secs(1));
    let admin = format!("/users/{}", test.user.uuid);
    for (method, path, body) in [
        (Method::POST, reveal.as_str(), json!(null)),
        (Method::POST, "/tokens", json!({ "name": "CI" })),
        (Method::DELETE, "/organizations/acme/servers/mail", json!({ "confirm": "mail" })),
        (Method::DELETE, "/organizations/acme", json!({ "confirm": "Acme" })),
        (Method::PATCH, admin.as_str(), json!({ "admin": true })),
    ] {
        let refused = api.browse(&cookie, method, path, body).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "step_up_required"), "{path}");
    }
    // What is not dangerous goes on, and so do programs.
    let renamed = api.browse(&cookie, Method::PATCH, &admin, json!({ "first_name": "Augusta" })).await;
    assert_eq!(renamed.status, StatusCode::OK, "{}", renamed.text);
    assert_eq!(api.post(&token, &reveal, Value::Null).await.status, StatusCode::OK);

    let confirm = async |body: Value| api.browse(&cookie, Method::POST, "/session/confirm", body).await;
    assert_eq!(confirm(json!({})).await.fields(), ["/password blank"]);
    assert_eq!(confirm(json!({ "password": "wrong password" })).await.fields(), ["/password invalid"]);
    assert_eq!(confirm(json!({ "password": PASSWORD })).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.browse(&cookie, Method::POST, &reveal, json!(null)).await.status, StatusCode::OK);
    test.clock.advance(TEN_MINUTES);
    assert_eq!(api.browse(&cookie, Method::POST, &reveal, json!(null)).await.code(), "step_up_required");
}

#[tokio::test]
async fn guessing_the_password_there_is_slowed_down() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let cookie = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let guess = json!({ "password": "wrong password" });
    for _ in 0..10 {
        let wrong = api.browse(&cookie, Method::POST, "/session/confirm", guess.clone()).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let body = json!({ "password": PASSWORD });
    let refused = api.browse(&cookie, Method::POST, "/session/confirm", body).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn who_has_neither_password_nor_second_factor_logs_in_again() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let cookie = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let mut tx = test.store.begin().await.unwrap();
    tx.execute("UPDATE users SET password_digest = NULL WHERE id = ?", &[test.user.id.into()]).await.unwrap();
    assert!(users::find(&mut tx, test.user.id).await.unwrap().unwrap().password_digest.is_none());
    tx.commit().await.unwrap();
    let refused = api.browse(&cookie, Method::POST, "/session/confirm", json!({ "password": PASSWORD })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "login_required"));
}
