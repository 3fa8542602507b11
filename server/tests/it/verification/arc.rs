//! ARC.

use mail_auth::arc::ArcSealer;
use mail_auth::common::crypto::{RsaKey, Sha256};
use mail_auth::common::headers::HeaderWriter;
use mail_auth::{ArcOutput, AuthenticatedMessage, AuthenticationResults, DkimResult};
use postal::verification::AuthResult;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::{FakeDns, KEY, MAIL, verify};

/// What a forwarder puts in front of a mail that had no chain yet.
pub fn sealed(dns: &FakeDns, domain: &str, mail: &str) -> String {
    let key = format!("v=DKIM1; k=rsa; p={}", KEY.public_key_base64());
    let (first, second) = key.split_at(200);
    dns.txt(&format!("arc._domainkey.{domain}"), &[first, second]);
    let der = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(KEY.to_pkcs8_der().unwrap()));
    let message = AuthenticatedMessage::parse(mail.as_bytes()).unwrap();
    let results = AuthenticationResults::new("mx.list.example");
    let set = ArcSealer::from_key(RsaKey::<Sha256>::from_key_der(der).unwrap())
        .domain(domain)
        .selector("arc")
        .headers(["From", "To", "Subject"])
        .seal(&message, &results, &ArcOutput::default().with_result(DkimResult::None))
        .unwrap();
    format!("{}{mail}", set.to_header())
}

#[tokio::test]
async fn a_chain_passes_until_the_mail_is_changed() {
    let dns = FakeDns::start().await;
    let mail = sealed(&dns, "list.example", MAIL);
    let found = verify(&dns, None, &mail).await;
    assert_eq!((found.arc, found.arc_sealers.as_slice()), (AuthResult::Pass, ["list.example".to_owned()].as_slice()));
    assert!(found.header_value("h").ends_with("\tarc=pass smtp.remote-ip=192.0.2.7"));
    assert_eq!(verify(&dns, None, &mail.replace("A body", "Another body")).await.arc, AuthResult::Fail);
    assert_eq!(verify(&dns, None, &mail.replace("Hello", "Buy now")).await.arc, AuthResult::Fail);
    assert_eq!(verify(&dns, None, &mail.replace("cv=none", "cv=pass")).await.arc, AuthResult::Fail);
    let without_seal = mail.replace("ARC-Seal:", "X-Other:");
    assert_eq!(verify(&dns, None, &without_seal).await.arc, AuthResult::Fail);
    assert_eq!(verify(&dns, None, &mail.replace("ARC-Seal: i=1;", "ARC-Seal: i=x;")).await.arc, AuthResult::Fail);
}

#[tokio::test]
async fn a_chain_whose_key_cannot_be_asked_for_is_a_temporary_error() {
    let dns = FakeDns::start().await;
    let mail = sealed(&dns, "list.example", MAIL);
    dns.serv_fail("arc._domainkey.list.example");
    assert_eq!(verify(&dns, None, &mail).await.arc, AuthResult::TempError);
}

#[tokio::test]
async fn nobody_is_trusted_to_vouch_for_what_fails_dmarc() {
    let dns = super::good_dns().await;
    let mail = sealed(&dns, "list.example", MAIL);
    let found = verify(&dns, Some("a@list.example"), &mail).await;
    assert_eq!((found.arc, found.dmarc), (AuthResult::Pass, AuthResult::Fail));
    assert!(found.should_reject());
}
