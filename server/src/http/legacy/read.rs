//! `messages/message` and `messages/deliveries`.

use serde_json::{Value, json};

use super::envelope::Refusal;
use super::expansions::{self, Expansion};
use super::params::{self, Parameters};
use super::{Failure, Parts};
use crate::model::{Delivery, Message, MessageId};
use crate::store::{self, Conn};
use crate::tenancy::authentication::Identity;

/// Characters of `details` and `output`.
const TEXT_CHARS: usize = 250;

pub async fn message(parts: &Parts, identity: &Identity, parameters: &Parameters) -> Result<Value, Failure> {
    let mut conn = parts.store.read().await.map_err(|error| Failure::internal(&error))?;
    let message = find(&mut conn, identity, parameters).await?;
    let wanted = Expansion::wanted(parameters.get("_expansions"));
    expansions::expand(&mut conn, &message, &wanted).await.map_err(|error| Failure::internal(&error))
}

pub async fn deliveries(parts: &Parts, identity: &Identity, parameters: &Parameters) -> Result<Value, Failure> {
    let mut conn = parts.store.read().await.map_err(|error| Failure::internal(&error))?;
    let message = find(&mut conn, identity, parameters).await?;
    let deliveries = store::deliveries::list_for_message(&mut conn, message.server_id, message.id)
        .await
        .map_err(|error| Failure::internal(&error))?;
    Ok(deliveries.iter().map(delivery).collect())
}

/// The message that `id` names: an integer, or its decimal digits in a string.
///
/// 3.3 handed `id` to the database in whatever form it came; here nothing else is an id.
async fn find(conn: &mut Conn, identity: &Identity, parameters: &Parameters) -> Result<Message, Failure> {
    let wrong_type = || params::wrong_type("id", "an integer");
    let given = match parameters.get("id") {
        None | Some(Value::Bool(false)) => return Err(params::missing("id").into()),
        Some(Value::String(text)) if text.trim().is_empty() => return Err(params::missing("id").into()),
        Some(Value::Array(elements)) if elements.is_empty() => return Err(params::missing("id").into()),
        Some(Value::Object(object)) if object.is_empty() => return Err(params::missing("id").into()),
        Some(given) => given,
    };
    let id = match given {
        Value::Number(number) if number.is_i64() || number.is_u64() => number.as_i64(),
        // An integer beyond 64 bits, which JSON readers take for a float.
        Value::Number(number) if number.as_f64().is_some_and(|id| id.abs() >= i64::MAX as f64) => None,
        Value::String(text) if text.trim().bytes().all(|byte| byte.is_ascii_digit()) => text.trim().parse().ok(),
        _ => return Err(wrong_type().into()),
    };
    let found = match id {
        Some(id) => store::messages::find(conn, identity.server.id, MessageId(id))
            .await
            .map_err(|error| Failure::internal(&error))?,
        None => None,
    };
    found.ok_or_else(|| {
        Refusal::new("MessageNotFound", "No message found matching provided ID").with("id", given.clone()).into()
    })
}

fn delivery(delivery: &Delivery) -> Value {
    json!({
        "id": delivery.id.0,
        "status": expansions::status_name(delivery.status),
        "details": shortened(&delivery.details),
        "output": delivery.output.as_deref().map(|output| shortened(output.trim())),
        "sent_with_ssl": delivery.sent_with_tls,
        "log_id": delivery.log_id,
        "time": delivery.duration_us.map(|duration| duration as f64 / 1_000_000.0),
        "timestamp": delivery.created_at.as_seconds_f64(),
    })
}

fn shortened(text: &str) -> String {
    text.chars().take(TEXT_CHARS).collect()
}
