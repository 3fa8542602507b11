//! The second factor of users, and the table `recovery_codes`.

use postal::store::{two_factor, users};

use super::accounts::{NOW, user};
use crate::support::database::migrated;

#[tokio::test]
async fn a_second_factor_is_begun_enabled_used_and_removed() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let ada = user(&mut conn, "ada@example.com").await;
    assert_eq!(two_factor::find(&mut conn, ada.id).await.unwrap(), None);
    two_factor::begin(&mut conn, ada.id, &[0, 1, 255]).await.unwrap();
    let stored = two_factor::find(&mut conn, ada.id).await.unwrap().unwrap();
    assert_eq!((stored.secret, stored.enabled_at, stored.last_step), (vec![0, 1, 255], None, 0));
    two_factor::enable(&mut conn, ada.id, NOW).await.unwrap();
    assert_eq!(users::find(&mut conn, ada.id).await.unwrap().unwrap().totp_enabled_at, Some(NOW));
    assert!(two_factor::use_step(&mut conn, ada.id, 59_000_000).await.unwrap());
    assert!(!two_factor::use_step(&mut conn, ada.id, 59_000_000).await.unwrap());
    assert!(!two_factor::use_step(&mut conn, ada.id, 58_999_999).await.unwrap());
    two_factor::set_recovery_codes(&mut conn, ada.id, &["a".to_owned(), "b".to_owned()]).await.unwrap();
    two_factor::set_recovery_codes(&mut conn, ada.id, &["b".to_owned(), "c".to_owned()]).await.unwrap();
    assert!(!two_factor::use_recovery_code(&mut conn, ada.id, "a").await.unwrap());
    assert!(two_factor::use_recovery_code(&mut conn, ada.id, "b").await.unwrap());
    assert!(!two_factor::use_recovery_code(&mut conn, ada.id, "b").await.unwrap());
    assert_eq!(two_factor::count_recovery_codes(&mut conn, ada.id).await.unwrap(), 1);
    two_factor::remove(&mut conn, ada.id).await.unwrap();
    assert_eq!(two_factor::find(&mut conn, ada.id).await.unwrap(), None);
    assert!(!two_factor::use_recovery_code(&mut conn, ada.id, "c").await.unwrap());
    users::delete(&mut conn, ada.id).await.unwrap();
}
