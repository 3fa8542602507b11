//! Address endpoints: mailboxes that mail is sent on to.

use postal_mail::address::Address;

use super::{Routing, RoutingError, Used};
use crate::model::{AddressEndpoint, AddressEndpointId, EndpointRef, MailServer, ServerId, ViolationCode, Violations};
use crate::store::{StoreError, audit, endpoints};

/// A submitted address endpoint, new or changed.
#[derive(Debug, Clone)]
pub struct AddressEndpointForm {
    pub address: String,
}

impl Routing {
    pub async fn create_address_endpoint(
        &self,
        server: &MailServer,
        form: &AddressEndpointForm,
    ) -> Result<AddressEndpoint, RoutingError> {
        let (address, key) = address("/address", &form.address)?;
        let now = self.clock.now();
        let mut endpoint = AddressEndpoint {
            id: AddressEndpointId(0),
            uuid: self.random.uuid(),
            server_id: server.id,
            address,
            last_used_at: None,
            created_at: now,
            updated_at: now,
        };
        let mut tx = self.store.begin().await?;
        endpoint.id = endpoints::address::insert(&mut tx, &endpoint, &key).await.map_err(taken)?;
        audit::object(&endpoint.uuid, &endpoint.address);
        tx.commit().await?;
        Ok(endpoint)
    }

    pub async fn find_address_endpoint(
        &self,
        server: ServerId,
        uuid: &str,
    ) -> Result<Option<Used<AddressEndpoint>>, RoutingError> {
        let mut conn = self.store.read().await?;
        let Some(endpoint) = endpoints::address::find_by_uuid(&mut conn, server, uuid).await? else { return Ok(None) };
        let used = self.used(&mut conn, vec![endpoint], |it| EndpointRef::Address(it.id)).await?;
        Ok(used.into_iter().next())
    }

    /// By address. `after`: address and id of the last row of the page before.
    pub async fn list_address_endpoints(
        &self,
        server: ServerId,
        after: Option<(&str, i64)>,
        limit: i64,
    ) -> Result<Vec<Used<AddressEndpoint>>, RoutingError> {
        let mut conn = self.store.read().await?;
        let found = endpoints::address::list(&mut conn, server, after, limit).await?;
        self.used(&mut conn, found, |it| EndpointRef::Address(it.id)).await
    }

    pub async fn update_address_endpoint(
        &self,
        endpoint: &AddressEndpoint,
        form: &AddressEndpointForm,
    ) -> Result<AddressEndpoint, RoutingError> {
        let (address, key) = address("/address", &form.address)?;
        let changed = AddressEndpoint { address, updated_at: self.clock.now(), ..endpoint.clone() };
        let mut tx = self.store.begin().await?;
        endpoints::address::update(&mut tx, &changed, &key).await.map_err(taken)?;
        tx.commit().await?;
        Ok(changed)
    }
}

/// The bare address as written, and what it is compared by. 3.3: any text with an `@`.
fn address(field: &str, text: &str) -> Result<(String, String), Violations> {
    let mut violations = Violations::new();
    let text = violations.required_text(field, text);
    violations.into_result()?;
    let Ok(address) = Address::parse(&text) else {
        return Err(Violations::one(field, ViolationCode::Invalid, "is not an e-mail address"));
    };
    let key = address.to_ascii_domain().to_lowercase();
    Ok((text, key))
}

fn taken(error: StoreError) -> RoutingError {
    if endpoints::address::is_taken(&error) {
        Violations::one("/address", ViolationCode::Taken, "has already been added").into()
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_bare_and_compared_without_case() {
        for (text, expected) in [
            ("Ada@Example.COM", Some("ada@example.com")),
            (" ada@bücher.example ", Some("ada@xn--bcher-kva.example")),
            ("\"a b\"@example.com", Some("\"a b\"@example.com")),
            ("ada", None),
            ("Ada <ada@example.com>", None),
            ("a@b@example.com", None),
            ("ada@", None),
            ("", None),
        ] {
            assert_eq!(address("/address", text).ok().map(|(_, key)| key).as_deref(), expected, "{text}");
        }
    }
}
