use std::time::Duration;

use postal::model::{
    Check, CheckStatus, DkimKey, DkimKeyState, DomainId, DomainOwner, LookupFailure, Membership, Role, Timestamp,
    VerificationMethod,
};
use postal::store::domain_codes::Code;
use postal::store::{Conn, domain_checks, domain_codes, domain_keys, domains, memberships, organizations};

use super::accounts::{NOW, user};
use super::tenancy::{domain, organization, server};
use crate::support::database::migrated;

const LATER: Timestamp = Timestamp(1_795_358_146_000_000 + 60_000_000);
const HOUR: Duration = Duration::from_secs(3600);

/// A domain `a.example` of a server of `acme`.
async fn a_domain(conn: &mut Conn) -> postal::model::Domain {
    let ada = user(conn, "ada@example.com").await;
    let acme = organization(conn, ada.id, "acme").await;
    let mail = server(conn, &acme, "mail").await;
    let mut row = domain(DomainOwner::Server(mail.id), acme.id, "a.example", "AAAAAA");
    row.id = domains::insert(conn, &row).await.unwrap();
    row
}

fn key(domain: DomainId, identifier: &str, state: DkimKeyState) -> DkimKey {
    DkimKey {
        domain_id: domain,
        identifier: identifier.to_owned(),
        selector: None,
        state,
        private_key: vec![9, 8],
        public_key: "BBBB".to_owned(),
        check: Check::default(),
        created_at: NOW,
        changed_at: NOW,
    }
}

#[tokio::test]
async fn all_that_was_seen_of_a_domain_is_kept() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let mut row = a_domain(&mut conn).await;
    row.spf = Check {
        status: Some(CheckStatus::Ok),
        error: None,
        warning: Some("w".to_owned()),
        found: vec!["v=spf1 \"a\"".to_owned(), "b".to_owned()],
        found_at: Some("x.example".to_owned()),
        failure: Some(LookupFailure { at: LATER, reason: "SERVFAIL".to_owned() }),
        doubts: 1,
    };
    row.dmarc = Check { status: Some(CheckStatus::Invalid), error: Some("e".to_owned()), ..Check::default() };
    row.dns_checked_at = Some(NOW);
    row.dns_ok_at = Some(NOW);
    row.dns_alert = Some("spf=OK".to_owned());
    row.dns_mailed_at = Some(LATER);
    domain_checks::update(&mut conn, &row).await.unwrap();
    assert_eq!(domains::find(&mut conn, row.id).await.unwrap().as_ref(), Some(&row));
    assert_eq!(domain_checks::lock(&mut conn, row.id).await.unwrap().as_ref(), Some(&row));
    assert_eq!(domain_checks::lock(&mut conn, DomainId(99)).await.unwrap(), None);

    domains::set_verification(&mut conn, row.id, VerificationMethod::Email, "t", LATER).await.unwrap();
    let owner = DomainOwner::Organization(row.organization_id);
    domains::set_owner(&mut conn, row.id, owner, LATER).await.unwrap();
    let found = domains::find_by_key(&mut conn, owner, "a.example").await.unwrap().unwrap();
    assert_eq!((found.verification_method, found.verification_token.as_str()), (VerificationMethod::Email, "t"));
    domains::set_verified(&mut conn, row.id, LATER).await.unwrap();
    assert!(domains::set_verification(&mut conn, row.id, VerificationMethod::Dns, "u", LATER).await.is_err());
}

#[tokio::test]
async fn domains_are_due_when_they_were_checked_or_wait_for_a_key() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let mut row = a_domain(&mut conn).await;
    let due = async |conn: &mut Conn, before| domain_checks::due(conn, before, DomainId(0), 10).await.unwrap();
    assert_eq!(due(&mut conn, LATER).await, []);
    domain_keys::insert(&mut conn, &key(row.id, "BBBBBB", DkimKeyState::Pending)).await.unwrap();
    assert_eq!(due(&mut conn, LATER).await, [row.id]);
    row.dns_checked_at = Some(LATER);
    domain_checks::update(&mut conn, &row).await.unwrap();
    assert_eq!(due(&mut conn, NOW).await, []);
    assert_eq!(due(&mut conn, LATER).await, [row.id]);
    assert_eq!(domain_checks::due(&mut conn, LATER, row.id, 10).await.unwrap(), []);
    organizations::delete(&mut conn, row.organization_id, LATER).await.unwrap();
    assert_eq!(due(&mut conn, LATER).await, []);
}

#[tokio::test]
async fn owner_and_admins_are_responsible_each_once() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let ada = user(&mut conn, "ada@example.com").await;
    let acme = organization(&mut conn, ada.id, "acme").await;
    for (name, role) in [("grace", Some(Role::Admin)), ("joan", Some(Role::Developer)), ("ada", Some(Role::Owner))] {
        let member = if name == "ada" { ada.clone() } else { user(&mut conn, &format!("{name}@example.com")).await };
        let membership = Membership {
            organization_id: acme.id,
            user_id: member.id,
            role: role.unwrap(),
            has_all_servers: true,
            servers: Vec::new(),
            created_at: NOW,
        };
        memberships::insert(&mut conn, &membership).await.unwrap();
    }
    let users = domain_checks::responsible(&mut conn, acme.id).await.unwrap();
    let addresses: Vec<&str> = users.iter().map(|user| user.email_address.as_str()).collect();
    assert_eq!(addresses, ["ada@example.com", "grace@example.com"]);
}

#[tokio::test]
async fn a_pending_key_takes_the_place_of_the_active_one() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let row = a_domain(&mut conn).await;
    let mut pending = key(row.id, "BBBBBB", DkimKeyState::Pending);
    pending.selector = Some("own".to_owned());
    domain_keys::insert(&mut conn, &pending).await.unwrap();
    pending.check = Check { status: Some(CheckStatus::Ok), found: vec!["p=BBBB".to_owned()], ..Check::default() };
    assert!(domain_keys::update_check(&mut conn, &pending).await.unwrap());
    assert_eq!(domain_keys::list(&mut conn, row.id).await.unwrap(), [pending.clone()]);
    domain_keys::switch(&mut conn, &row, &pending, LATER).await.unwrap();
    assert!(!domain_keys::update_check(&mut conn, &pending).await.unwrap());
    assert!(domain_keys::switch(&mut conn, &row, &pending, LATER).await.is_err());
    let now = domains::find(&mut conn, row.id).await.unwrap().unwrap();
    assert_eq!((now.dkim_identifier.as_str(), now.dkim_selector.as_deref()), ("BBBBBB", Some("own")));
    assert_eq!((now.dkim_private_key, now.dkim_public_key.as_str()), (vec![9, 8], "BBBB"));
    let retired = domain_keys::list(&mut conn, row.id).await.unwrap().remove(0);
    assert_eq!((retired.state, retired.identifier.as_str()), (DkimKeyState::Retired, "AAAAAA"));
    assert_eq!((retired.private_key, retired.changed_at), (vec![1, 2, 3], LATER));

    assert_eq!(domain_keys::release(&mut conn, NOW, LATER + HOUR).await.unwrap(), 0);
    assert_eq!(domain_keys::release(&mut conn, LATER, LATER + HOUR).await.unwrap(), 1);
    let removable = domain_keys::list(&mut conn, row.id).await.unwrap().remove(0);
    assert_eq!((removable.state, removable.private_key.len()), (DkimKeyState::Removable, 0));
    assert_eq!(domain_keys::forget(&mut conn, LATER).await.unwrap(), 0);
    assert_eq!(domain_keys::forget(&mut conn, LATER + HOUR).await.unwrap(), 1);
    domain_keys::insert(&mut conn, &key(row.id, "CCCCCC", DkimKeyState::Pending)).await.unwrap();
    assert!(!domain_keys::delete(&mut conn, row.id, "CCCCCC", DkimKeyState::Retired).await.unwrap());
    assert!(domain_keys::delete(&mut conn, row.id, "CCCCCC", DkimKeyState::Pending).await.unwrap());
    // Whoever deletes the domain need not know of its keys and codes.
    domain_keys::insert(&mut conn, &key(row.id, "DDDDDD", DkimKeyState::Pending)).await.unwrap();
    domains::delete(&mut conn, row.id).await.unwrap();
    assert_eq!(domain_keys::list(&mut conn, row.id).await.unwrap(), []);
    assert_eq!(domain_keys::delete_of_domain(&mut conn, row.id).await.unwrap(), 0);
}

#[tokio::test]
async fn there_is_one_code_per_domain_and_attempts_are_counted() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let row = a_domain(&mut conn).await;
    let mut code = Code { recipient: "a@a.example".to_owned(), code_hash: vec![1], attempts: 0, expires_at: LATER };
    assert_eq!(domain_codes::find(&mut conn, row.id).await.unwrap(), None);
    domain_codes::set(&mut conn, row.id, &code).await.unwrap();
    code.code_hash = vec![2];
    domain_codes::set(&mut conn, row.id, &code).await.unwrap();
    domain_codes::count_attempt(&mut conn, row.id).await.unwrap();
    code.attempts = 1;
    assert_eq!(domain_codes::find(&mut conn, row.id).await.unwrap(), Some(code));
    assert_eq!(domain_codes::forget_codes(&mut conn, NOW).await.unwrap(), 0);
    assert_eq!(domain_codes::forget_codes(&mut conn, LATER).await.unwrap(), 1);
    domain_codes::delete(&mut conn, row.id).await.unwrap();
}

#[tokio::test]
async fn mails_are_counted_over_a_window() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let count =
        async |conn: &mut Conn, key: &str, now| domain_codes::count_mail(conn, key, 2, HOUR, now).await.unwrap();
    for _ in 0..2 {
        assert_eq!(count(&mut conn, "a", NOW).await, None);
    }
    assert_eq!(count(&mut conn, "a", LATER).await, Some(Duration::from_secs(59 * 60)));
    assert_eq!(count(&mut conn, "b", LATER).await, None);
    assert_eq!(count(&mut conn, "a", NOW + HOUR).await, None);
    assert_eq!(domain_codes::forget_counts(&mut conn, LATER).await.unwrap(), 1);
}
