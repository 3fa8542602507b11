//! Asking for everything that the checks of a domain judge.

use std::time::Duration;

use super::checks::ReturnPath;
use super::{Domains, dmarc, spf};
use crate::dns::{Authoritative, DnsError, MxAnswer, Resolver};
use crate::model::{DkimKey, Domain};

/// Counting the look-ups of an SPF record asks many servers; what takes longer is not known.
const SPF_COUNT_DEADLINE: Duration = Duration::from_secs(15);

type Answer<T> = Result<T, DnsError>;

/// What was answered.
#[derive(Debug)]
pub struct Observed {
    /// TXT records, and how many look-ups the SPF record needs when that is known.
    pub spf: Answer<(Vec<String>, Option<usize>)>,
    pub dkim: Answer<Vec<String>>,
    pub mx: Answer<MxAnswer>,
    pub return_path: Answer<ReturnPath>,
    /// At the domain, and at the registered domain above it.
    pub dmarc: Answer<(Vec<String>, Vec<String>)>,
    /// TXT records of the other keys, in the order of the keys.
    pub keys: Vec<Answer<Vec<String>>>,
}

impl Domains {
    pub(super) async fn observe(&self, domain: &Domain, keys: &[DkimKey]) -> Observed {
        let lookup = match self.lookup(&domain.name).await {
            Ok(lookup) => lookup,
            Err(error) => return Observed::failed(&error, keys.len()),
        };
        let key_names: Vec<String> =
            keys.iter().map(|key| self.dkim_name(key.selector.as_deref(), &key.identifier, &domain.name)).collect();
        let dkim_name = self.dkim_name(domain.dkim_selector.as_deref(), &domain.dkim_identifier, &domain.name);
        let return_path_name = self.return_path_name(&domain.name);
        let (spf, dkim, mx, return_path, dmarc, keys) = tokio::join!(
            self.spf(&lookup, &domain.name),
            lookup.txt(&dkim_name),
            lookup.mx(&domain.name),
            self.return_path(&lookup, &return_path_name),
            self.dmarc(&lookup, &domain.name),
            futures::future::join_all(key_names.iter().map(|name| lookup.txt(name))),
        );
        Observed { spf, dkim, mx, return_path, dmarc, keys }
    }

    async fn spf(&self, lookup: &Lookup, name: &str) -> Answer<(Vec<String>, Option<usize>)> {
        let texts = lookup.txt(name).await?;
        let count = match spf::records(&texts).as_slice() {
            [record] => tokio::time::timeout(SPF_COUNT_DEADLINE, spf::lookups(&self.resolver, record)).await,
            _ => return Ok((texts, None)),
        };
        Ok((texts, count.ok().and_then(Result::ok)))
    }

    /// CNAME targets; without any, the addresses and whether they are those of our return path (a flattened CNAME).
    async fn return_path(&self, lookup: &Lookup, name: &str) -> Answer<ReturnPath> {
        let targets = lookup.cname(name).await?;
        if !targets.is_empty() {
            return Ok(ReturnPath { targets, ..ReturnPath::default() });
        }
        let mut theirs = self.resolver.addresses(name).await?;
        if theirs.is_empty() {
            return Ok(ReturnPath::default());
        }
        let mut ours = self.resolver.addresses(&self.config.dns.return_path_domain).await?;
        theirs.sort_unstable();
        ours.sort_unstable();
        let addresses = theirs.iter().map(ToString::to_string).collect();
        Ok(ReturnPath { targets, addresses, is_flattened: theirs == ours })
    }

    /// The registered domain is asked through the resolver: its name servers may be others.
    async fn dmarc(&self, lookup: &Lookup, name: &str) -> Answer<(Vec<String>, Vec<String>)> {
        let own = lookup.txt(&dmarc::record_name(name)).await?;
        let parent = match dmarc::parent(name) {
            Some(parent) if own.is_empty() => self.resolver.txt(&dmarc::record_name(parent)).await?,
            _ => Vec::new(),
        };
        Ok((own, parent))
    }

    /// The domain's own name servers, or the local resolvers when configured so.
    pub(super) async fn lookup(&self, name: &str) -> Result<Lookup, DnsError> {
        if self.config.postal.use_local_ns_for_domain_verification {
            Ok(Lookup::Local(self.resolver.clone()))
        } else {
            self.resolver.authoritative(name).await.map(|servers| Lookup::Own(Box::new(servers)))
        }
    }
}

impl Observed {
    fn failed(error: &DnsError, keys: usize) -> Self {
        Self {
            spf: Err(error.clone()),
            dkim: Err(error.clone()),
            mx: Err(error.clone()),
            return_path: Err(error.clone()),
            dmarc: Err(error.clone()),
            keys: vec![Err(error.clone()); keys],
        }
    }
}

pub enum Lookup {
    Local(Resolver),
    Own(Box<Authoritative>),
}

impl Lookup {
    pub async fn txt(&self, name: &str) -> Result<Vec<String>, DnsError> {
        match self {
            Self::Local(resolver) => resolver.txt(name).await,
            Self::Own(servers) => servers.txt(name).await,
        }
    }

    async fn mx(&self, name: &str) -> Result<MxAnswer, DnsError> {
        match self {
            Self::Local(resolver) => resolver.mx(name).await,
            Self::Own(servers) => servers.mx(name).await,
        }
    }

    async fn cname(&self, name: &str) -> Result<Vec<String>, DnsError> {
        match self {
            Self::Local(resolver) => resolver.cname(name).await,
            Self::Own(servers) => servers.cname(name).await,
        }
    }
}
