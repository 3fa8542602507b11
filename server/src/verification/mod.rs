//! Verification of incoming mail: iprev, SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489), ARC (RFC 8617).
//!
//! Gives results, never an error, and decides nothing: what DNS does not answer in time is a `temperror`. SPF, DKIM and
//! ARC are `mail-auth`'s work; DMARC puts their results together here. Begin with [`Verifier::verify`].

mod dmarc;
mod header_value;
mod iprev;
mod results;
mod signatures;
mod spf;

use std::net::IpAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use mail_auth::MessageAuthenticator;
use tokio::time::Instant;

use crate::dns::{DnsError, Resolver};
use crate::random::Random;

pub use dmarc::{Record as DmarcRecord, is_dmarc, organizational, parse as parse_dmarc};
pub use results::{AuthResult, DkimSignature, DmarcPolicy, SpfIdentity, Verification};

const DEADLINE: Duration = Duration::from_secs(10);

/// The client that hands a mail in.
#[derive(Debug, Clone, Copy)]
pub struct Peer<'a> {
    pub ip: IpAddr,
    /// As given with HELO or EHLO.
    pub helo: &'a str,
    /// PTR name of `ip`, when it is known already; not yet confirmed.
    pub reverse_name: Option<&'a str>,
}

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Verifier {
    resolver: Resolver,
    /// Draws the share of mails that a DMARC policy with `pct` applies to.
    random: Random,
    deadline: Duration,
}

impl Verifier {
    /// Asks the name servers of `resolver`.
    pub fn new(resolver: Resolver, random: Random) -> Self {
        Self { resolver, random, deadline: DEADLINE }
    }

    /// All look-ups for one mail end after this time instead of 10 s.
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// `mail_from`: `None` for the null reverse-path. `content`: the whole mail as it arrived, CRLF line ends.
    pub async fn verify(&self, peer: &Peer<'_>, mail_from: Option<&str>, content: &[u8]) -> Verification {
        let ip = peer.ip.to_canonical();
        let lookup = Lookup { resolver: &self.resolver, ends_at: Instant::now() + self.deadline };
        let mail = signatures::Mail::parse(content).await;
        // Each has the whole time for itself, and no sender can use up that of others: SPF, DKIM and ARC lead into zones
        // that he chooses, and DMARC must still find the policy of the domain that he claims to be.
        let (iprev, spf, dkim, arc, policies) = tokio::join!(
            iprev::verify(&lookup, ip, peer.reverse_name),
            spf::verify(&lookup, ip, peer.helo, mail_from),
            mail.verify_dkim(&lookup),
            mail.verify_arc(&lookup),
            dmarc::policies(&lookup, mail.authors()),
        );
        let dmarc = dmarc::evaluate(&policies, &spf, &dkim, || self.random.below(100));
        Verification {
            ip,
            iprev: iprev.result,
            reverse_name: iprev.name,
            spf: spf.result,
            spf_domain: spf.domain,
            spf_identity: spf.identity,
            dkim: results::best(dkim.iter().map(|signature| signature.result)),
            dkim_signatures: dkim,
            dmarc: dmarc.result,
            from_domain: dmarc.domain,
            dmarc_policy: dmarc.policy,
            dmarc_disposition: dmarc.disposition,
            arc: arc.result,
            arc_sealers: arc.sealers,
        }
    }
}

/// Where to ask, and until when.
#[derive(Clone, Copy)]
struct Lookup<'a> {
    resolver: &'a Resolver,
    ends_at: Instant,
}

impl Lookup<'_> {
    /// `None`: not in time.
    async fn in_time<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout_at(self.ends_at, work).await.ok()
    }

    fn authenticator(&self) -> Result<MessageAuthenticator, DnsError> {
        self.resolver.for_library().map(|resolver: TokioResolver| MessageAuthenticator(resolver))
    }
}

/// A domain as it is compared and looked up: A-labels in lower case, without the final dot. `None`: not a domain.
fn normal_domain(domain: &str) -> Option<String> {
    let domain = domain.trim();
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let ascii = idna::domain_to_ascii_cow(domain.as_bytes(), idna::AsciiDenyList::URL).ok()?;
    (!ascii.is_empty() && ascii.len() <= 253).then(|| ascii.into_owned())
}
