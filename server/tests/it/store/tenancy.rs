use std::time::Duration;

use postal::model::{
    Check, CheckStatus, Credential, CredentialId, CredentialKind, Domain, DomainId, DomainOwner, MailServer,
    Membership, Organization, OrganizationId, Role, ServerId, ServerMode, SuppressionPolicy, Suspension, Timestamp,
    UserId, VerificationMethod,
};
use postal::store::domains::{DomainCounts, Taken as DomainTaken};
use postal::store::servers::Taken;
use postal::store::{Conn, credentials, domain_checks, domains, memberships, organizations, servers};

use super::accounts::{NOW, user};
use crate::support::database::migrated;

const LATER: Timestamp = Timestamp(1_795_358_146_000_000 + 60_000_000);

pub async fn organization(conn: &mut Conn, owner: UserId, permalink: &str) -> Organization {
    let mut organization = Organization {
        id: OrganizationId(0),
        uuid: format!("uuid of {permalink}"),
        name: permalink.to_owned(),
        permalink: permalink.to_owned(),
        time_zone: "UTC".to_owned(),
        owner_id: owner,
        requires_two_factor: false,
        suspended_at: None,
        suspension_reason: None,
        deleted_at: None,
        created_at: NOW,
        updated_at: NOW,
    };
    organization.id = organizations::insert(conn, &organization).await.unwrap();
    organization
}

pub async fn server(conn: &mut Conn, organization: &Organization, permalink: &str) -> MailServer {
    let mut server = MailServer {
        id: ServerId(0),
        uuid: format!("uuid of {permalink}"),
        organization_id: organization.id,
        organization_permalink: organization.permalink.clone(),
        token: format!("t{permalink}"),
        name: permalink.to_owned(),
        permalink: permalink.to_owned(),
        mode: ServerMode::Live,
        ip_pool: None,
        postmaster_address: None,
        spam_threshold: 5.0,
        spam_failure_threshold: 20.0,
        outbound_spam_threshold: None,
        send_limit: None,
        send_limit_approaching_at: None,
        send_limit_exceeded_at: None,
        allow_sender: false,
        privacy_mode: false,
        log_smtp_data: false,
        message_retention_days: Some(60),
        raw_message_retention_days: Some(30),
        raw_message_retention_size: Some(2048),
        suppression: SuppressionPolicy::DEFAULT,
        suspension: None,
        is_suspended_itself: false,
        deleted_at: None,
        created_at: NOW,
        updated_at: NOW,
    };
    server.id = servers::insert(conn, &server).await.unwrap();
    server
}

async fn acme(conn: &mut Conn) -> Organization {
    let ada = user(conn, "ada@example.com").await;
    organization(conn, ada.id, "acme").await
}

#[tokio::test]
async fn a_server_is_found_changed_and_listed() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let acme = acme(&mut conn).await;
    let mut mail = server(&mut conn, &acme, "mail").await;
    let web = server(&mut conn, &acme, "web").await;
    for key in ["MAIL", mail.uuid.as_str()] {
        assert_eq!(servers::find_by_key(&mut conn, acme.id, key).await.unwrap().as_ref(), Some(&mail));
    }
    assert_eq!(servers::find_by_key(&mut conn, OrganizationId(99), "mail").await.unwrap(), None);
    mail.name = "Mail Server".to_owned();
    mail.mode = ServerMode::Development;
    mail.postmaster_address = Some("pm@acme.example".to_owned());
    mail.spam_threshold = -2.5;
    mail.spam_failure_threshold = 10.25;
    mail.outbound_spam_threshold = Some(4.0);
    mail.send_limit = Some(100);
    mail.allow_sender = true;
    mail.privacy_mode = true;
    mail.log_smtp_data = true;
    mail.message_retention_days = None;
    mail.raw_message_retention_days = Some(1);
    mail.raw_message_retention_size = None;
    mail.suppression = SuppressionPolicy {
        is_enabled: false,
        failures: 5,
        window_hours: 48,
        days: Some(3),
        growth_factor: 2,
        max_days: Some(30),
    };
    mail.updated_at = LATER;
    servers::update(&mut conn, &mail).await.unwrap();
    assert_eq!(servers::find(&mut conn, mail.id).await.unwrap().as_ref(), Some(&mail));

    let names = |list: Vec<MailServer>| list.into_iter().map(|row| row.permalink).collect::<Vec<_>>();
    assert_eq!(names(servers::list(&mut conn, acme.id, None, None, 10).await.unwrap()), ["mail", "web"]);
    let after = Some((mail.name.as_str(), mail.id.0));
    assert_eq!(names(servers::list(&mut conn, acme.id, None, after, 10).await.unwrap()), ["web"]);
    let grace = user(&mut conn, "grace@example.com").await;
    let membership = Membership {
        organization_id: acme.id,
        user_id: grace.id,
        role: Role::Viewer,
        has_all_servers: false,
        servers: vec![web.id],
        created_at: NOW,
    };
    memberships::insert(&mut conn, &membership).await.unwrap();
    assert_eq!(names(servers::list(&mut conn, acme.id, Some(grace.id), None, 10).await.unwrap()), ["web"]);
}

#[tokio::test]
async fn names_tokens_and_permalinks_are_taken_until_the_server_is_deleted() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let acme = acme(&mut conn).await;
    let mail = server(&mut conn, &acme, "mail").await;
    let other = |name: &str, permalink: &str, token: &str| MailServer {
        uuid: format!("{name} {permalink} {token}"),
        name: name.to_owned(),
        permalink: permalink.to_owned(),
        token: token.to_owned(),
        ..mail.clone()
    };
    for (twin, expected) in [
        (other("MAIL", "x", "y"), Taken::Name),
        (other("x", "mail", "y"), Taken::Permalink),
        (other("x", "y", "tmail"), Taken::Token),
    ] {
        let error = servers::insert(&mut conn, &twin).await.unwrap_err();
        assert_eq!(servers::taken(&error), Some(expected));
    }
    assert!(servers::has_name(&mut conn, acme.id, "Mail").await.unwrap());
    assert!(servers::has_permalink(&mut conn, acme.id, "mail").await.unwrap());
    assert!(servers::has_token(&mut conn, "tmail").await.unwrap());
    servers::delete(&mut conn, mail.id, LATER).await.unwrap();
    assert!(!servers::has_name(&mut conn, acme.id, "mail").await.unwrap());
    assert!(!servers::has_permalink(&mut conn, acme.id, "mail").await.unwrap());
    assert!(servers::has_token(&mut conn, "tmail").await.unwrap());
    assert_eq!(servers::find_by_key(&mut conn, acme.id, "mail").await.unwrap(), None);
    assert!(servers::list(&mut conn, acme.id, None, None, 10).await.unwrap().is_empty());
    assert_eq!(servers::find(&mut conn, mail.id).await.unwrap().unwrap().deleted_at, Some(LATER));
    assert!(servers::update(&mut conn, &mail).await.is_err());
    servers::insert(&mut conn, &other("mail", "mail", "new")).await.unwrap();
}

#[tokio::test]
async fn a_suspension_is_the_servers_own_or_its_organizations() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let mut acme = acme(&mut conn).await;
    let mail = server(&mut conn, &acme, "mail").await;
    let own = Suspension { since: NOW, reason: Some("spam".to_owned()) };
    servers::set_suspension(&mut conn, mail.id, Some(&own), LATER).await.unwrap();
    let found = servers::find(&mut conn, mail.id).await.unwrap().unwrap();
    assert_eq!((found.suspension, found.is_suspended_itself), (Some(own), true));
    servers::set_suspension(&mut conn, mail.id, None, LATER).await.unwrap();
    assert_eq!(servers::find(&mut conn, mail.id).await.unwrap().unwrap().suspension, None);
    acme.suspended_at = Some(LATER);
    acme.suspension_reason = Some("unpaid".to_owned());
    organizations::update(&mut conn, &acme).await.unwrap();
    let found = servers::find(&mut conn, mail.id).await.unwrap().unwrap();
    let inherited = Suspension { since: LATER, reason: Some("unpaid".to_owned()) };
    assert_eq!((found.suspension, found.is_suspended_itself), (Some(inherited), false));
    organizations::delete(&mut conn, acme.id, LATER).await.unwrap();
    assert_eq!(servers::find_by_key(&mut conn, acme.id, "mail").await.unwrap(), None);
    assert_eq!(servers::find(&mut conn, mail.id).await.unwrap().unwrap().deleted_at, Some(LATER));
}

fn credential(server: ServerId, kind: CredentialKind, name: &str) -> Credential {
    Credential {
        id: CredentialId(0),
        uuid: format!("uuid of {name}"),
        server_id: server,
        kind,
        name: name.to_owned(),
        key_prefix: "AbCd".to_owned(),
        key_encrypted: (kind == CredentialKind::Smtp).then(|| vec![0, 1, 255]),
        network: (kind == CredentialKind::SmtpIp).then(|| "192.0.2.0/24".to_owned()),
        hold: true,
        last_used_at: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

#[tokio::test]
async fn a_credential_is_kept_changed_listed_and_deleted() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let acme = acme(&mut conn).await;
    let mail = server(&mut conn, &acme, "mail").await;
    let mut kept = Vec::new();
    for (kind, name) in [(CredentialKind::Smtp, "a"), (CredentialKind::Api, "b"), (CredentialKind::SmtpIp, "c")] {
        let mut row = credential(mail.id, kind, name);
        row.id = credentials::insert(&mut conn, &row, &format!("hash {name}")).await.unwrap();
        kept.push(row);
    }
    let twin = Credential { uuid: "other".to_owned(), ..kept[0].clone() };
    assert!(credentials::is_taken(&credentials::insert(&mut conn, &twin, "hash b").await.unwrap_err()));
    assert_eq!(credentials::list(&mut conn, mail.id, None, 10).await.unwrap(), kept);
    assert_eq!(credentials::list(&mut conn, mail.id, Some(("a", kept[0].id.0)), 1).await.unwrap(), kept[1..2]);
    let found = credentials::find_by_uuid(&mut conn, mail.id, &kept[0].uuid).await.unwrap();
    assert_eq!(found.as_ref(), Some(&kept[0]));
    assert_eq!(credentials::find_by_uuid(&mut conn, ServerId(99), &kept[0].uuid).await.unwrap(), None);

    let mut changed = kept[1].clone();
    changed.name = "z".to_owned();
    changed.hold = false;
    changed.updated_at = LATER;
    credentials::update(&mut conn, &changed, None).await.unwrap();
    let by_key = credentials::find_by_key_hash(&mut conn, CredentialKind::Api, "hash b", LATER).await.unwrap();
    assert_eq!(by_key, Some(changed));
    let mut moved = kept[2].clone();
    moved.network = Some("203.0.113.5".to_owned());
    moved.key_prefix = "203.0.113.5".to_owned();
    assert!(credentials::is_taken(&credentials::update(&mut conn, &moved, Some("hash a")).await.unwrap_err()));
    credentials::update(&mut conn, &moved, Some("hash d")).await.unwrap();
    assert_eq!(credentials::list_networks(&mut conn).await.unwrap(), [(moved.id, "203.0.113.5".to_owned())]);
    credentials::delete(&mut conn, moved.id).await.unwrap();
    assert!(credentials::delete(&mut conn, moved.id).await.is_err());
}

pub fn domain(owner: DomainOwner, organization_id: OrganizationId, name: &str, identifier: &str) -> Domain {
    Domain {
        id: DomainId(0),
        uuid: format!("uuid of {identifier}"),
        organization_id,
        owner,
        name: name.to_owned(),
        verification_method: VerificationMethod::Dns,
        verification_token: "token".to_owned(),
        verified_at: None,
        dkim_private_key: vec![1, 2, 3],
        dkim_public_key: "AAAA".to_owned(),
        dkim_identifier: identifier.to_owned(),
        dkim_selector: None,
        spf: Check::default(),
        dkim: Check::default(),
        mx: Check::default(),
        return_path: Check::default(),
        dmarc: Check::default(),
        dns_checked_at: None,
        dns_ok_at: None,
        dns_alert: None,
        dns_mailed_at: None,
        use_for_any: false,
        created_at: NOW,
        updated_at: NOW,
    }
}

#[tokio::test]
async fn a_domain_belongs_to_a_server_or_an_organization() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let acme = acme(&mut conn).await;
    let mail = server(&mut conn, &acme, "mail").await;
    let (by_server, by_organization) = (DomainOwner::Server(mail.id), DomainOwner::Organization(acme.id));
    let mut first = domain(by_server, acme.id, "a.example", "AAAAAA");
    first.id = domains::insert(&mut conn, &first).await.unwrap();
    let mut second = domain(by_organization, acme.id, "a.example", "BBBBBB");
    second.id = domains::insert(&mut conn, &second).await.unwrap();
    let mut third = domain(by_server, acme.id, "b.example", "CCCCCC");
    third.id = domains::insert(&mut conn, &third).await.unwrap();
    let same_name = domain(by_server, acme.id, "a.example", "DDDDDD");
    let error = domains::insert(&mut conn, &same_name).await.unwrap_err();
    assert_eq!(domains::taken(&error), Some(DomainTaken::Name));
    let same_identifier = Domain { uuid: "x".to_owned(), ..domain(by_server, acme.id, "c.example", "AAAAAA") };
    let error = domains::insert(&mut conn, &same_identifier).await.unwrap_err();
    assert_eq!(domains::taken(&error), Some(DomainTaken::DkimIdentifier));

    assert_eq!(domains::find(&mut conn, second.id).await.unwrap().as_ref(), Some(&second));
    for key in ["a.example", first.uuid.as_str()] {
        assert_eq!(domains::find_by_key(&mut conn, by_server, key).await.unwrap().as_ref(), Some(&first));
    }
    assert_eq!(domains::find_by_key(&mut conn, by_organization, &first.uuid).await.unwrap(), None);
    assert_eq!(domains::list(&mut conn, by_server, None, 10).await.unwrap(), [first.clone(), third.clone()]);
    assert_eq!(domains::list(&mut conn, by_server, Some("a.example"), 10).await.unwrap(), [third.clone()]);
    domains::delete(&mut conn, third.id).await.unwrap();
    assert_eq!(domains::find(&mut conn, third.id).await.unwrap(), None);
}

#[tokio::test]
async fn checks_and_verification_are_recorded_and_counted() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let acme = acme(&mut conn).await;
    let mail = server(&mut conn, &acme, "mail").await;
    let owner = DomainOwner::Server(mail.id);
    let mut row = domain(owner, acme.id, "a.example", "AAAAAA");
    row.id = domains::insert(&mut conn, &row).await.unwrap();
    let of_organization = domain(DomainOwner::Organization(acme.id), acme.id, "b.example", "BBBBBB");
    domains::insert(&mut conn, &of_organization).await.unwrap();
    let count = DomainCounts { total: 2, unverified: 2, faulty: 0 };
    assert_eq!(domains::count(&mut conn, mail.id).await.unwrap(), count);
    domains::set_verified(&mut conn, row.id, LATER).await.unwrap();
    row.verified_at = Some(LATER);
    row.updated_at = LATER;
    let check = |status| Check { status: Some(status), error: Some("why".to_owned()), ..Check::default() };
    row.spf = check(CheckStatus::Missing);
    row.dkim = Check { status: Some(CheckStatus::Ok), ..Check::default() };
    row.mx = check(CheckStatus::Invalid);
    row.return_path = check(CheckStatus::Missing);
    row.dns_checked_at = Some(LATER + Duration::from_secs(1));
    domain_checks::update(&mut conn, &row).await.unwrap();
    assert_eq!(domains::find(&mut conn, row.id).await.unwrap().as_ref(), Some(&row));
    let count = DomainCounts { total: 2, unverified: 1, faulty: 1 };
    assert_eq!(domains::count(&mut conn, mail.id).await.unwrap(), count);
    row.spf = Check { status: Some(CheckStatus::Ok), ..Check::default() };
    row.mx = check(CheckStatus::Missing);
    domain_checks::update(&mut conn, &row).await.unwrap();
    assert_eq!(domains::count(&mut conn, mail.id).await.unwrap().faulty, 0);
    assert_eq!(domains::count(&mut conn, ServerId(99)).await.unwrap().total, 0);
}
