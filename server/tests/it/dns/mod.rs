//! `postal::dns` against a name server of our own.

mod authoritative;

use std::net::IpAddr;
use std::time::{Duration, Instant};

use hickory_resolver::proto::rr::RecordType;
use postal::dns::{DnsError, MailExchanger, MxAnswer, Resolver, Settings};

use crate::support::FakeDns;

pub fn settings(dns: &FakeDns) -> Settings {
    Settings {
        nameservers: vec![dns.address()],
        hosts_path: "/nonexistent/hosts".into(),
        timeout: Duration::from_millis(400),
        authoritative_port: dns.address().port(),
        ..Settings::default()
    }
}

pub fn resolver(dns: &FakeDns) -> Resolver {
    Resolver::new(settings(dns))
}

fn exchanger(preference: u16, host: &str) -> MailExchanger {
    MailExchanger { preference, host: host.to_owned() }
}

#[tokio::test]
async fn mx_hosts_come_lowest_preference_first_in_lower_case() {
    let dns = FakeDns::start().await;
    dns.mx("shop.example", 20, "mx2.shop.example").mx("shop.example", 10, "MX1.Shop.Example");
    let answer = resolver(&dns).mx("Shop.Example.").await.unwrap();
    assert_eq!(answer, MxAnswer::Records(vec![exchanger(10, "mx1.shop.example"), exchanger(20, "mx2.shop.example")]));
}

#[tokio::test]
async fn null_mx_no_mx_and_no_such_domain_are_told_apart() {
    let dns = FakeDns::start().await;
    dns.mx("null.example", 0, ".").a("bare.example", "192.0.2.1");
    let resolver = resolver(&dns);
    assert_eq!(resolver.mx("null.example").await.unwrap(), MxAnswer::NullMx);
    assert_eq!(resolver.mx("bare.example").await.unwrap(), MxAnswer::NoRecords);
    assert_eq!(resolver.mx("missing.example").await.unwrap(), MxAnswer::NxDomain);
    // RFC 8020: the name is given up only after A and AAAA agree.
    let asked: Vec<_> = dns.questions().into_iter().filter(|(name, _)| name == "missing.example").collect();
    for record_type in [RecordType::MX, RecordType::A, RecordType::AAAA] {
        assert!(asked.iter().any(|(_, asked)| *asked == record_type), "{record_type}");
    }
}

#[tokio::test]
async fn a_null_mx_beside_others_does_not_count() {
    let dns = FakeDns::start().await;
    dns.mx("odd.example", 0, ".").mx("odd.example", 10, "mx.odd.example");
    assert_eq!(
        resolver(&dns).mx("odd.example").await.unwrap(),
        MxAnswer::Records(vec![exchanger(10, "mx.odd.example")])
    );
}

#[tokio::test]
async fn a_failing_server_is_temporary_and_never_an_empty_answer() {
    let dns = FakeDns::start().await;
    dns.serv_fail("servfail.example").refuse("refused.example").silence("silent.example").refer("lame.example");
    let resolver = resolver(&dns);
    for name in ["servfail.example", "refused.example", "silent.example", "lame.example"] {
        assert!(matches!(resolver.mx(name).await, Err(DnsError::Temporary { .. })), "MX {name}");
        assert!(matches!(resolver.addresses(name).await, Err(DnsError::Temporary { .. })), "A {name}");
        assert!(matches!(resolver.txt(name).await, Err(DnsError::Temporary { .. })), "TXT {name}");
        assert!(matches!(resolver.cname(name).await, Err(DnsError::Temporary { .. })), "CNAME {name}");
    }
}

#[tokio::test]
async fn three_rounds_end_after_twice_the_time_out() {
    let dns = FakeDns::start().await;
    dns.silence("silent.example");
    let start = Instant::now();
    let error = resolver(&dns).txt("silent.example").await.unwrap_err();
    let took = start.elapsed();
    assert_eq!(error.to_string(), "DNS look-up of silent.example failed: timed out");
    assert!(took >= Duration::from_millis(780) && took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn a_failure_is_not_kept_and_an_answer_is() {
    let dns = FakeDns::start().await;
    dns.serv_fail("late.example");
    let resolver = resolver(&dns);
    resolver.txt("late.example").await.unwrap_err();
    dns.recover("late.example").txt("late.example", &["here"]);
    assert_eq!(resolver.txt("late.example").await.unwrap(), ["here"]);
    let asked = dns.questions().len();
    assert_eq!(resolver.txt("late.example").await.unwrap(), ["here"]);
    assert_eq!(dns.questions().len(), asked);
}

#[tokio::test]
async fn addresses_give_ipv6_before_ipv4_and_nothing_for_a_name_without_any() {
    let dns = FakeDns::start().await;
    dns.a("mx.example", "192.0.2.1").a("mx.example", "192.0.2.2").aaaa("mx.example", "2001:db8::1");
    dns.cname("alias.example", "mx.example").txt("text.example", &["x"]);
    let resolver = resolver(&dns);
    let expected: Vec<IpAddr> = ["2001:db8::1", "192.0.2.1", "192.0.2.2"].map(|text| text.parse().unwrap()).to_vec();
    assert_eq!(resolver.addresses("mx.example").await.unwrap(), expected);
    assert_eq!(resolver.addresses("alias.example").await.unwrap(), expected);
    assert_eq!(resolver.addresses("text.example").await.unwrap(), [] as [IpAddr; 0]);
    assert_eq!(resolver.addresses("missing.example").await.unwrap(), [] as [IpAddr; 0]);
}

#[tokio::test]
async fn literals_and_the_hosts_file_need_no_server() {
    let dns = FakeDns::start().await;
    let hosts = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(hosts.path(), "192.0.2.7 relay relay.example # ours\n2001:db8::7 relay.example\n").unwrap();
    let resolver = Resolver::new(Settings { hosts_path: hosts.path().into(), ..settings(&dns) });
    let address = |text: &str| text.parse::<IpAddr>().unwrap();
    assert_eq!(resolver.addresses("[IPv6:2001:db8::1]").await.unwrap(), [address("2001:db8::1")]);
    assert_eq!(resolver.addresses("192.0.2.1").await.unwrap(), [address("192.0.2.1")]);
    assert_eq!(resolver.addresses("Relay.Example").await.unwrap(), [address("2001:db8::7"), address("192.0.2.7")]);
    assert_eq!(resolver.addresses("relay").await.unwrap(), [address("192.0.2.7")]);
    assert_eq!(dns.questions(), []);
}

#[tokio::test]
async fn strings_of_a_txt_record_are_joined_and_trimmed() {
    let dns = FakeDns::start().await;
    let long = "x".repeat(255);
    dns.txt("t.example", &[" v=spf1 ", "-all "]);
    dns.txt("long.example", &[&long, &long, &long, &long, &long, &long]);
    let resolver = resolver(&dns);
    assert_eq!(resolver.txt("t.example").await.unwrap(), ["v=spf1 -all"]);
    assert_eq!(resolver.txt("none.example").await.unwrap(), [] as [&str; 0]);
    // Over TCP: it does not fit into a datagram.
    assert_eq!(resolver.txt("long.example").await.unwrap(), [long.repeat(6)]);
}

#[tokio::test]
async fn aliases_and_name_servers_are_read() {
    let dns = FakeDns::start().await;
    dns.cname("psrp.shop.example", "RP.Postal.Example").ns("shop.example", "ns1.host.example");
    let resolver = resolver(&dns);
    assert_eq!(resolver.cname("psrp.shop.example").await.unwrap(), ["rp.postal.example"]);
    assert_eq!(resolver.cname("shop.example").await.unwrap(), [] as [&str; 0]);
    assert_eq!(resolver.ns("shop.example").await.unwrap(), ["ns1.host.example"]);
}

#[tokio::test]
async fn pointers_are_read_for_both_families() {
    let dns = FakeDns::start().await;
    dns.ptr("192.0.2.1", "client.example").ptr("2001:db8::1", "six.example");
    let resolver = resolver(&dns);
    assert_eq!(resolver.ptr("192.0.2.1".parse().unwrap()).await.unwrap().as_deref(), Some("client.example"));
    assert_eq!(resolver.ptr("::ffff:192.0.2.1".parse().unwrap()).await.unwrap().as_deref(), Some("client.example"));
    assert_eq!(resolver.ptr("2001:db8::1".parse().unwrap()).await.unwrap().as_deref(), Some("six.example"));
    assert_eq!(resolver.ptr("192.0.2.2".parse().unwrap()).await.unwrap(), None);
}

#[tokio::test]
async fn names_are_sent_in_punycode_and_without_search_suffix() {
    let dns = FakeDns::start().await;
    dns.txt("xn--bcher-kva.example", &["found"]);
    let resolver = resolver(&dns);
    assert_eq!(resolver.txt("Bücher.example").await.unwrap(), ["found"]);
    resolver.txt("single").await.unwrap();
    assert_eq!(dns.questions().last().unwrap().0, "single");
    assert!(matches!(resolver.txt("no name.example").await, Err(DnsError::Name(_))));
}

#[tokio::test]
async fn a_missing_resolv_conf_shows_at_the_first_look_up() {
    let settings = Settings { resolv_conf_path: "/nonexistent/resolv.conf".into(), ..Settings::default() };
    let error = Resolver::new(settings).mx("shop.example").await.unwrap_err();
    assert_eq!(error, DnsError::Configuration("No resolver config found at /nonexistent/resolv.conf".to_owned()));
}

#[tokio::test]
async fn a_name_server_that_is_not_there_is_our_own_affair() {
    let nobody = vec!["127.0.0.1:1".parse().unwrap()];
    let timeout = Duration::from_millis(400);
    let resolver = Resolver::new(Settings { nameservers: nobody, timeout, ..Settings::default() });
    let error = resolver.mx("example.com").await.unwrap_err();
    assert!(error.is_ours(), "{error:?}");
    let dns = FakeDns::start().await;
    dns.serv_fail("broken.example").silence("silent.example");
    for name in ["silent.example", "broken.example"] {
        assert!(!self::resolver(&dns).mx(name).await.unwrap_err().is_ours(), "{name}");
    }
}
