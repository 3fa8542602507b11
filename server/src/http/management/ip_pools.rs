//! IP pools and their addresses, for administrators.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Area;
use super::answers::{Created, Done};
use super::ip_pool_views::{
    IpAddressCreate, IpAddressUpdate, IpAddressView, IpPoolCreate, IpPoolUpdate, IpPoolView, OrganizationIpPoolList,
    OrganizationIpPoolSet, organization_pools,
};
use crate::accounts::Scope;
use crate::app::App;
use crate::http::{ApiError, Caller, Cursor, Page, PageRequest, Permission};
use crate::model::{IpAddress, IpAddressId, IpPool};

#[derive(Debug, Default)]
pub struct IpPoolsApi;

async fn find(app: &App, uuid: &str) -> Result<IpPool, ApiError> {
    app.ip_pools.find(uuid).await?.ok_or_else(|| ApiError::not_found("IP pool"))
}

async fn find_address(app: &App, pool: &str, id: i64) -> Result<IpAddress, ApiError> {
    let pool = find(app, pool).await?;
    let found = app.ip_pools.find_address(pool.id, IpAddressId(id)).await?;
    found.ok_or_else(|| ApiError::not_found("IP address"))
}

#[OpenApi(tag = "Area::IpPools")]
impl IpPoolsApi {
    /// List the IP pools of the installation, by name.
    #[oai(path = "/ip-pools", method = "get", operation_id = "ip_pool_list")]
    async fn ip_pool_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<IpPoolView>>, ApiError> {
        caller.require_admin(Scope::IpPoolsRead)?;
        let page = PageRequest::parse("ip-pools", limit.0, cursor.0.as_deref())?;
        let pools = app.ip_pools.list(page.after_text()?, page.fetch()).await?;
        let cursor_of = |pool: &IpPool| Cursor::new([pool.name.clone(), pool.id.to_string()]);
        Ok(Json(Page::build(pools, &page, cursor_of, IpPoolView::from)))
    }

    /// Create an IP pool. It is empty, and no organization may use it yet.
    #[oai(path = "/ip-pools", method = "post", operation_id = "ip_pool_create")]
    async fn ip_pool_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<IpPoolCreate>,
    ) -> Result<Created<IpPoolView>, ApiError> {
        caller.require_admin(Scope::IpPoolsWrite)?;
        Ok(Created::new(app.ip_pools.create(&body.0.into()).await?))
    }

    /// Fetch one IP pool.
    #[oai(path = "/ip-pools/:uuid", method = "get", operation_id = "ip_pool_get")]
    async fn ip_pool_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        uuid: Path<String>,
    ) -> Result<Json<IpPoolView>, ApiError> {
        caller.require_admin(Scope::IpPoolsRead)?;
        Ok(Json(find(&app, &uuid).await?.into()))
    }

    /// Rename an IP pool, or make it the one that new organizations get. The default of before is none any more.
    #[oai(path = "/ip-pools/:uuid", method = "patch", operation_id = "ip_pool_update")]
    async fn ip_pool_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        uuid: Path<String>,
        body: Json<IpPoolUpdate>,
    ) -> Result<Json<IpPoolView>, ApiError> {
        caller.require_admin(Scope::IpPoolsWrite)?;
        let pool = find(&app, &uuid).await?;
        Ok(Json(app.ip_pools.update(&pool, &body.0.into()).await?.into()))
    }

    /// Delete an IP pool with its rules.
    ///
    /// `409` while it has addresses (`has_addresses`), or mail servers that send by it (`has_servers`).
    #[oai(path = "/ip-pools/:uuid", method = "delete", operation_id = "ip_pool_delete")]
    async fn ip_pool_delete(&self, app: Data<&App>, caller: Caller, uuid: Path<String>) -> Result<Done, ApiError> {
        caller.require_admin(Scope::IpPoolsWrite)?;
        app.ip_pools.delete(&find(&app, &uuid).await?).await?;
        Ok(Done::Done)
    }

    /// List the addresses of an IP pool, highest priority first.
    #[oai(path = "/ip-pools/:uuid/addresses", method = "get", operation_id = "ip_address_list")]
    async fn ip_address_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// UUID of the pool.
        uuid: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<IpAddressView>>, ApiError> {
        caller.require_admin(Scope::IpPoolsRead)?;
        let pool = find(&app, &uuid).await?;
        let page = PageRequest::parse("ip-addresses", limit.0, cursor.0.as_deref())?;
        let after = match &page.after {
            None => None,
            Some(cursor) => Some(cursor.integer(0).zip(cursor.integer(1)).ok_or_else(PageRequest::foreign)?),
        };
        let addresses = app.ip_pools.list_addresses(pool.id, after, page.fetch()).await?;
        let machines = app.ip_pools.machines().await?;
        let cursor_of = |address: &IpAddress| Cursor::new([address.priority.to_string(), address.id.to_string()]);
        Ok(Json(Page::build(addresses, &page, cursor_of, |address| IpAddressView::new(address, &machines))))
    }

    /// Add an address to an IP pool.
    ///
    /// Mail leaves from it as soon as it is chosen. It must be on the machine of a worker, and its reverse DNS record must
    /// name `hostname`; neither is checked here.
    #[oai(path = "/ip-pools/:uuid/addresses", method = "post", operation_id = "ip_address_create")]
    async fn ip_address_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        uuid: Path<String>,
        body: Json<IpAddressCreate>,
    ) -> Result<Created<IpAddressView>, ApiError> {
        caller.require_admin(Scope::IpPoolsWrite)?;
        let pool = find(&app, &uuid).await?;
        let address = app.ip_pools.create_address(&pool, &body.0.into()).await?;
        Ok(Created::new(IpAddressView::new(address, &app.ip_pools.machines().await?)))
    }

    /// Fetch one address of an IP pool.
    #[oai(path = "/ip-pools/:uuid/addresses/:id", method = "get", operation_id = "ip_address_get")]
    async fn ip_address_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// UUID of the pool.
        uuid: Path<String>,
        /// Id of the address.
        id: Path<i64>,
    ) -> Result<Json<IpAddressView>, ApiError> {
        caller.require_admin(Scope::IpPoolsRead)?;
        let address = find_address(&app, &uuid, id.0).await?;
        Ok(Json(IpAddressView::new(address, &app.ip_pools.machines().await?)))
    }

    /// Change an address of an IP pool. Messages that wait for it leave from the new one.
    #[oai(path = "/ip-pools/:uuid/addresses/:id", method = "patch", operation_id = "ip_address_update")]
    async fn ip_address_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// UUID of the pool.
        uuid: Path<String>,
        /// Id of the address.
        id: Path<i64>,
        body: Json<IpAddressUpdate>,
    ) -> Result<Json<IpAddressView>, ApiError> {
        caller.require_admin(Scope::IpPoolsWrite)?;
        let address = find_address(&app, &uuid, id.0).await?;
        let address = app.ip_pools.update_address(&address, &body.0.into()).await?;
        Ok(Json(IpAddressView::new(address, &app.ip_pools.machines().await?)))
    }

    /// Remove an address from an IP pool. Messages that wait for it get another one at their next attempt.
    #[oai(path = "/ip-pools/:uuid/addresses/:id", method = "delete", operation_id = "ip_address_delete")]
    async fn ip_address_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// UUID of the pool.
        uuid: Path<String>,
        /// Id of the address.
        id: Path<i64>,
    ) -> Result<Done, ApiError> {
        caller.require_admin(Scope::IpPoolsWrite)?;
        app.ip_pools.delete_address(&find_address(&app, &uuid, id.0).await?).await?;
        Ok(Done::Done)
    }

    /// List the IP pools that an organization may use, with their addresses, and those that it still uses although they
    /// were taken away; the default pool first.
    #[oai(path = "/organizations/:org/ip-pools", method = "get", operation_id = "organization_ip_pool_list")]
    async fn organization_ip_pool_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
    ) -> Result<Json<OrganizationIpPoolList>, ApiError> {
        let access = caller.organization(&app, &org, Permission::ReadIpPools).await?;
        Ok(Json(organization_pools(&app, access.organization.id).await?))
    }

    /// Set which IP pools an organization may use.
    ///
    /// Mail servers and rules that use another one go on with it; the answer names such pools with `assigned: false`.
    #[oai(path = "/organizations/:org/ip-pools", method = "put", operation_id = "organization_ip_pool_set")]
    async fn organization_ip_pool_set(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        body: Json<OrganizationIpPoolSet>,
    ) -> Result<Json<OrganizationIpPoolList>, ApiError> {
        let organization = caller.organization_as_admin(&app, &org, Scope::IpPoolsWrite).await?;
        app.ip_pools.assign(organization.id, &body.ip_pools).await?;
        Ok(Json(organization_pools(&app, organization.id).await?))
    }
}
