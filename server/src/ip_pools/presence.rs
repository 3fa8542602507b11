//! Which addresses are on which machine: several workers, each with addresses of its own, share one queue.
//!
//! A worker notes what it finds on its machine, and leaves messages that are to leave from another one's addresses to that
//! one. An address that nobody has is everybody's: whoever takes its messages says in their records that it is missing.

use std::collections::HashSet;
use std::net::{IpAddr, UdpSocket};

use super::Sources;
use crate::model::{IpAddressId, ProcessId};
use crate::store::{StoreError, ip_addresses};

/// What a worker noted last.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Noted(Option<(ProcessId, Vec<IpAddressId>)>);

/// Looks at the machine once, and notes what has changed since `noted`.
pub async fn look(sources: &Sources, process: ProcessId, noted: &mut Noted) -> Result<(), StoreError> {
    if !sources.is_on() {
        return Ok(());
    }
    let store = sources.store();
    let addresses = ip_addresses::list_all(&mut store.read().await?).await?;
    let here: Vec<IpAddressId> =
        addresses.iter().filter(|it| it.addresses().any(is_here)).map(|address| address.id).collect();
    let now = Noted(Some((process, here.clone())));
    if now != *noted {
        let mut tx = store.begin().await?;
        ip_addresses::set_present(&mut tx, process, &here).await?;
        tx.commit().await?;
        let missing = addresses.len() - here.len();
        tracing::info!(present = here.len(), missing, "looked which addresses of IP pools are on this machine");
        *noted = now;
    }
    let here: HashSet<IpAddressId> = here.into_iter().collect();
    let present = ip_addresses::list_present(&mut store.read().await?).await?;
    let others = present.into_iter().filter(|(owner, ..)| *owner != process).map(|(.., id)| id);
    sources.set_elsewhere(others.filter(|id| !here.contains(id)).collect());
    Ok(())
}

/// Whether a socket can have the address: that is what counts in the end, whatever the list of interfaces says.
fn is_here(address: IpAddr) -> bool {
    UdpSocket::bind((address, 0)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_here_and_documentation_is_nowhere() {
        assert!(is_here("127.0.0.2".parse().unwrap()));
        assert!(!is_here("192.0.2.1".parse().unwrap()));
        assert!(!is_here("2001:db8::1".parse().unwrap()));
    }
}
