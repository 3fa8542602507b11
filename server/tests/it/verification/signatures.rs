//! DKIM.

use postal::verification::AuthResult;

use super::{FakeDns, MAIL, signed, verify};

async fn dkim(dns: &FakeDns, mail: &str) -> (AuthResult, Option<String>) {
    let found = verify(dns, None, mail).await;
    let first = found.dkim_signatures.first().cloned();
    assert_eq!(found.dkim, first.as_ref().map(|it| it.result).unwrap_or_default());
    (found.dkim, first.and_then(|it| it.reason))
}

#[tokio::test]
async fn what_was_changed_on_the_way_does_not_pass() {
    let dns = FakeDns::start().await;
    let mail = signed(&dns, "shop.example", "s1", MAIL);
    assert_eq!(dkim(&dns, &mail).await.0, AuthResult::Pass);
    let (result, reason) = dkim(&dns, &mail.replace("A body", "Another body")).await;
    assert_eq!((result, reason.as_deref()), (AuthResult::Fail, Some("the body was changed")));
    let (result, reason) = dkim(&dns, &mail.replace("Hello", "Buy now")).await;
    assert_eq!((result, reason.as_deref()), (AuthResult::Fail, Some("the signature does not match")));
    assert_eq!(dkim(&dns, MAIL).await.0, AuthResult::None);
}

#[tokio::test]
async fn a_large_body_is_verified_like_a_small_one() {
    let dns = FakeDns::start().await;
    let large = format!("{MAIL}{}", "0123456789\r\n".repeat(20_000));
    let mail = signed(&dns, "shop.example", "s1", &large);
    assert_eq!(dkim(&dns, &mail).await.0, AuthResult::Pass);
    assert_eq!(dkim(&dns, &format!("{mail}x\r\n")).await.0, AuthResult::Fail);
}

#[tokio::test]
async fn keys_that_are_gone_broken_or_revoked_are_permanent_errors() {
    let dns = FakeDns::start().await;
    let mail = signed(&dns, "shop.example", "s1", MAIL);
    let key = "s1._domainkey.shop.example";
    dns.remove(key);
    assert_eq!(dkim(&dns, &mail).await, (AuthResult::PermError, Some("there is no key".to_owned())));
    for (record, name) in [("v=DKIM1; p=", "s2"), ("v=DKIM1; k=rsa; p=!!!", "s3"), ("v=DKIM7; p=AAAA", "s4")] {
        let mail = signed(&dns, "shop.example", name, MAIL);
        let key = format!("{name}._domainkey.shop.example");
        dns.remove(&key).txt(&key, &[record]);
        let (result, reason) = dkim(&dns, &mail).await;
        assert_eq!(result, AuthResult::PermError, "{record}: {reason:?}");
    }
}

#[tokio::test]
async fn signatures_that_protect_too_little_do_not_count() {
    let dns = FakeDns::start().await;
    let mail = signed(&dns, "shop.example", "s1", MAIL);
    // A part of the body; SHA-1; without From; expired; unreadable.
    for (from, to, expected) in [
        ("c=relaxed/relaxed;", "c=relaxed/relaxed; l=3;", AuthResult::Policy),
        ("a=rsa-sha256", "a=rsa-sha1", AuthResult::PermError),
        ("h=from:", "h=", AuthResult::PermError),
        ("t=1700000000", "t=1700000000; x=1700000001", AuthResult::Fail),
        ("v=1", "v=2", AuthResult::Neutral),
        ("a=rsa-sha256", "a=rot13", AuthResult::Neutral),
    ] {
        let changed = mail.replacen(from, to, 1);
        assert_ne!(changed, mail);
        let (result, reason) = dkim(&dns, &changed).await;
        assert_eq!(result, expected, "{to}: {reason:?}");
        assert!(reason.is_some());
    }
}

#[tokio::test]
async fn a_silent_domain_cannot_keep_another_signature_from_counting() {
    let dns = super::good_dns().await;
    let mut mail = signed(&dns, "shop.example", "s1", MAIL);
    for number in 0..20 {
        mail = signed(&dns, &format!("d{number}.example"), "x", &mail);
        dns.silence(&format!("x._domainkey.d{number}.example"));
    }
    let verifier = super::verifier(&dns).with_deadline(std::time::Duration::from_secs(1));
    let found = verifier.verify(&super::peer(), Some("a@evil.example"), mail.as_bytes()).await;
    assert_eq!(found.dkim_signatures.len(), 8, "{found:?}");
    assert_eq!((found.dkim_signatures[0].domain.as_str(), found.dkim), ("shop.example", AuthResult::Pass));
    assert_eq!(found.dmarc, AuthResult::Pass);
    // And a forged one does not become a mere temporary error by it.
    let forged = mail.replace("Hello", "Buy now");
    let found = verifier.verify(&super::peer(), Some("a@evil.example"), forged.as_bytes()).await;
    assert_eq!(found.dmarc, AuthResult::Fail);
    assert!(found.should_reject());
}
