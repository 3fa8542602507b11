//! One question: rounds, deadlines, and what an answer or its absence means.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError as HickoryError, NetError, NoRecords};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};

use super::{DnsError, name};

/// Longest that an answer is kept, whatever its TTL says.
const MAX_TTL: Duration = Duration::from_secs(86_400);
/// Longest that the absence of a name is kept.
const MAX_NEGATIVE_TTL: Duration = Duration::from_secs(600);

/// A group of name servers that give the same answers.
#[derive(Clone)]
pub struct Servers {
    resolver: TokioResolver,
    rounds: [Duration; 3],
    /// The same for those who do not ask in rounds.
    patient: TokioResolver,
    /// The same without memory, to find out whether they answer at all. `None`: nobody needs to know.
    control: Option<TokioResolver>,
    /// When any of them last answered anything; at first, when they were named.
    answered_at: Arc<Mutex<Instant>>,
}

impl std::fmt::Debug for Servers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Servers").field("rounds", &self.rounds).finish_non_exhaustive()
    }
}

/// Whether the servers look further themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Recursive,
    /// Asked only about what they know; nothing is kept.
    Authoritative,
}

impl Servers {
    pub fn new(addresses: &[std::net::SocketAddr], timeout: Duration, kind: Kind) -> Result<Self, DnsError> {
        let servers: Vec<NameServerConfig> = addresses
            .iter()
            .map(|address| {
                let mut connections = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
                for connection in &mut connections {
                    connection.port = address.port();
                }
                NameServerConfig::new(address.ip(), true, connections)
            })
            .collect();
        let mut options = ResolverOpts::default();
        options.timeout = timeout;
        // The rounds are ours.
        options.attempts = 0;
        // Addresses of the hosts file are no DNS records; `addresses` looks there itself.
        options.use_hosts_file = ResolveHosts::Never;
        options.positive_max_ttl = Some(MAX_TTL);
        options.negative_max_ttl = Some(MAX_NEGATIVE_TTL);
        if kind == Kind::Authoritative {
            options.recursion_desired = false;
            options.cache_size = 0;
        }
        let build = |options: ResolverOpts| {
            let config = ResolverConfig::from_name_servers(Vec::clone(&servers));
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
                .with_options(options)
                .build()
                .map_err(|error| DnsError::Configuration(error.to_string()))
        };
        let control = match kind {
            Kind::Recursive => {
                let mut options = options.clone();
                options.cache_size = 0;
                Some(build(options)?)
            }
            Kind::Authoritative => None,
        };
        let mut patience = options.clone();
        patience.timeout = timeout / 2;
        patience.attempts = 1;
        let patient = build(patience)?;
        let resolver = build(options)?;
        let half = if timeout.as_secs() >= 2 { Duration::from_secs(timeout.as_secs() / 2) } else { timeout / 2 };
        let answered_at = Arc::new(Mutex::new(Instant::now()));
        Ok(Self { resolver, rounds: [timeout, half, half], patient, control, answered_at })
    }

    pub fn for_library(&self) -> TokioResolver {
        self.patient.clone()
    }

    fn has_answered(&self) {
        *self.answered_at.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// After a question that nobody has answered since it was asked: is it the name whose own servers are silent, or are
    /// these? Any recursive server knows the root.
    async fn are_silent_since(&self, asked_at: Instant) -> bool {
        let Some(control) = &self.control else { return false };
        if *self.answered_at.lock().unwrap_or_else(PoisonError::into_inner) > asked_at {
            return false;
        }
        let [_, deadline, _] = self.rounds;
        let answer = tokio::time::timeout(deadline, control.lookup(Name::root(), RecordType::NS)).await;
        let is_answered = matches!(answer, Ok(Ok(_) | Err(NetError::Dns(_))));
        if is_answered {
            self.has_answered();
        }
        !is_answered
    }
}

/// What is known about a name and a type.
#[derive(Debug)]
pub enum Found {
    /// Not empty.
    Records(Vec<RData>),
    /// The name exists without such records.
    None,
    NxDomain,
}

impl Found {
    pub fn into_records(self) -> Vec<RData> {
        match self {
            Found::Records(records) => records,
            Found::None | Found::NxDomain => Vec::new(),
        }
    }
}

/// Asks in up to three rounds. Only the absence that a server states is absence.
pub async fn ask(servers: &Servers, name: &Name, record_type: RecordType) -> Result<Found, DnsError> {
    let mut reason = String::new();
    let asked_at = Instant::now();
    for deadline in servers.rounds {
        let mut lookup = pin!(servers.resolver.lookup(name.clone(), record_type));
        // What is there at once comes from the cache and says nothing about the servers.
        let (answer, is_fresh) = match futures::poll!(lookup.as_mut()) {
            Poll::Ready(answer) => (Ok(answer), false),
            Poll::Pending => (tokio::time::timeout(deadline, lookup).await, true),
        };
        if is_fresh && matches!(&answer, Ok(Ok(_) | Err(NetError::Dns(_)))) {
            servers.has_answered();
        }
        match answer {
            Err(_) => "timed out".clone_into(&mut reason),
            Ok(Ok(lookup)) => {
                let code = lookup.message().response_code;
                if !matches!(code, ResponseCode::NoError | ResponseCode::NXDomain) {
                    reason = code.to_string();
                    continue;
                }
                let records: Vec<RData> = lookup
                    .answers()
                    .iter()
                    .filter(|record| record.record_type() == record_type)
                    .map(|record| record.data.clone())
                    .collect();
                return Ok(if !records.is_empty() {
                    Found::Records(records)
                } else if code == ResponseCode::NXDomain {
                    Found::NxDomain
                } else {
                    Found::None
                });
            }
            Ok(Err(error)) => match absence(&error) {
                Some(found) => return Ok(found),
                None => reason = describe(&error),
            },
        }
    }
    if servers.are_silent_since(asked_at).await {
        return Err(DnsError::NoServer { name: name::text(name), reason });
    }
    Err(temporary(name, &reason))
}

pub fn temporary(name: &Name, reason: &str) -> DnsError {
    DnsError::Temporary { name: name::text(name), reason: reason.to_owned() }
}

fn absence(error: &NetError) -> Option<Found> {
    let NetError::Dns(HickoryError::NoRecordsFound(NoRecords { response_code, soa, ns, .. })) = error else {
        return None;
    };
    match response_code {
        ResponseCode::NXDomain => Some(Found::NxDomain),
        // RFC 2308 §2.2: name servers without SOA make it a referral, which is no answer.
        ResponseCode::NoError if ns.is_some() && soa.is_none() => None,
        ResponseCode::NoError => Some(Found::None),
        _ => None,
    }
}

fn describe(error: &NetError) -> String {
    match error {
        NetError::Dns(HickoryError::ResponseCode(code)) => format!("the name server answered {code}"),
        NetError::Dns(HickoryError::NoRecordsFound(_)) => "the name server does not know the zone".to_owned(),
        NetError::Timeout => "timed out".to_owned(),
        other => other.to_string(),
    }
}
