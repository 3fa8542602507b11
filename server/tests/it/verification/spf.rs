//! SPF.

use postal::verification::{AuthResult, SpfIdentity};

use super::{FakeDns, MAIL, verify};

async fn result(dns: &FakeDns, mail_from: &str) -> AuthResult {
    verify(dns, Some(mail_from), MAIL).await.spf
}

#[tokio::test]
async fn each_qualifier_has_its_result() {
    let dns = FakeDns::start().await;
    for (name, record, expected) in [
        ("pass.example", "v=spf1 ip4:192.0.2.0/24 -all", AuthResult::Pass),
        ("fail.example", "v=spf1 ip4:198.51.100.0/24 -all", AuthResult::Fail),
        ("soft.example", "v=spf1 ~all", AuthResult::SoftFail),
        ("neutral.example", "V=SPF1 ?all", AuthResult::Neutral),
        ("nothing.example", "v=spf10 -all", AuthResult::None),
        ("include.example", "v=spf1 include:pass.example -all", AuthResult::Pass),
        ("redirect.example", "v=spf1 redirect=fail.example", AuthResult::Fail),
        ("broken.example", "v=spf1 ip5:192.0.2.7 -all", AuthResult::PermError),
        ("lost.example", "v=spf1 include:missing.example -all", AuthResult::PermError),
        ("loop.example", "v=spf1 include:loop.example -all", AuthResult::PermError),
        ("tired.example", "v=spf1 include:dead.example -all", AuthResult::TempError),
    ] {
        dns.txt(name, &["site-verification=1"]).txt(name, &[record]).txt(name, &["zzz"]).serv_fail("dead.example");
        assert_eq!(result(&dns, &format!("a@{name}")).await, expected, "{record}");
    }
    assert_eq!(result(&dns, "a@missing.example").await, AuthResult::None);
}

#[tokio::test]
async fn addresses_and_exchangers_are_looked_up() {
    let dns = FakeDns::start().await;
    dns.txt("a.example", &["v=spf1 a:host.a.example -all"]).a("host.a.example", super::IP);
    dns.txt("mx.example", &["v=spf1 mx -all"]).mx("mx.example", 10, "host.a.example");
    dns.txt("macro.example", &["v=spf1 exists:%{l}.%{d} -all"]).a("ann.macro.example", "127.0.0.2");
    assert_eq!(result(&dns, "x@a.example").await, AuthResult::Pass);
    assert_eq!(result(&dns, "x@mx.example").await, AuthResult::Pass);
    assert_eq!(result(&dns, "ann@macro.example").await, AuthResult::Pass);
    assert_eq!(result(&dns, "eve@macro.example").await, AuthResult::Fail);
}

#[tokio::test]
async fn two_records_are_a_permanent_error() {
    let dns = FakeDns::start().await;
    dns.txt("two.example", &["v=spf1 ip4:192.0.2.7 -all"]).txt("two.example", &["v=spf1 -all"]);
    assert_eq!(result(&dns, "a@two.example").await, AuthResult::PermError);
}

#[tokio::test]
async fn a_null_sender_is_verified_by_its_helo_name() {
    let dns = FakeDns::start().await;
    dns.txt("mx.shop.example", &["v=spf1 ip4:192.0.2.7 -all"]);
    let found = verify(&dns, None, MAIL).await;
    assert_eq!(
        (found.spf, found.spf_identity, found.spf_domain.as_deref()),
        (AuthResult::Pass, SpfIdentity::Helo, Some("mx.shop.example"))
    );
    assert!(found.header_value("h").contains("spf=pass smtp.helo=mx.shop.example;"));
    let found = verify(&dns, Some("postmaster"), MAIL).await;
    assert_eq!((found.spf, found.spf_identity), (AuthResult::Pass, SpfIdentity::Helo));
    let literal = postal::verification::Peer { helo: "[192.0.2.7]", ..super::peer() };
    let found = super::verifier(&dns).verify(&literal, None, MAIL.as_bytes()).await;
    assert_eq!((found.spf, found.spf_domain), (AuthResult::None, None));
}

#[tokio::test]
async fn international_domains_are_looked_up_as_a_labels() {
    let dns = FakeDns::start().await;
    dns.txt("xn--bcher-kva.example", &["v=spf1 ip4:192.0.2.7 -all"]);
    let found = verify(&dns, Some("j\u{f6}rg@B\u{fc}cher.example"), MAIL).await;
    assert_eq!((found.spf, found.spf_domain.as_deref()), (AuthResult::Pass, Some("xn--bcher-kva.example")));
}
