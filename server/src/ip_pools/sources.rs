//! Which address a message leaves from.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use postal_mail::address::parse_mailbox_list;
use postal_mail::header::{self, Header};

use crate::clock::SharedClock;
use crate::model::{IpAddress, IpAddressId, IpPoolId, IpPoolRule, RuleOwner, ServerId, Timestamp};
use crate::random::Random;
use crate::store::{Store, StoreError, ip_addresses, ip_pool_rules, ip_pools, servers};

/// Changes made in another process are noticed after this time at the latest.
const FRESHNESS: Duration = Duration::from_secs(4);
/// Mail servers remembered before all are thrown out.
const MAX_REMEMBERED: usize = 10_000;
/// Rules of a mail server, and of an organization, that are looked at.
const MAX_RULES: i64 = 1_000;

/// What decides about the address of an outgoing message.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    pub server_id: ServerId,
    pub rcpt_to: &'a str,
    /// Addresses in the From field; see [`Sources::authors`].
    pub authors: &'a [String],
    /// UUID of the pool that the application asked for.
    pub ip_pool: Option<&'a str>,
}

/// What one mail server sends by.
#[derive(Debug)]
struct Plan {
    /// In the order in which they are looked at.
    rules: Vec<IpPoolRule>,
    /// The mail server's own.
    pool: Option<IpPoolId>,
    /// Those that the organization may use, by UUID.
    assigned: HashMap<String, IpPoolId>,
    addresses: HashMap<IpPoolId, Vec<IpAddress>>,
}

impl Plan {
    /// 3.3: the first rule that matches, those of the server before those of its organization, the newest first; else the
    /// server's pool. Before that what the application asked for, where its organization may still use it.
    fn pool(&self, letter: Letter<'_>) -> Option<IpPoolId> {
        let wanted = letter.ip_pool.and_then(|uuid| self.assigned.get(uuid).copied());
        let by_rule = || {
            let rule = self.rules.iter().find(|rule| rule.matches(letter.authors, letter.rcpt_to));
            rule.map(|rule| rule.pool.id)
        };
        wanted.or_else(by_rule).or(self.pool)
    }
}

/// Chooses addresses; cheap to clone. One per process, because it remembers for all that ask.
#[derive(Clone)]
pub struct Sources(Arc<Inner>);

struct Inner {
    store: Store,
    clock: SharedClock,
    random: Random,
    is_on: bool,
    plans: Mutex<HashMap<ServerId, (Timestamp, Arc<Plan>)>>,
    /// Addresses that are on the machines of other workers only.
    elsewhere: Mutex<HashSet<IpAddressId>>,
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sources").field("is_on", &self.0.is_on).finish()
    }
}

impl Sources {
    /// `is_on`: `postal.use_ip_pools`. Without it no address is ever chosen.
    pub fn new(store: Store, clock: SharedClock, random: Random, is_on: bool) -> Self {
        let (plans, elsewhere) = (Mutex::default(), Mutex::default());
        Self(Arc::new(Inner { store, clock, random, is_on, plans, elsewhere }))
    }

    pub fn is_on(&self) -> bool {
        self.0.is_on
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Addresses in the From field of a message; none when pools are off or the field cannot be read.
    pub fn authors(&self, content: &[u8]) -> Vec<String> {
        if !self.0.is_on {
            return Vec::new();
        }
        let (section, _) = header::split(content);
        let header = Header::parse(section);
        let mailboxes = header.all("From").filter_map(|field| parse_mailbox_list(&field.value()).ok()).flatten();
        mailboxes.map(|mailbox| mailbox.address.as_str().to_owned()).collect()
    }

    /// The address for a message. `None`: the system chooses, because no pool applies, or the one that does is empty.
    pub async fn choose(&self, letter: Letter<'_>) -> Result<Option<IpAddress>, StoreError> {
        if !self.0.is_on {
            return Ok(None);
        }
        let plan = self.plan(letter.server_id).await?;
        let addresses = plan.pool(letter).and_then(|pool| plan.addresses.get(&pool));
        Ok(addresses.and_then(|addresses| by_weight(addresses, &self.0.random)).cloned())
    }

    /// Something was changed here: the next message reads it again.
    pub fn forget(&self) {
        self.plans().clear();
    }

    /// Whether the address is on the machine of another worker and not on this one.
    pub fn is_elsewhere(&self, id: IpAddressId) -> bool {
        self.elsewhere().contains(&id)
    }

    pub(super) fn set_elsewhere(&self, ids: HashSet<IpAddressId>) {
        *self.elsewhere() = ids;
    }

    fn plans(&self) -> MutexGuard<'_, HashMap<ServerId, (Timestamp, Arc<Plan>)>> {
        self.0.plans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn elsewhere(&self) -> MutexGuard<'_, HashSet<IpAddressId>> {
        self.0.elsewhere.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn plan(&self, server: ServerId) -> Result<Arc<Plan>, StoreError> {
        let now = self.0.clock.now();
        if let Some((read_at, plan)) = self.plans().get(&server)
            && now.since(*read_at) < FRESHNESS
        {
            return Ok(plan.clone());
        }
        let plan = Arc::new(self.read_plan(server).await?);
        let mut plans = self.plans();
        if plans.len() >= MAX_REMEMBERED {
            plans.clear();
        }
        plans.insert(server, (now, plan.clone()));
        Ok(plan)
    }

    async fn read_plan(&self, id: ServerId) -> Result<Plan, StoreError> {
        let mut conn = self.0.store.read().await?;
        let server = servers::find(&mut conn, id).await?;
        let (mut rules, mut assigned) = (Vec::new(), HashMap::new());
        if let Some(server) = &server {
            rules = ip_pool_rules::list(&mut conn, RuleOwner::Server(id), None, MAX_RULES).await?;
            let organization = RuleOwner::Organization(server.organization_id);
            rules.extend(ip_pool_rules::list(&mut conn, organization, None, MAX_RULES).await?);
            let pools = ip_pools::list_assigned(&mut conn, server.organization_id).await?;
            assigned = pools.into_iter().map(|pool| (pool.uuid, pool.id)).collect();
        }
        let mut addresses: HashMap<IpPoolId, Vec<IpAddress>> = HashMap::new();
        for address in ip_addresses::list_all(&mut conn).await? {
            addresses.entry(address.ip_pool_id).or_default().push(address);
        }
        let pool = server.and_then(|server| server.ip_pool).map(|pool| pool.id);
        Ok(Plan { rules, pool, assigned, addresses })
    }
}

/// 3.3: the highest random number times priority. An address with priority 0 comes up only where all have it.
fn by_weight<'a>(addresses: &'a [IpAddress], random: &Random) -> Option<&'a IpAddress> {
    let score = |address: &IpAddress| {
        let luck = random.below(1 << 32) + 1;
        (luck * address.priority.unsigned_abs(), luck)
    };
    addresses.iter().map(|address| (score(address), address)).max_by_key(|(score, _)| *score).map(|(_, best)| best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{IpPoolRef, IpPoolRuleId};

    fn address(id: i64, priority: i64) -> IpAddress {
        IpAddress {
            id: IpAddressId(id),
            ip_pool_id: IpPoolId(1),
            ipv4: [192, 0, 2, id as u8].into(),
            ipv6: None,
            hostname: "a.example".to_owned(),
            priority,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
        }
    }

    fn share(addresses: &[IpAddress], id: i64) -> usize {
        let random = Random::seeded(7);
        (0..10_000).filter(|_| by_weight(addresses, &random).unwrap().id == IpAddressId(id)).count()
    }

    #[test]
    fn the_highest_random_number_times_priority_wins() {
        // P(r1 * 100 > r2 * 50) = 3/4.
        let addresses = [address(1, 100), address(2, 50)];
        assert!((7_300..7_700).contains(&share(&addresses, 1)), "{}", share(&addresses, 1));
        let equal = [address(1, 100), address(2, 100)];
        assert!((4_800..5_200).contains(&share(&equal, 1)));
    }

    #[test]
    fn priority_0_comes_up_only_where_all_have_it() {
        assert_eq!(share(&[address(1, 0), address(2, 1)], 1), 0);
        assert!((4_800..5_200).contains(&share(&[address(1, 0), address(2, 0)], 1)));
        assert!(by_weight(&[], &Random::seeded(1)).is_none());
    }

    fn rule(owner: RuleOwner, pool: i64, to: &str) -> IpPoolRule {
        IpPoolRule {
            id: IpPoolRuleId(pool),
            uuid: String::new(),
            owner,
            pool: IpPoolRef { id: IpPoolId(pool), uuid: String::new(), name: String::new() },
            from_text: None,
            to_text: Some(to.to_owned()),
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
        }
    }

    #[test]
    fn the_wish_comes_before_the_rules_and_these_before_the_pool_of_the_server() {
        let server = RuleOwner::Server(ServerId(1));
        let plan = Plan {
            rules: vec![rule(server, 11, "a.example"), rule(server, 12, "a.example")],
            pool: Some(IpPoolId(9)),
            assigned: HashMap::from([("wish".to_owned(), IpPoolId(20))]),
            addresses: HashMap::new(),
        };
        let letter = |rcpt_to, ip_pool| Letter { server_id: ServerId(1), rcpt_to, authors: &[], ip_pool };
        for (rcpt_to, wish, pool) in [
            ("x@a.example", None, 11),
            ("x@b.example", None, 9),
            ("x@a.example", Some("wish"), 20),
            ("x@a.example", Some("taken away"), 11),
        ] {
            assert_eq!(plan.pool(letter(rcpt_to, wish)), Some(IpPoolId(pool)), "{rcpt_to} {wish:?}");
        }
        let none = Plan { pool: None, ..plan };
        assert_eq!(none.pool(letter("x@b.example", None)), None);
    }
}
