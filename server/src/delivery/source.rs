//! Where a message leaves from.

use super::DeliveryError;
use super::outgoing::{Deliverer, Work};
use crate::ip_pools::Letter;
use crate::model::IpAddress;
use crate::store::queue as rows;

/// Where a message leaves from.
pub(super) enum Source {
    Address(Box<IpAddress>),
    /// No address was chosen.
    System,
    /// The address is on the machine of another worker, which has the message now.
    Elsewhere,
}

impl Deliverer {
    /// The address of the queue row. Chosen now when there is none: the message was put into the queue by a person, or when
    /// no pool applied, or its address is gone.
    ///
    /// 3.3: without an address for ever, and one whose address was deleted waited for ever.
    pub(super) async fn source(&self, work: &Work, content: &[u8]) -> Result<Source, DeliveryError> {
        let sources = &self.0.sources;
        if !sources.is_on() {
            return Ok(Source::System);
        }
        if let Some(address) = &work.dispatch.source {
            return Ok(Source::Address(Box::new(address.clone())));
        }
        let message = &work.dispatch.message;
        let letter = Letter {
            server_id: message.server_id,
            rcpt_to: &message.rcpt_to,
            authors: &sources.authors(content),
            ip_pool: message.extras.options.ip_pool.as_deref(),
        };
        let chosen = sources.choose(letter).await?;
        let id = chosen.as_ref().map(|address| address.id);
        let row = &work.dispatch.row;
        if id != row.ip_address_id {
            rows::set_address(&mut self.0.store.write().await?, row, id).await?;
        }
        if id.is_some_and(|id| sources.is_elsewhere(id)) {
            let key = [(row.server_id, row.message_id)];
            rows::release(&mut self.0.store.write().await?, row.owner, &key).await?;
            return Ok(Source::Elsewhere);
        }
        Ok(chosen.map_or(Source::System, |address| Source::Address(Box::new(address))))
    }
}
