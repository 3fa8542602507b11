//! Pools, their addresses, assignments and rules.

use postal::model::{
    IpAddress, IpAddressId, IpPool, IpPoolId, IpPoolRef, IpPoolRule, IpPoolRuleId, ProcessId, RuleOwner, Timestamp,
};
use postal::store::ip_addresses::Taken;
use postal::store::processes::{self, NewProcess};
use postal::store::{Conn, ip_addresses, ip_pool_rules, ip_pools, organizations, servers};

use super::accounts::user;
use super::tenancy::{organization, server};
use crate::support::database::migrated;

const NOW: Timestamp = Timestamp(1_795_358_146_000_000);
const LATER: Timestamp = Timestamp(NOW.0 + 1_000_000);

async fn pool(conn: &mut Conn, name: &str, is_default: bool) -> IpPool {
    let mut pool = IpPool {
        id: IpPoolId(0),
        uuid: format!("uuid of {name}"),
        name: name.to_owned(),
        is_default,
        created_at: NOW,
        updated_at: NOW,
    };
    pool.id = ip_pools::insert(conn, &pool).await.unwrap();
    pool
}

async fn address(conn: &mut Conn, pool: &IpPool, last: u8, priority: i64) -> IpAddress {
    let mut address = IpAddress {
        id: IpAddressId(0),
        ip_pool_id: pool.id,
        ipv4: [192, 0, 2, last].into(),
        ipv6: None,
        hostname: format!("ip{last}.example.com"),
        priority,
        created_at: NOW,
        updated_at: NOW,
    };
    address.id = ip_addresses::insert(conn, &address).await.unwrap();
    address
}

async fn rule(conn: &mut Conn, owner: RuleOwner, pool: &IpPool, uuid: &str) -> IpPoolRule {
    let mut rule = IpPoolRule {
        id: IpPoolRuleId(0),
        uuid: uuid.to_owned(),
        owner,
        pool: IpPoolRef::from(pool.clone()),
        from_text: None,
        to_text: Some("a.example\nb.example".to_owned()),
        created_at: NOW,
        updated_at: NOW,
    };
    rule.id = ip_pool_rules::insert(conn, &rule).await.unwrap();
    rule
}

#[tokio::test]
async fn pools_are_found_listed_by_name_changed_and_deleted() {
    let (store, _database) = migrated().await;
    let conn = &mut store.write().await.unwrap();
    let (bulk, main) = (pool(conn, "bulk", true).await, pool(conn, "Aardvark", false).await);
    assert_eq!(ip_pools::find_by_uuid(conn, &bulk.uuid).await.unwrap().as_ref(), Some(&bulk));
    assert_eq!(ip_pools::find_by_uuid(conn, "none").await.unwrap(), None);
    assert_eq!(ip_pools::list(conn, None, 10).await.unwrap(), [main.clone(), bulk.clone()]);
    let after = Some(("Aardvark", main.id.0));
    assert_eq!(ip_pools::list(conn, after, 10).await.unwrap(), std::slice::from_ref(&bulk));
    assert_eq!(ip_pools::list(conn, None, 1).await.unwrap(), std::slice::from_ref(&main));
    let main = IpPool { name: "Main".to_owned(), is_default: true, updated_at: LATER, ..main };
    assert!(ip_pools::update(conn, &main).await.unwrap());
    assert!(!ip_pools::update(conn, &IpPool { id: IpPoolId(999), ..main.clone() }).await.unwrap());
    assert_eq!(ip_pools::find_default(conn).await.unwrap().map(|pool| pool.id), Some(bulk.id), "the older one");
    ip_pools::clear_other_defaults(conn, main.id).await.unwrap();
    assert_eq!(ip_pools::find_default(conn).await.unwrap(), Some(main.clone()));
    assert!(ip_pools::keep(conn, main.id).await.unwrap() && ip_pools::lock(conn, main.id).await.unwrap());
    assert!(ip_pools::delete(conn, main.id).await.unwrap());
    assert!(!ip_pools::delete(conn, main.id).await.unwrap());
    assert!(!ip_pools::keep(conn, main.id).await.unwrap() && !ip_pools::lock(conn, main.id).await.unwrap());
    assert_eq!(ip_pools::find_default(conn).await.unwrap(), None);
}

#[tokio::test]
async fn an_organization_has_pools_and_its_servers_use_them() {
    let (store, _database) = migrated().await;
    let conn = &mut store.write().await.unwrap();
    let ada = user(conn, "ada@example.com").await;
    let (acme, other) = (organization(conn, ada.id, "acme").await, organization(conn, ada.id, "other").await);
    organizations::lock(conn, acme.id).await.unwrap();
    let (bulk, main) = (pool(conn, "bulk", false).await, pool(conn, "main", true).await);
    let unused = pool(conn, "unused", false).await;
    for pool in [&bulk, &main] {
        ip_pools::assign(conn, acme.id, pool.id, NOW).await.unwrap();
    }
    assert_eq!(ip_pools::list_assigned(conn, acme.id).await.unwrap(), [main.clone(), bulk.clone()]);
    assert_eq!(ip_pools::find_first_assigned(conn, acme.id).await.unwrap(), Some(main.clone()));
    assert_eq!(ip_pools::find_first_assigned(conn, other.id).await.unwrap(), None);
    assert_eq!(ip_pools::find_assigned(conn, acme.id, &bulk.uuid).await.unwrap(), Some(bulk.clone()));
    assert_eq!(ip_pools::find_assigned(conn, other.id, &bulk.uuid).await.unwrap(), None);
    assert_eq!(ip_pools::find_assigned(conn, acme.id, &unused.uuid).await.unwrap(), None);

    let mut mail = server(conn, &acme, "mail").await;
    mail.ip_pool = Some(bulk.clone().into());
    servers::update(conn, &mail).await.unwrap();
    assert_eq!(servers::find(conn, mail.id).await.unwrap(), Some(mail.clone()));
    assert_eq!(ip_pools::count_servers(conn, bulk.id).await.unwrap(), 1);
    assert_eq!(ip_pools::count_servers(conn, main.id).await.unwrap(), 0);
    rule(conn, RuleOwner::Server(mail.id), &bulk, "1").await;
    rule(conn, RuleOwner::Organization(acme.id), &bulk, "2").await;
    rule(conn, RuleOwner::Organization(other.id), &bulk, "3").await;
    ip_pools::unassign(conn, acme.id, bulk.id).await.unwrap();

    let found = ip_pools::list_of_organization(conn, acme.id).await.unwrap();
    let found: Vec<_> = found.iter().map(|it| (it.pool.name.as_str(), it.is_assigned, it.servers, it.rules)).collect();
    assert_eq!(found, [("main", true, 0, 0), ("bulk", false, 1, 2)]);
    servers::delete(conn, mail.id, NOW).await.unwrap();
    assert_eq!(ip_pools::count_servers(conn, bulk.id).await.unwrap(), 0);
    // Rules and assignments go with the pool, and a deleted server forgets it.
    assert!(ip_pools::delete(conn, bulk.id).await.unwrap());
    assert_eq!(servers::find(conn, mail.id).await.unwrap().unwrap().ip_pool, None);
    assert!(ip_pool_rules::list(conn, RuleOwner::Organization(acme.id), None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn addresses_are_listed_by_priority_and_each_is_there_once() {
    let (store, _database) = migrated().await;
    let conn = &mut store.write().await.unwrap();
    let (bulk, main) = (pool(conn, "bulk", false).await, pool(conn, "main", false).await);
    let low = address(conn, &bulk, 1, 10).await;
    let (first, second) = (address(conn, &bulk, 2, 100).await, address(conn, &bulk, 3, 100).await);
    let foreign = address(conn, &main, 4, 50).await;
    let all = [first.clone(), second.clone(), low.clone()];
    assert_eq!(ip_addresses::list(conn, bulk.id, None, 10).await.unwrap(), all);
    let after = Some((100, first.id.0));
    assert_eq!(ip_addresses::list(conn, bulk.id, after, 1).await.unwrap(), std::slice::from_ref(&second));
    assert_eq!(
        ip_addresses::list(conn, bulk.id, Some((100, second.id.0)), 9).await.unwrap(),
        std::slice::from_ref(&low)
    );
    assert_eq!(ip_addresses::list_all(conn).await.unwrap(), [first.clone(), second.clone(), foreign.clone(), low]);
    assert_eq!(ip_addresses::count_of_pool(conn, bulk.id).await.unwrap(), 3);
    assert_eq!(ip_addresses::find(conn, bulk.id, foreign.id).await.unwrap(), None, "another pool's");

    let ipv6 = Some("2001:db8::1".parse().unwrap());
    let hostname = "new.example.com".to_owned();
    let changed = IpAddress { ipv6, hostname, priority: 0, updated_at: LATER, ..first };
    assert!(ip_addresses::update(conn, &changed).await.unwrap());
    assert_eq!(ip_addresses::find(conn, bulk.id, changed.id).await.unwrap(), Some(changed.clone()));
    assert!(ip_addresses::has_ipv4(conn, "192.0.2.2", second.id).await.unwrap());
    assert!(!ip_addresses::has_ipv4(conn, "192.0.2.2", changed.id).await.unwrap());
    assert!(ip_addresses::has_ipv6(conn, "2001:db8::1", second.id).await.unwrap());
    assert!(!ip_addresses::has_ipv6(conn, "2001:db8::1", changed.id).await.unwrap());
    assert!(ip_addresses::delete(conn, foreign.id).await.unwrap());
    assert!(!ip_addresses::delete(conn, foreign.id).await.unwrap());
    assert!(!ip_addresses::update(conn, &foreign).await.unwrap());
}

#[tokio::test]
async fn the_database_knows_which_address_is_taken() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let pool = pool(&mut conn, "bulk", false).await;
    let first = address(&mut conn, &pool, 1, 100).await;
    let ipv6 = Some("2001:db8::1".parse().unwrap());
    ip_addresses::update(&mut conn, &IpAddress { ipv6, ..first.clone() }).await.unwrap();
    let second = address(&mut conn, &pool, 2, 100).await;
    let error = ip_addresses::insert(&mut conn, &first).await.unwrap_err();
    assert_eq!(ip_addresses::taken(&error), Some(Taken::Ipv4), "{error}");
    let error = ip_addresses::update(&mut conn, &IpAddress { ipv6, ..second }).await.unwrap_err();
    assert_eq!(ip_addresses::taken(&error), Some(Taken::Ipv6), "{error}");
}

#[tokio::test]
async fn rules_are_listed_newest_first_changed_and_deleted() {
    let (store, _database) = migrated().await;
    let conn = &mut store.write().await.unwrap();
    let ada = user(conn, "ada@example.com").await;
    let acme = organization(conn, ada.id, "acme").await;
    let mail = server(conn, &acme, "mail").await;
    let (bulk, main) = (pool(conn, "bulk", false).await, pool(conn, "main", false).await);
    let (of_server, of_organization) = (RuleOwner::Server(mail.id), RuleOwner::Organization(acme.id));
    let first = rule(conn, of_server, &bulk, "1").await;
    let second = rule(conn, of_server, &bulk, "2").await;
    let third = rule(conn, of_organization, &main, "3").await;
    assert_eq!(ip_pool_rules::list(conn, of_server, None, 10).await.unwrap(), [second.clone(), first.clone()]);
    let before = Some(second.id.0);
    assert_eq!(ip_pool_rules::list(conn, of_server, before, 10).await.unwrap(), std::slice::from_ref(&first));
    assert_eq!(ip_pool_rules::list(conn, of_organization, None, 10).await.unwrap(), std::slice::from_ref(&third));
    assert_eq!(ip_pool_rules::find_by_uuid(conn, of_organization, "1").await.unwrap(), None, "the server's");
    let from_text = Some("boss@acme.example".to_owned());
    let changed = IpPoolRule { pool: main.into(), from_text, to_text: None, updated_at: LATER, ..first };
    assert!(ip_pool_rules::update(conn, &changed).await.unwrap());
    assert_eq!(ip_pool_rules::find_by_uuid(conn, of_server, "1").await.unwrap(), Some(changed.clone()));
    ip_pool_rules::delete(conn, changed.id).await.unwrap();
    assert!(!ip_pool_rules::update(conn, &changed).await.unwrap());
    assert_eq!(ip_pool_rules::find_by_uuid(conn, of_server, "1").await.unwrap(), None);
}

#[tokio::test]
async fn a_process_notes_its_addresses_and_they_go_with_it() {
    let (store, _database) = migrated().await;
    let mut tx = store.begin().await.unwrap();
    let pool = pool(&mut tx, "bulk", false).await;
    let (first, second) = (address(&mut tx, &pool, 1, 100).await, address(&mut tx, &pool, 2, 100).await);
    let new = |host: &str| NewProcess { host: host.to_owned(), pid: 1, roles: "worker".into(), version: "4".into() };
    let one = processes::insert(&mut tx, &new("a.example")).await.unwrap();
    let other = processes::insert(&mut tx, &new("b.example")).await.unwrap();
    ip_addresses::set_present(&mut tx, one, &[first.id, second.id, IpAddressId(999)]).await.unwrap();
    ip_addresses::set_present(&mut tx, other, &[second.id]).await.unwrap();
    ip_addresses::set_present(&mut tx, ProcessId(999), &[second.id]).await.unwrap();
    let row = |process, host: &str, address: &IpAddress| (process, host.to_owned(), address.id);
    let all = [row(one, "a.example", &first), row(one, "a.example", &second), row(other, "b.example", &second)];
    assert_eq!(ip_addresses::list_present(&mut tx).await.unwrap(), all);
    ip_addresses::set_present(&mut tx, one, &[first.id]).await.unwrap();
    processes::delete(&mut tx, other).await.unwrap();
    assert_eq!(ip_addresses::list_present(&mut tx).await.unwrap(), [row(one, "a.example", &first)]);
    ip_addresses::delete(&mut tx, first.id).await.unwrap();
    assert!(ip_addresses::list_present(&mut tx).await.unwrap().is_empty());
}
