//! How many look-ups an SPF record costs its receivers. RFC 7208 §4.6.4.

use std::collections::VecDeque;

use crate::dns::{DnsError, Resolver};

/// Receivers give up beyond these.
pub const MAX_LOOKUPS: usize = 10;

/// The SPF records among TXT records.
pub fn records(texts: &[String]) -> Vec<String> {
    texts.iter().filter(|text| text.to_ascii_lowercase().starts_with("v=spf1")).cloned().collect()
}

/// What the terms of one record cost.
#[derive(Debug, Default, PartialEq, Eq)]
struct Cost {
    lookups: usize,
    /// Names whose records are evaluated too.
    followed: Vec<String>,
}

/// Counts the look-ups of `record` with everything that it includes; stops beyond [`MAX_LOOKUPS`].
pub async fn lookups(resolver: &Resolver, record: &str) -> Result<usize, DnsError> {
    let mut cost = cost(record);
    let mut count = cost.lookups;
    let mut waiting = VecDeque::from(std::mem::take(&mut cost.followed));
    // Every followed name has been counted, so that a loop ends, too.
    while count <= MAX_LOOKUPS
        && let Some(name) = waiting.pop_front()
    {
        let texts = match resolver.txt(&name).await {
            // Nobody can look it up; it is counted nevertheless.
            Err(DnsError::Name(_)) => continue,
            answer => answer?,
        };
        if let [included] = records(&texts).as_slice() {
            let cost = self::cost(included);
            count += cost.lookups;
            waiting.extend(cost.followed);
        }
    }
    Ok(count)
}

/// RFC 7208 §4.6.4: `include`, `a`, `mx`, `ptr`, `exists` and `redirect` cost a look-up each.
fn cost(record: &str) -> Cost {
    let record = record.to_ascii_lowercase();
    let terms: Vec<&str> =
        record.split_whitespace().skip(1).map(|term| term.trim_start_matches(['+', '-', '~', '?'])).collect();
    let has_all = terms.contains(&"all");
    let mut cost = Cost::default();
    for term in terms {
        let (name, argument) = term.find([':', '=', '/']).map_or((term, ""), |at| term.split_at(at));
        let followed = match name {
            "include" => argument.strip_prefix(':'),
            // RFC 7208 §6.1: not used when there is an `all`.
            "redirect" if !has_all => argument.strip_prefix('='),
            "a" | "mx" | "ptr" | "exists" => None,
            _ => continue,
        };
        cost.lookups += 1;
        // What a macro becomes depends on the mail.
        cost.followed.extend(followed.filter(|name| !name.is_empty() && !name.contains('%')).map(str::to_owned));
    }
    cost
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mechanisms_that_ask_dns_are_counted() {
        let of = |record: &str| {
            let cost = cost(record);
            (cost.lookups, cost.followed.join(" "))
        };
        assert_eq!(of("v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all"), (0, String::new()));
        assert_eq!(of("v=spf1 a mx/24 a:x.example ptr ~all"), (4, String::new()));
        assert_eq!(of("v=spf1 ?include:One.example +include:two.example"), (2, "one.example two.example".to_owned()));
        assert_eq!(of("v=spf1 exists:%{i}.x.example include:%{d}.x.example"), (2, String::new()));
        assert_eq!(of("v=spf1 redirect=x.example"), (1, "x.example".to_owned()));
        assert_eq!(of("v=spf1 redirect=x.example -all"), (0, String::new()));
        assert_eq!(of("v=spf1 all:x unknown=y"), (0, String::new()));
    }
}
