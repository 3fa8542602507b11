//! Rules that say which mail leaves by which IP pool, of a mail server and of an organization.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Area;
use super::answers::{Created, Done};
use super::ip_pool_views::{IpPoolRuleCreate, IpPoolRuleUpdate, IpPoolRuleView};
use crate::app::App;
use crate::http::{ApiError, Caller, Cursor, Page, PageRequest, Permission};
use crate::model::{IpPoolRule, RuleOwner};

/// Rules of a mail server.
#[derive(Debug, Default)]
pub struct ServerIpPoolRulesApi;

/// Rules of an organization.
#[derive(Debug, Default)]
pub struct OrganizationIpPoolRulesApi;

async fn list(
    app: &App,
    owner: RuleOwner,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<Json<Page<IpPoolRuleView>>, ApiError> {
    let page = PageRequest::parse("ip-pool-rules", limit, cursor)?;
    let rules = app.ip_pools.list_rules(owner, page.after_id()?, page.fetch()).await?;
    let cursor_of = |rule: &IpPoolRule| Cursor::new([rule.id.to_string()]);
    Ok(Json(Page::build(rules, &page, cursor_of, IpPoolRuleView::from)))
}

async fn find(app: &App, owner: RuleOwner, uuid: &str) -> Result<IpPoolRule, ApiError> {
    app.ip_pools.find_rule(owner, uuid).await?.ok_or_else(|| ApiError::not_found("IP pool rule"))
}

#[OpenApi(tag = "Area::IpPools")]
impl ServerIpPoolRulesApi {
    /// List the rules of a mail server, newest first: the order in which they are looked at.
    #[oai(
        path = "/organizations/:org/servers/:server/ip-pool-rules",
        method = "get",
        operation_id = "ip_pool_rule_list"
    )]
    async fn ip_pool_rule_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<IpPoolRuleView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadIpPoolRules).await?;
        list(&app, RuleOwner::Server(server.id), limit.0, cursor.0.as_deref()).await
    }

    /// Make a rule. It comes before those that are there, and before all of the organization.
    #[oai(
        path = "/organizations/:org/servers/:server/ip-pool-rules",
        method = "post",
        operation_id = "ip_pool_rule_create"
    )]
    async fn ip_pool_rule_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<IpPoolRuleCreate>,
    ) -> Result<Created<IpPoolRuleView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteIpPoolRules).await?;
        Ok(Created::new(
            app.ip_pools.create_rule(server.organization_id, RuleOwner::Server(server.id), &body.0.into()).await?,
        ))
    }

    /// Fetch one rule.
    #[oai(
        path = "/organizations/:org/servers/:server/ip-pool-rules/:uuid",
        method = "get",
        operation_id = "ip_pool_rule_get"
    )]
    async fn ip_pool_rule_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<IpPoolRuleView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadIpPoolRules).await?;
        Ok(Json(find(&app, RuleOwner::Server(server.id), &uuid).await?.into()))
    }

    /// Change a rule. It keeps its place among the others.
    #[oai(
        path = "/organizations/:org/servers/:server/ip-pool-rules/:uuid",
        method = "patch",
        operation_id = "ip_pool_rule_update"
    )]
    async fn ip_pool_rule_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
        body: Json<IpPoolRuleUpdate>,
    ) -> Result<Json<IpPoolRuleView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteIpPoolRules).await?;
        let rule = find(&app, RuleOwner::Server(server.id), &uuid).await?;
        Ok(Json(app.ip_pools.update_rule(server.organization_id, &rule, &body.0.into()).await?.into()))
    }

    /// Delete a rule. Messages that are queued keep their addresses.
    #[oai(
        path = "/organizations/:org/servers/:server/ip-pool-rules/:uuid",
        method = "delete",
        operation_id = "ip_pool_rule_delete"
    )]
    async fn ip_pool_rule_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Done, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteIpPoolRules).await?;
        app.ip_pools.delete_rule(&find(&app, RuleOwner::Server(server.id), &uuid).await?).await?;
        Ok(Done::Done)
    }
}

#[OpenApi(tag = "Area::IpPools")]
impl OrganizationIpPoolRulesApi {
    /// List the rules of an organization, newest first: the order in which they are looked at.
    #[oai(path = "/organizations/:org/ip-pool-rules", method = "get", operation_id = "organization_ip_pool_rule_list")]
    async fn organization_ip_pool_rule_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<IpPoolRuleView>>, ApiError> {
        let organization = caller.organization(&app, &org, Permission::ReadIpPoolRules).await?.organization;
        list(&app, RuleOwner::Organization(organization.id), limit.0, cursor.0.as_deref()).await
    }

    /// Make a rule. It comes before those that are there, and after all of a mail server.
    #[oai(
        path = "/organizations/:org/ip-pool-rules",
        method = "post",
        operation_id = "organization_ip_pool_rule_create"
    )]
    async fn organization_ip_pool_rule_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        body: Json<IpPoolRuleCreate>,
    ) -> Result<Created<IpPoolRuleView>, ApiError> {
        let organization = caller.organization(&app, &org, Permission::WriteIpPoolRules).await?.organization;
        Ok(Created::new(
            app.ip_pools.create_rule(organization.id, RuleOwner::Organization(organization.id), &body.0.into()).await?,
        ))
    }

    /// Fetch one rule.
    #[oai(
        path = "/organizations/:org/ip-pool-rules/:uuid",
        method = "get",
        operation_id = "organization_ip_pool_rule_get"
    )]
    async fn organization_ip_pool_rule_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<IpPoolRuleView>, ApiError> {
        let organization = caller.organization(&app, &org, Permission::ReadIpPoolRules).await?.organization;
        Ok(Json(find(&app, RuleOwner::Organization(organization.id), &uuid).await?.into()))
    }

    /// Change a rule. It keeps its place among the others.
    #[oai(
        path = "/organizations/:org/ip-pool-rules/:uuid",
        method = "patch",
        operation_id = "organization_ip_pool_rule_update"
    )]
    async fn organization_ip_pool_rule_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        uuid: Path<String>,
        body: Json<IpPoolRuleUpdate>,
    ) -> Result<Json<IpPoolRuleView>, ApiError> {
        let organization = caller.organization(&app, &org, Permission::WriteIpPoolRules).await?.organization;
        let rule = find(&app, RuleOwner::Organization(organization.id), &uuid).await?;
        Ok(Json(app.ip_pools.update_rule(organization.id, &rule, &body.0.into()).await?.into()))
    }

    /// Delete a rule. Messages that are queued keep their addresses.
    #[oai(
        path = "/organizations/:org/ip-pool-rules/:uuid",
        method = "delete",
        operation_id = "organization_ip_pool_rule_delete"
    )]
    async fn organization_ip_pool_rule_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        uuid: Path<String>,
    ) -> Result<Done, ApiError> {
        let organization = caller.organization(&app, &org, Permission::WriteIpPoolRules).await?.organization;
        app.ip_pools.delete_rule(&find(&app, RuleOwner::Organization(organization.id), &uuid).await?).await?;
        Ok(Done::Done)
    }
}
