//! `postal::verification` with a name server of our own and mail that is signed, forged or broken.

mod arc;
mod dmarc;
mod signatures;
mod spf;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use postal::random::Random;
use postal::verification::{AuthResult, Peer, Verification, Verifier};
use postal_mail::dkim::{BodyHash, KeyBits, Oversigning, Signer, SigningKey};

use crate::dns::resolver;
use crate::support::FakeDns;

const IP: &str = "192.0.2.7";
const MAIL: &str = "From: Ann <ann@shop.example>\r\nTo: bob@host.example\r\nSubject: Hello\r\n\
    Date: Tue, 14 Nov 2023 22:13:20 +0000\r\nMessage-ID: <1@shop.example>\r\n\r\nA body.\r\n";

/// Making a key takes a while.
static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(KeyBits::Bits2048).unwrap());

fn verifier(dns: &FakeDns) -> Verifier {
    Verifier::new(resolver(dns), Random::seeded(1))
}

fn peer() -> Peer<'static> {
    Peer { ip: IP.parse().unwrap(), helo: "mx.shop.example", reverse_name: Some("mx.shop.example") }
}

async fn verify(dns: &FakeDns, mail_from: Option<&str>, content: &str) -> Verification {
    verifier(dns).verify(&peer(), mail_from, content.as_bytes()).await
}

/// The mail with a signature of `domain` in front, and its key in DNS.
fn signed(dns: &FakeDns, domain: &str, selector: &str, mail: &str) -> String {
    let key = format!("v=DKIM1; k=rsa; p={}", KEY.public_key_base64());
    let (first, second) = key.split_at(200);
    dns.txt(&format!("{selector}._domainkey.{domain}"), &[first, second]);
    let (headers, body) = mail.split_once("\r\n\r\n").unwrap();
    let signer = Signer { domain, selector, key: &KEY, oversigning: Oversigning::Off };
    let headers = format!("{headers}\r\n");
    let field = signer.sign(headers.as_bytes(), &BodyHash::of([body.as_bytes()]), 1_700_000_000).unwrap();
    format!("{field}{mail}")
}

/// SPF, DMARC and the name of the client are as they should be.
async fn good_dns() -> FakeDns {
    let dns = FakeDns::start().await;
    dns.txt("shop.example", &["v=spf1 ip4:192.0.2.7 -all"])
        .txt("_dmarc.shop.example", &["v=DMARC1; p=reject"])
        .a("mx.shop.example", IP);
    dns
}

#[tokio::test]
async fn a_good_mail_passes_everything() {
    let dns = good_dns().await;
    let mail = signed(&dns, "shop.example", "s1", MAIL);
    let found = verify(&dns, Some("bounce@shop.example"), &mail).await;
    assert_eq!(found.iprev, AuthResult::Pass);
    assert_eq!((found.spf, found.spf_domain.as_deref()), (AuthResult::Pass, Some("shop.example")));
    assert_eq!((found.dkim, found.dkim_signatures.len()), (AuthResult::Pass, 1), "{found:?}");
    assert_eq!((found.dmarc, found.from_domain.as_deref()), (AuthResult::Pass, Some("shop.example")));
    assert_eq!(found.arc, AuthResult::None);
    assert!(!found.should_reject());
    let prefix = &found.dkim_signatures[0].prefix;
    assert_eq!(prefix.len(), 8);
    let value = found.header_value("mail.host.example");
    for line in [
        "mail.host.example;\r\n",
        "\tiprev=pass policy.iprev=192.0.2.7 smtp.rdns=mx.shop.example;\r\n",
        "\tspf=pass smtp.mailfrom=shop.example;\r\n",
        "\tdkim=pass header.d=shop.example header.s=s1 header.b=",
        "\tdmarc=pass (p=reject dis=none) header.from=shop.example;\r\n",
        "\tarc=none",
    ] {
        assert!(value.contains(line), "{line:?} in {value}");
    }
    assert_eq!(Verification::from_json(&found.to_json()).unwrap(), found);
}

#[tokio::test]
async fn a_forged_mail_fails_and_is_to_be_refused() {
    let dns = good_dns().await;
    dns.txt("evil.example", &["v=spf1 ip4:192.0.2.7 -all"]);
    let mail = signed(&dns, "evil.example", "e", MAIL);
    let found = verify(&dns, Some("x@evil.example"), &mail).await;
    assert_eq!((found.spf, found.dkim, found.dmarc), (AuthResult::Pass, AuthResult::Pass, AuthResult::Fail));
    assert!(found.should_reject());
}

#[tokio::test]
async fn the_name_of_the_client_must_lead_back_to_it() {
    let dns = FakeDns::start().await;
    dns.a("good.example", IP).a("bad.example", "192.0.2.8").serv_fail("broken.example");
    let verifier = verifier(&dns);
    let iprev = async |reverse_name| {
        let found = verifier.verify(&Peer { reverse_name, ..peer() }, None, b"A: b\r\n\r\n").await;
        (found.iprev, found.reverse_name)
    };
    assert_eq!(iprev(Some("Good.example.")).await, (AuthResult::Pass, Some("good.example".to_owned())));
    assert_eq!(iprev(Some("bad.example")).await.0, AuthResult::Fail);
    assert_eq!(iprev(Some("missing.example")).await.0, AuthResult::Fail);
    assert_eq!(iprev(Some("not a name")).await.0, AuthResult::Fail);
    assert_eq!(iprev(Some("broken.example")).await.0, AuthResult::TempError);
    assert_eq!(iprev(None).await, (AuthResult::PermError, None));
    dns.ptr("192.0.2.9", "nine.example").a("nine.example", "192.0.2.9");
    let other = Peer { ip: "::ffff:192.0.2.9".parse().unwrap(), reverse_name: None, ..peer() };
    let found = verifier.verify(&other, None, b"").await;
    assert_eq!((found.iprev, found.ip.to_string().as_str()), (AuthResult::Pass, "192.0.2.9"));
}

#[tokio::test]
async fn dns_that_fails_gives_temporary_errors() {
    let dns = good_dns().await;
    let mail = signed(&dns, "shop.example", "s1", MAIL);
    for name in ["shop.example", "_dmarc.shop.example", "s1._domainkey.shop.example", "mx.shop.example"] {
        dns.serv_fail(name);
    }
    let found = verify(&dns, Some("bounce@shop.example"), &mail).await;
    let results = [found.iprev, found.spf, found.dkim, found.dmarc];
    assert_eq!(results, [AuthResult::TempError; 4], "{found:?}");
    assert!(!found.should_reject());
}

#[tokio::test]
async fn dns_that_does_not_answer_ends_at_the_deadline() {
    let dns = good_dns().await;
    let mail = signed(&dns, "shop.example", "s1", MAIL);
    for name in ["shop.example", "_dmarc.shop.example", "s1._domainkey.shop.example", "mx.shop.example"] {
        dns.silence(name);
    }
    let start = Instant::now();
    let verifier = verifier(&dns).with_deadline(Duration::from_millis(300));
    let found = verifier.verify(&peer(), Some("bounce@shop.example"), mail.as_bytes()).await;
    let results = [found.iprev, found.spf, found.dkim, found.dmarc];
    assert_eq!(results, [AuthResult::TempError; 4], "{found:?}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test]
async fn without_name_servers_nothing_is_an_error() {
    let settings = postal::dns::Settings {
        resolv_conf_path: "/nonexistent/resolv.conf".into(),
        ..postal::dns::Settings::default()
    };
    let verifier = Verifier::new(postal::dns::Resolver::new(settings), Random::seeded(1));
    let dns = FakeDns::start().await;
    let mail = signed(&dns, "shop.example", "s1", MAIL);
    let found = verifier.verify(&peer(), Some("a@shop.example"), mail.as_bytes()).await;
    assert_eq!([found.iprev, found.spf, found.dkim, found.dmarc], [AuthResult::TempError; 4]);
}

#[tokio::test]
async fn mail_that_is_none_is_taken_as_well() {
    let dns = FakeDns::start().await;
    let verifier = verifier(&dns);
    for content in ["", "\r\n", " folded\r\n\r\nbody", "no header", "From:\r\n\r\n", "From: \u{0}@\u{1}\r\n\r\n"] {
        let found = verifier.verify(&peer(), Some("@"), content.as_bytes()).await;
        assert_eq!((found.dkim, found.dmarc, found.arc), (AuthResult::None, AuthResult::None, AuthResult::None));
        assert!(!found.should_reject() && found.header_value("h").starts_with("h;\r\n"));
    }
}

#[tokio::test]
async fn mail_damaged_at_random_is_taken_as_well() {
    let dns = good_dns().await;
    let mail = arc::sealed(&dns, "list.example", &signed(&dns, "shop.example", "s1", MAIL)).into_bytes();
    let verifier = verifier(&dns).with_deadline(Duration::from_secs(1));
    let random = Random::seeded(7);
    let below = |end: usize| usize::try_from(random.below(end as u64)).unwrap();
    for _ in 0..300 {
        let mut damaged = mail.clone();
        for _ in 0..=below(8) {
            let at = below(damaged.len());
            match below(3) {
                0 => damaged[at] = u8::try_from(below(256)).unwrap(),
                1 => {
                    damaged.remove(at);
                }
                _ => damaged.insert(at, b" ;=\r\n\t:(\"@"[below(10)]),
            }
        }
        let found = verifier.verify(&peer(), Some("a@shop.example"), &damaged).await;
        assert!(found.header_value("h").is_ascii());
        assert_eq!(Verification::from_json(&found.to_json()).unwrap(), found);
    }
}
