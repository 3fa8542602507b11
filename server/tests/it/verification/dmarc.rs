//! DMARC.

use postal::verification::{AuthResult, DmarcPolicy};

use super::{FakeDns, MAIL, signed, verify};

#[tokio::test]
async fn the_organizational_domain_speaks_for_its_subdomains() {
    let dns = FakeDns::start().await;
    dns.txt("_dmarc.shop.example", &["v=DMARC1; p=reject; sp=quarantine"]);
    let mail = MAIL.replace("ann@shop.example", "ann@News.Shop.example");
    let found = verify(&dns, None, &mail).await;
    assert_eq!((found.dmarc, found.from_domain.as_deref()), (AuthResult::Fail, Some("news.shop.example")));
    assert_eq!((found.dmarc_policy, found.dmarc_disposition), (Some(DmarcPolicy::Quarantine), DmarcPolicy::Quarantine));
    assert!(!found.should_reject());
    let aligned = signed(&dns, "mail.shop.example", "s1", &mail);
    assert_eq!(verify(&dns, None, &aligned).await.dmarc, AuthResult::Pass);
    let other = signed(&dns, "bookshop.example", "s1", &mail);
    assert_eq!(verify(&dns, None, &other).await.dmarc, AuthResult::Fail);
}

#[tokio::test]
async fn without_a_record_there_is_no_result() {
    let dns = FakeDns::start().await;
    let found = verify(&dns, None, MAIL).await;
    assert_eq!((found.dmarc, found.dmarc_policy), (AuthResult::None, None));
    dns.txt("_dmarc.shop.example", &["v=DMARC1; p=reject"]).txt("_dmarc.shop.example", &["v=DMARC1; p=none"]);
    // Several records are none.
    let found = super::verifier(&dns).verify(&super::peer(), None, MAIL.as_bytes()).await;
    assert_eq!(found.dmarc, AuthResult::None);
}

#[tokio::test]
async fn a_broken_record_is_a_permanent_error() {
    let dns = FakeDns::start().await;
    dns.txt("_dmarc.shop.example", &["v=DMARC1; p=rejekt"]).txt("_dmarc.shop.example", &["unrelated"]);
    let found = verify(&dns, None, MAIL).await;
    assert_eq!((found.dmarc, found.dmarc_policy), (AuthResult::PermError, None));
    assert!(found.header_value("h").contains("\tdmarc=permerror header.from=shop.example;"));
}

#[tokio::test]
async fn a_second_author_is_no_way_around_a_policy() {
    let dns = super::good_dns().await;
    dns.txt("evil.example", &["v=spf1 ip4:192.0.2.7 -all"]).txt("_dmarc.evil.example", &["v=DMARC1; p=none"]);
    for from in [
        "From: eve@evil.example, ann@shop.example\r\n",
        "From: eve@evil.example\r\nFrom: ann@shop.example\r\n",
        "From: ann@shop.example\r\nFrom: eve@evil.example\r\n",
    ] {
        let mail = MAIL.replace("From: Ann <ann@shop.example>\r\n", from);
        let found = verify(&dns, Some("eve@evil.example"), &mail).await;
        assert_eq!((found.dmarc, found.from_domain.as_deref()), (AuthResult::Fail, Some("shop.example")), "{from}");
        assert!(found.should_reject());
    }
    let many: Vec<String> = (0..20).map(|number| format!("a@d{number}.example")).collect();
    let mail = MAIL.replace("Ann <ann@shop.example>", &many.join(", "));
    let found = verify(&dns, None, &mail).await;
    assert_eq!(found.dmarc, AuthResult::Fail);
    assert!(found.should_reject());
}

#[tokio::test]
async fn pct_leaves_some_mail_out() {
    let dns = FakeDns::start().await;
    dns.txt("_dmarc.shop.example", &["v=DMARC1; p=reject; pct=50"]);
    let verifier = super::verifier(&dns);
    let mut rejected = 0;
    for _ in 0..60 {
        let found = verifier.verify(&super::peer(), None, MAIL.as_bytes()).await;
        assert_eq!((found.dmarc, found.dmarc_policy), (AuthResult::Fail, Some(DmarcPolicy::Reject)));
        match found.dmarc_disposition {
            DmarcPolicy::Reject => rejected += 1,
            other => assert_eq!(other, DmarcPolicy::Quarantine),
        }
    }
    assert!((10..50).contains(&rejected), "{rejected}");
}
