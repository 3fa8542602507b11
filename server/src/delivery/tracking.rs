//! The content as one recipient gets it: with links and an image that tell of clicks and opens.

use super::DeliveryError;
use super::outgoing::{Deliverer, Work};
use crate::model::RawContent;
use crate::store::tracking::{Tracked, unpack};
use crate::store::{StoreError, WriteSet};
use crate::tracking::{Rewrite, Subject, rewrite};

impl Deliverer {
    /// Rewrites a message once, before it is signed; later attempts send what the first one made.
    ///
    /// What is tracked is durable before anything is sent. When that cannot be had, the message goes out as it is.
    pub(super) async fn tracked(&self, work: &mut Work, content: RawContent) -> Result<RawContent, DeliveryError> {
        if let Some(stored) = &work.dispatch.splices {
            let splices = unpack(stored).map_err(|error| DeliveryError::Content(error.to_string()))?;
            let content = splices.apply(&content).map_err(|error| DeliveryError::Content(error.to_string()))?;
            return Ok(content.into());
        }
        let message = &work.dispatch.message;
        // Reports of ours are not tracked, and what was signed stays as it was.
        if message.is_bounce || message.is_prepared {
            return Ok(content);
        }
        let subject = Subject {
            server_token: work.dispatch.server.token.clone(),
            message_token: message.token.clone(),
            track_domain: work.dispatch.track_domain.clone(),
            options: message.extras.options.clone(),
        };
        let (random, original) = (self.0.random.clone(), content.clone());
        let made = tokio::task::spawn_blocking(move || rewrite(&original, &subject, &random)).await;
        let (server, id) = (message.server_id, message.id);
        let made = made.unwrap_or_else(|error| {
            tracing::error!(server = server.0, message = id.0, %error, "a message cannot be rewritten and goes out as it is");
            None
        });
        let Some(made) = made else { return Ok(content) };
        let Rewrite { content: rewritten, splices, links, tracked_links, tracked_images } = made;
        let tracked = Tracked {
            server_id: server,
            message_id: id,
            splices: splices.clone(),
            links,
            tracked_links,
            tracked_images,
            at: work.now,
        };
        match self.0.committer.write(WriteSet::Tracked(Box::new(tracked))).await {
            Ok(_) => {
                work.dispatch.splices = Some(splices);
                Ok(rewritten.into())
            }
            // Somebody else has rewritten it meanwhile: the next attempt finds what they made.
            Err(error @ StoreError::RowCount { .. }) => Err(error.into()),
            Err(error) if error.is_transient() => Err(error.into()),
            Err(error) => {
                tracing::error!(server = server.0, message = id.0, %error, "what is tracked in a message cannot be stored; it goes out as it is");
                Ok(content)
            }
        }
    }
}
