use std::time::Duration;

use postal::model::{
    Invitation, InvitationId, LinkPurpose, Membership, Organization, OrganizationId, Role, ServerId, Session,
    SessionId, Timestamp, Token, TokenId, User, UserId, UserLink,
};
use postal::store::{Conn, invitations, memberships, organizations, sessions, tokens, user_links, users};

use super::tenancy::{organization, server};
use crate::support::database::migrated;

pub const NOW: Timestamp = Timestamp(1_795_358_146_000_000);
const LATER: Timestamp = Timestamp(1_795_358_146_000_000 + 60_000_000);

pub async fn user(conn: &mut Conn, email_address: &str) -> User {
    let mut user = User {
        id: UserId(0),
        uuid: format!("uuid of {email_address}"),
        email_address: email_address.to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Lovelace".to_owned(),
        time_zone: "UTC".to_owned(),
        password_digest: Some("$argon2id$".to_owned()),
        is_admin: true,
        email_verified_at: Some(NOW),
        oidc_uid: None,
        oidc_issuer: None,
        totp_enabled_at: None,
        created_at: NOW,
        updated_at: NOW,
    };
    user.id = users::insert(conn, &user).await.unwrap();
    user
}

#[tokio::test]
async fn a_user_is_found_in_three_ways_and_changes() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let mut ada = user(&mut conn, "Ada@Example.com").await;
    assert_eq!(users::find(&mut conn, ada.id).await.unwrap().as_ref(), Some(&ada));
    assert_eq!(users::find_by_uuid(&mut conn, &ada.uuid).await.unwrap().as_ref(), Some(&ada));
    assert_eq!(users::find_by_email_address(&mut conn, "aDA@example.COM").await.unwrap().as_ref(), Some(&ada));
    assert_eq!(users::find_by_email_address(&mut conn, "x").await.unwrap(), None);

    ada.first_name = "Augusta".to_owned();
    ada.email_address = "augusta@example.com".to_owned();
    ada.time_zone = "Europe/London".to_owned();
    ada.updated_at = LATER;
    users::update(&mut conn, &ada).await.unwrap();
    users::set_password(&mut conn, ada.id, "new digest", LATER).await.unwrap();
    ada.password_digest = Some("new digest".to_owned());
    assert_eq!(users::find_by_email_address(&mut conn, "AUGUSTA@example.com").await.unwrap(), Some(ada));
}

#[tokio::test]
async fn an_address_is_taken_in_any_case() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let ada = user(&mut conn, "ada@example.com").await;
    let mut grace = user(&mut conn, "grace@example.com").await;
    let twin = User { uuid: "other".to_owned(), email_address: "ADA@example.com".to_owned(), ..ada.clone() };
    assert!(users::is_taken(&users::insert(&mut conn, &twin).await.unwrap_err()));
    grace.email_address = "Ada@example.com".to_owned();
    assert!(users::is_taken(&users::update(&mut conn, &grace).await.unwrap_err()));
    let same_uuid = User { email_address: "x@example.com".to_owned(), ..ada };
    assert!(!users::is_taken(&users::insert(&mut conn, &same_uuid).await.unwrap_err()));
}

#[tokio::test]
async fn an_organization_lives_is_listed_and_frees_its_permalink_when_deleted() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let ada = user(&mut conn, "ada@example.com").await;
    let mut acme = organization(&mut conn, ada.id, "acme").await;
    let beta = organization(&mut conn, ada.id, "beta").await;
    for key in ["ACME", acme.uuid.as_str()] {
        assert_eq!(organizations::find_by_key(&mut conn, key).await.unwrap().as_ref(), Some(&acme));
    }
    assert!(organizations::has_permalink(&mut conn, "Acme").await.unwrap());
    let twin = Organization { uuid: "other".to_owned(), ..acme.clone() };
    assert!(organizations::is_taken(&organizations::insert(&mut conn, &twin).await.unwrap_err()));

    acme.name = "Acme Ltd".to_owned();
    acme.time_zone = "Europe/London".to_owned();
    acme.suspended_at = Some(LATER);
    acme.suspension_reason = Some("unpaid".to_owned());
    acme.updated_at = LATER;
    organizations::update(&mut conn, &acme).await.unwrap();
    assert_eq!(organizations::find(&mut conn, acme.id).await.unwrap().as_ref(), Some(&acme));

    let names = |list: Vec<Organization>| list.into_iter().map(|row| row.permalink).collect::<Vec<_>>();
    let all = organizations::list(&mut conn, None, None, 10).await.unwrap();
    assert_eq!(names(all), ["acme", "beta"]);
    let rest = organizations::list(&mut conn, None, Some((&acme.name, acme.id.0)), 10).await.unwrap();
    assert_eq!(names(rest), ["beta"]);
    assert!(organizations::list(&mut conn, Some(ada.id), None, 10).await.unwrap().is_empty());
    memberships::insert(&mut conn, &membership(beta.id, ada.id, Role::Viewer)).await.unwrap();
    assert_eq!(names(organizations::list(&mut conn, Some(ada.id), None, 10).await.unwrap()), ["beta"]);

    organizations::delete(&mut conn, acme.id, LATER).await.unwrap();
    assert!(organizations::delete(&mut conn, acme.id, LATER).await.is_err());
    assert_eq!(organizations::find_by_key(&mut conn, "acme").await.unwrap(), None);
    assert_eq!(organizations::find_by_key(&mut conn, &acme.uuid).await.unwrap(), None);
    assert_eq!(organizations::find(&mut conn, acme.id).await.unwrap().unwrap().deleted_at, Some(LATER));
    assert!(!organizations::has_permalink(&mut conn, "acme").await.unwrap());
    organizations::insert(&mut conn, &twin).await.unwrap();
}

fn membership(organization_id: OrganizationId, user_id: UserId, role: Role) -> Membership {
    Membership { organization_id, user_id, role, has_all_servers: true, servers: Vec::new(), created_at: NOW }
}

#[tokio::test]
async fn a_member_has_a_role_and_perhaps_a_list_of_servers() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let ada = user(&mut conn, "ada@example.com").await;
    let grace = user(&mut conn, "grace@example.com").await;
    let acme = organization(&mut conn, ada.id, "acme").await;
    let mut servers: Vec<ServerId> = Vec::new();
    for name in ["a", "b"] {
        servers.push(server(&mut conn, &acme, name).await.id);
    }
    let mut first = membership(acme.id, ada.id, Role::Owner);
    memberships::insert(&mut conn, &first).await.unwrap();
    assert!(memberships::is_taken(&memberships::insert(&mut conn, &first).await.unwrap_err()));
    let second = Membership {
        has_all_servers: false,
        servers: vec![servers[0]],
        ..membership(acme.id, grace.id, Role::Developer)
    };
    memberships::insert(&mut conn, &second).await.unwrap();
    assert_eq!(memberships::find(&mut conn, acme.id, grace.id).await.unwrap().as_ref(), Some(&second));
    let listed = memberships::list(&mut conn, acme.id, None, 10).await.unwrap();
    assert_eq!(listed, [(first.clone(), ada.clone()), (second.clone(), grace.clone())]);
    assert_eq!(memberships::list(&mut conn, acme.id, Some(ada.id.0), 10).await.unwrap().len(), 1);

    first.role = Role::Support;
    first.has_all_servers = false;
    first.servers = servers.clone();
    memberships::update(&mut conn, &first, LATER).await.unwrap();
    assert_eq!(memberships::find(&mut conn, acme.id, ada.id).await.unwrap(), Some(first));
    memberships::delete(&mut conn, acme.id, grace.id).await.unwrap();
    assert_eq!(memberships::find(&mut conn, acme.id, grace.id).await.unwrap(), None);
    assert!(memberships::delete(&mut conn, acme.id, grace.id).await.is_err());
}

#[tokio::test]
async fn a_session_is_renewed_and_ends() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let ada = user(&mut conn, "ada@example.com").await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        let session = Session {
            id: SessionId(0),
            uuid: name.to_owned(),
            user_id: ada.id,
            ip_address: Some("192.0.2.1".to_owned()),
            user_agent: None,
            created_at: NOW,
            last_activity_at: NOW,
            last_activity_ip: Some("192.0.2.1".to_owned()),
            is_remembered: false,
            expires_at: NOW + Duration::from_secs(10),
            confirmed_at: NOW,
        };
        ids.push(sessions::insert(&mut conn, &session, &format!("hash {name}")).await.unwrap());
    }
    assert!(sessions::touch(&mut conn, ids[0], LATER, "192.0.2.2", LATER + Duration::from_secs(10)).await.unwrap());
    let found = sessions::find_by_hash(&mut conn, "hash a").await.unwrap().unwrap();
    assert_eq!((found.last_activity_at, found.expires_at), (LATER, LATER + Duration::from_secs(10)));
    assert_eq!(found.ip_address.as_deref(), Some("192.0.2.1"));
    assert_eq!(found.last_activity_ip.as_deref(), Some("192.0.2.2"));
    assert_eq!(found.confirmed_at, NOW);
    assert!(sessions::confirm(&mut conn, ids[0], LATER).await.unwrap());
    assert!(!sessions::confirm(&mut conn, SessionId(99), LATER).await.unwrap());
    assert_eq!(sessions::find_by_hash(&mut conn, "hash a").await.unwrap().unwrap().confirmed_at, LATER);
    let uuids = |sessions: Vec<Session>| sessions.into_iter().map(|session| session.uuid).collect::<Vec<_>>();
    assert_eq!(uuids(sessions::list(&mut conn, ada.id, NOW, None, 2).await.unwrap()), ["c", "b"]);
    assert_eq!(uuids(sessions::list(&mut conn, ada.id, NOW, Some(ids[1].0), 2).await.unwrap()), ["a"]);
    assert!(sessions::delete(&mut conn, ids[1]).await.unwrap());
    assert!(!sessions::delete(&mut conn, ids[1]).await.unwrap());
    assert!(!sessions::touch(&mut conn, ids[1], LATER, "192.0.2.2", LATER).await.unwrap());
    assert_eq!(sessions::delete_expired(&mut conn, LATER).await.unwrap(), 1);
    assert_eq!(sessions::delete_others(&mut conn, ada.id, Some(ids[0])).await.unwrap(), 0);
    let end = LATER + Duration::from_secs(100);
    assert!(sessions::remember(&mut conn, ids[0], end).await.unwrap());
    assert!(!sessions::remember(&mut conn, ids[1], end).await.unwrap());
    let found = sessions::find_by_hash(&mut conn, "hash a").await.unwrap().unwrap();
    assert_eq!((found.is_remembered, found.expires_at), (true, end));
    assert!(!sessions::delete_by_uuid(&mut conn, UserId(0), "a").await.unwrap());
    assert_eq!(sessions::delete_others(&mut conn, ada.id, None).await.unwrap(), 1);
    assert_eq!(sessions::find_by_hash(&mut conn, "hash a").await.unwrap(), None);
}

#[tokio::test]
async fn a_token_is_found_by_its_hash_and_removed_by_its_owner() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let ada = user(&mut conn, "ada@example.com").await;
    let grace = user(&mut conn, "grace@example.com").await;
    let mut made = Vec::new();
    for (name, scopes) in [("all", None), ("some", Some(vec!["messages:send".to_owned(), "stats:read".to_owned()]))] {
        let mut token = Token {
            id: TokenId(0),
            uuid: name.to_owned(),
            user_id: ada.id,
            name: name.to_owned(),
            prefix: "postal_abcdef".to_owned(),
            organizations: scopes.as_ref().map(|_| vec![OrganizationId(3), OrganizationId(4)]),
            servers: scopes.as_ref().map(|_| vec![ServerId(5)]),
            networks: scopes.as_ref().map(|_| vec!["192.0.2.0/24".parse().unwrap()]),
            scopes,
            expires_at: Some(LATER),
            last_used_at: None,
            created_at: NOW,
        };
        token.id = tokens::insert(&mut conn, &token, &format!("hash {name}")).await.unwrap();
        made.push(token);
    }
    assert_eq!(tokens::find_by_hash(&mut conn, "hash some").await.unwrap().as_ref(), Some(&made[1]));
    assert!(tokens::touch(&mut conn, made[0].id, LATER).await.unwrap());
    let all = tokens::find_by_hash(&mut conn, "hash all").await.unwrap().unwrap();
    assert_eq!((all.last_used_at, all.scopes), (Some(LATER), None));
    let uuids = |tokens: Vec<Token>| tokens.into_iter().map(|token| token.uuid).collect::<Vec<_>>();
    assert_eq!(uuids(tokens::list(&mut conn, ada.id, None, 10).await.unwrap()), ["some", "all"]);
    assert_eq!(uuids(tokens::list(&mut conn, ada.id, Some(made[1].id.0), 10).await.unwrap()), ["all"]);
    assert!(!tokens::delete(&mut conn, grace.id, "some").await.unwrap());
    assert!(tokens::delete(&mut conn, ada.id, "some").await.unwrap());
    assert!(!tokens::touch(&mut conn, made[1].id, LATER).await.unwrap());
    assert_eq!(tokens::delete_all(&mut conn, ada.id).await.unwrap(), 1);
}

#[tokio::test]
async fn users_are_listed_by_name_and_one_admin_is_known_besides() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    for (first, last) in [("grace", "Hopper"), ("Ada", "Lovelace"), ("Grace", "Abel"), ("Ada", "Lovelace")] {
        let number = users::list(&mut conn, None, 10).await.unwrap().len();
        let mut made = user(&mut conn, &format!("{number}@x.example")).await;
        made.first_name = first.to_owned();
        made.last_name = last.to_owned();
        users::update(&mut conn, &made).await.unwrap();
    }
    let mut seen = Vec::new();
    let mut after: Option<User> = None;
    loop {
        let key = after.as_ref().map(|it| (it.first_name.as_str(), it.last_name.as_str(), it.id.0));
        let Some(next) = users::list(&mut conn, key, 1).await.unwrap().pop() else { break };
        seen.push(format!("{} {} {}", next.first_name, next.last_name, next.email_address));
        after = Some(next);
    }
    let expected =
        ["Ada Lovelace 1@x.example", "Ada Lovelace 3@x.example", "Grace Abel 2@x.example", "grace Hopper 0@x.example"];
    assert_eq!(seen, expected);

    let all = users::list(&mut conn, None, 10).await.unwrap();
    for other in &all[1..] {
        assert!(users::has_other_admin(&mut conn, all[0].id).await.unwrap());
        users::set_admin(&mut conn, other.id, false).await.unwrap();
    }
    assert!(!users::has_other_admin(&mut conn, all[0].id).await.unwrap());
    users::delete(&mut conn, all[1].id).await.unwrap();
    assert!(users::delete(&mut conn, all[1].id).await.is_err());
}

#[tokio::test]
async fn an_organization_changes_hands_and_a_user_leaves_all() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let ada = user(&mut conn, "ada@example.com").await;
    let grace = user(&mut conn, "grace@example.com").await;
    let acme = organization(&mut conn, ada.id, "acme").await;
    let beta = organization(&mut conn, ada.id, "beta").await;
    organizations::set_owner(&mut conn, acme.id, grace.id, LATER).await.unwrap();
    assert_eq!(organizations::find(&mut conn, acme.id).await.unwrap().unwrap().owner_id, grace.id);
    assert_eq!(organizations::reassign(&mut conn, ada.id, grace.id, LATER).await.unwrap(), 1);
    let server = server(&mut conn, &acme, "mail").await;
    for (organization, servers) in [(beta.id, Vec::new()), (acme.id, vec![server.id])] {
        let membership = Membership {
            organization_id: organization,
            user_id: ada.id,
            role: Role::Viewer,
            has_all_servers: servers.is_empty(),
            servers,
            created_at: NOW,
        };
        memberships::insert(&mut conn, &membership).await.unwrap();
    }
    let of = |found: Vec<Membership>| found.into_iter().map(|it| it.organization_id).collect::<Vec<_>>();
    assert_eq!(of(memberships::list_of_user(&mut conn, ada.id).await.unwrap()), [acme.id, beta.id]);
    organizations::delete(&mut conn, beta.id, LATER).await.unwrap();
    assert_eq!(of(memberships::list_of_user(&mut conn, ada.id).await.unwrap()), [acme.id]);
    memberships::delete_of_user(&mut conn, ada.id).await.unwrap();
    assert_eq!(memberships::find(&mut conn, beta.id, ada.id).await.unwrap(), None);
    users::delete(&mut conn, ada.id).await.unwrap();
}

#[tokio::test]
async fn a_link_is_found_for_its_purpose_and_used_up() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let ada = user(&mut conn, "ada@example.com").await;
    for (purpose, hash) in [(LinkPurpose::Reset, "a"), (LinkPurpose::Email, "b"), (LinkPurpose::Reset, "c")] {
        let link = UserLink {
            purpose,
            user_id: ada.id,
            email_address: (purpose == LinkPurpose::Email).then(|| "new@example.com".to_owned()),
            expires_at: LATER,
            created_at: NOW,
        };
        user_links::insert(&mut conn, &link, hash).await.unwrap();
        assert_eq!(user_links::find(&mut conn, purpose, hash).await.unwrap(), Some(link));
    }
    assert_eq!(user_links::find(&mut conn, LinkPurpose::Email, "a").await.unwrap(), None);
    assert!(user_links::delete(&mut conn, "a").await.unwrap());
    assert!(!user_links::delete(&mut conn, "a").await.unwrap());
    assert_eq!(user_links::delete_of_user(&mut conn, ada.id, Some(LinkPurpose::Reset)).await.unwrap(), 1);
    assert_eq!(user_links::delete_expired(&mut conn, NOW).await.unwrap(), 0);
    assert_eq!(user_links::delete_expired(&mut conn, LATER).await.unwrap(), 1);
    assert_eq!(user_links::delete_of_user(&mut conn, ada.id, None).await.unwrap(), 0);
}

#[tokio::test]
async fn an_invitation_is_unique_in_its_organization_and_renewed() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let mut invitation = Invitation {
        id: InvitationId(0),
        uuid: "one".to_owned(),
        organization_id: OrganizationId(1),
        email_address: "Ada@example.com".to_owned(),
        role: Role::Support,
        has_all_servers: false,
        servers: vec![ServerId(2), ServerId(3)],
        invited_by: "Grace Hopper".to_owned(),
        expires_at: LATER,
        created_at: NOW,
    };
    invitation.id = invitations::insert(&mut conn, &invitation, "hash").await.unwrap();
    let twin = Invitation { uuid: "two".to_owned(), email_address: "ada@EXAMPLE.com".to_owned(), ..invitation.clone() };
    assert!(invitations::is_taken(&invitations::insert(&mut conn, &twin, "other").await.unwrap_err()));
    let elsewhere = Invitation { organization_id: OrganizationId(9), ..twin };
    invitations::insert(&mut conn, &elsewhere, "other").await.unwrap();
    assert_eq!(invitations::find_by_hash(&mut conn, "hash").await.unwrap().as_ref(), Some(&invitation));
    assert_eq!(invitations::list(&mut conn, OrganizationId(1), None, 10).await.unwrap(), [invitation.clone()]);
    invitations::renew(&mut conn, invitation.id, "new hash", LATER + Duration::from_secs(1)).await.unwrap();
    assert_eq!(invitations::find_by_hash(&mut conn, "hash").await.unwrap(), None);
    let found = invitations::find_by_uuid(&mut conn, OrganizationId(1), "one").await.unwrap().unwrap();
    assert_eq!(found.expires_at, LATER + Duration::from_secs(1));
    assert_eq!(invitations::delete_expired(&mut conn, LATER).await.unwrap(), 1);
    assert!(invitations::delete(&mut conn, invitation.id).await.unwrap());
    assert!(!invitations::delete(&mut conn, invitation.id).await.unwrap());
    assert_eq!(invitations::delete_of_organization(&mut conn, OrganizationId(9)).await.unwrap(), 0);
}
