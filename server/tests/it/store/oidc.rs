use std::time::Duration;

use postal::model::{Session, SessionId, User};
use postal::store::{oidc, sessions, users};

use super::accounts::{NOW, user};
use crate::support::database::migrated;

const ISSUER: &str = "https://id.example/";

#[tokio::test]
async fn a_linked_user_is_found_by_exactly_this_uid_and_issuer_and_has_no_password() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let ada = user(&mut conn, "ada@example.com").await;
    let grace = user(&mut conn, "grace@example.com").await;
    assert_eq!(oidc::find_user(&mut conn, ISSUER, "Uid").await.unwrap(), None);
    let later = NOW + Duration::from_secs(5);
    oidc::link(&mut conn, ada.id, ISSUER, "Uid", later).await.unwrap();
    assert_eq!(oidc::find_user(&mut conn, ISSUER, "Uid").await.unwrap(), Some(ada.id));
    for (issuer, uid) in [(ISSUER, "uid"), (ISSUER, "Uid "), ("https://id.example", "Uid"), (ISSUER, "")] {
        assert_eq!(oidc::find_user(&mut conn, issuer, uid).await.unwrap(), None, "{issuer} {uid:?}");
    }
    let linked = User {
        oidc_uid: Some("Uid".to_owned()),
        oidc_issuer: Some(ISSUER.to_owned()),
        password_digest: None,
        updated_at: later,
        ..ada.clone()
    };
    assert_eq!(users::find(&mut conn, ada.id).await.unwrap(), Some(linked));
    assert!(oidc::link(&mut conn, grace.id, ISSUER, "Uid", later).await.is_err(), "one account, one user");
}

#[tokio::test]
async fn a_state_is_taken_once() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let end = NOW + Duration::from_secs(600);
    assert!(oidc::take_state(&mut conn, "a", end).await.unwrap());
    assert!(!oidc::take_state(&mut conn, "a", end).await.unwrap());
    assert!(oidc::take_state(&mut conn, "A", NOW).await.unwrap());
    assert_eq!(oidc::delete_expired_states(&mut conn, NOW).await.unwrap(), 1);
    assert!(!oidc::take_state(&mut conn, "a", end).await.unwrap());
}

#[tokio::test]
async fn a_session_keeps_its_id_token() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let ada = user(&mut conn, "ada@example.com").await;
    let session = Session {
        id: SessionId(0),
        uuid: "one".to_owned(),
        user_id: ada.id,
        ip_address: None,
        user_agent: None,
        created_at: NOW,
        last_activity_at: NOW,
        last_activity_ip: None,
        is_remembered: false,
        expires_at: NOW + Duration::from_secs(10),
        confirmed_at: NOW,
    };
    let id = sessions::insert(&mut conn, &session, "hash").await.unwrap();
    assert_eq!(oidc::id_token(&mut conn, id).await.unwrap(), None);
    oidc::set_id_token(&mut conn, id, &[0, 255, 7]).await.unwrap();
    assert_eq!(oidc::id_token(&mut conn, id).await.unwrap(), Some(vec![0, 255, 7]));
    assert_eq!(oidc::id_token(&mut conn, SessionId(id.0 + 1)).await.unwrap(), None);
    assert!(oidc::set_id_token(&mut conn, SessionId(id.0 + 1), &[1]).await.is_err());
}
