//! From events to requests: which webhooks are told, and what. Part of [`super::events::record`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Conn, StoreError, deliveries, messages, webhook_requests, webhooks};
use crate::model::webhook_payload::{self, Facts};
use crate::model::{
    Delivery, DeliveryId, EventKind, Message, MessageId, NewEvent, NewWebhookRequest, ServerId, Subscription,
};
use crate::secrets::uuid_of;

/// Who wants to be told of some events, and the rows that belong to these.
#[derive(Debug, Default)]
pub(super) struct Told {
    servers: BTreeMap<ServerId, Vec<Subscription>>,
    messages: HashMap<(ServerId, MessageId), Message>,
    deliveries: HashMap<(ServerId, DeliveryId), Delivery>,
}

/// Reads what is needed: one query per mail server that has no webhooks, and no more for those.
pub(super) async fn look(conn: &mut Conn, events: &[NewEvent]) -> Result<Told, StoreError> {
    let mut told = Told::default();
    let servers: BTreeSet<ServerId> = events.iter().map(|event| event.server_id).collect();
    for server in servers {
        let subscriptions = webhooks::subscriptions(conn, server).await?;
        let of_server = || events.iter().filter(|event| event.server_id == server);
        let wanted: Vec<&NewEvent> =
            of_server().filter(|event| subscriptions.iter().any(|one| one.wants(event.kind))).collect();
        if wanted.is_empty() {
            continue;
        }
        let about = wanted.iter().filter(|event| event.kind.is_about_message());
        let ids: BTreeSet<MessageId> =
            about.clone().flat_map(|event| event.message_id.into_iter().chain(bounce_of(event))).collect();
        let ids: Vec<MessageId> = ids.into_iter().collect();
        for message in messages::find_many(conn, server, &ids).await? {
            told.messages.insert((server, message.id), message);
        }
        let ids: Vec<DeliveryId> = about.filter_map(|event| event.delivery_id).collect();
        for delivery in deliveries::find_many(conn, server, &ids).await? {
            told.deliveries.insert((server, delivery.id), delivery);
        }
        told.servers.insert(server, subscriptions);
    }
    Ok(told)
}

fn bounce_of(event: &NewEvent) -> Option<MessageId> {
    let id = event.data.as_ref()?.get("bounce_id")?.as_i64()?;
    (event.kind == EventKind::MessageBounced).then_some(MessageId(id))
}

/// Queues the requests. `events`: with their ids, in order.
pub(super) async fn insert(conn: &mut Conn, told: &Told, events: &[(&NewEvent, i64)]) -> Result<(), StoreError> {
    let mut requests = Vec::new();
    for (event, id) in events {
        let subscriptions = told.servers.get(&event.server_id).into_iter().flatten();
        for subscription in subscriptions.filter(|subscription| subscription.wants(event.kind)) {
            requests.extend(told.request(event, *id, subscription));
        }
    }
    webhook_requests::insert(conn, &requests).await
}

impl Told {
    /// `None`: its message is gone.
    fn request(&self, event: &NewEvent, id: i64, subscription: &Subscription) -> Option<NewWebhookRequest> {
        let message = |id: Option<MessageId>| id.and_then(|id| self.messages.get(&(event.server_id, id)));
        let facts = Facts {
            message: message(event.message_id),
            delivery: event.delivery_id.and_then(|id| self.deliveries.get(&(event.server_id, id))),
            bounce: message(bounce_of(event)),
            data: event.data.as_ref(),
        };
        let payload = webhook_payload::payload(subscription.format, event.kind, &facts)?;
        Some(NewWebhookRequest {
            server_id: event.server_id,
            webhook_id: subscription.webhook_id,
            uuid: uuid_of(&format!("{}/{id}", subscription.webhook_uuid)),
            event: subscription.format.event_name(event.kind).to_owned(),
            format: subscription.format,
            message_id: event.message_id,
            payload: payload.to_string(),
            due_at: event.at,
            created_at: event.at,
        })
    }
}
