//! Look-ups at a domain's own name servers. One server plays both parts here.

use super::resolver;
use crate::support::FakeDns;

#[tokio::test]
async fn a_domain_is_asked_at_its_own_servers_without_a_cache() {
    let dns = FakeDns::start().await;
    dns.ns("shop.example", "ns1.shop.example").a("ns1.shop.example", "127.0.0.1").txt("www.shop.example", &["one"]);
    let own = resolver(&dns).authoritative("www.shop.example").await.unwrap();
    assert_eq!(own.txt("www.shop.example").await.unwrap(), ["one"]);
    dns.remove("www.shop.example").txt("www.shop.example", &["two"]);
    assert_eq!(own.txt("www.shop.example").await.unwrap(), ["two"]);
    dns.remove("www.shop.example");
    assert_eq!(own.txt("www.shop.example").await.unwrap(), [] as [&str; 0]);
}

#[tokio::test]
async fn where_the_own_servers_give_no_answer_the_resolver_is_asked() {
    let recursive = FakeDns::start().await;
    let own = FakeDns::start().await;
    recursive.ns("shop.example", "ns1.shop.example").a("ns1.shop.example", "127.0.0.1");
    recursive.txt("key._domainkey.shop.example", &["from the resolver"]).txt("shop.example", &["from the resolver"]);
    own.refer("key._domainkey.shop.example").txt("shop.example", &["from its own server"]);
    let settings = postal::dns::Settings { authoritative_port: own.address().port(), ..super::settings(&recursive) };
    let domain = postal::dns::Resolver::new(settings).authoritative("shop.example").await.unwrap();
    assert_eq!(domain.txt("shop.example").await.unwrap(), ["from its own server"]);
    assert_eq!(domain.txt("key._domainkey.shop.example").await.unwrap(), ["from the resolver"]);
}

#[tokio::test]
async fn without_known_name_servers_all_goes_to_the_resolver() {
    let dns = FakeDns::start().await;
    dns.txt("shop.example", &["x"]).serv_fail("example");
    let domain = resolver(&dns).authoritative("shop.example").await.unwrap();
    assert_eq!(domain.txt("shop.example").await.unwrap(), ["x"]);
}
