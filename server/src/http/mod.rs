//! The web server: the management API (`/api/v2`), the 3.3 API (`/api/v1`), the web interface, a
//! few known files, and the tracking host.
//!
//! Speaks HTTP and decides nothing: a handler checks the permission, makes one domain call and shows the result.
//! Begin with [`routes`].

pub mod api_docs;
pub mod caller;
pub mod error;
pub mod guard;
pub mod legacy;
pub mod management;
pub mod measure;
pub mod message_content;
pub mod oidc;
pub mod page;
pub mod permission;
pub mod probes;
pub mod request_log;
pub mod server;
pub mod tracking;
pub mod web_ui;
pub mod well_known;

use std::sync::Arc;

use poem::{Endpoint, EndpointExt as _, Request, Response, Route, get};

use crate::app::App;

pub use caller::Caller;
pub use error::ApiError;
pub use page::{Cursor, Page, PageRequest};
pub use permission::Permission;

/// Everything that the web host serves.
pub fn routes(app: &App) -> impl Endpoint<Output = Response> + 'static {
    Route::new()
        .nest(management::BASE_PATH, management::endpoint())
        .nest_no_strip("/api/v1", legacy_endpoint(app))
        .at("/.well-known/jwks.json", get(well_known::jwks))
        .at("/auth/oidc/callback", get(oidc::callback))
        .at("/ip", get(well_known::ip))
        .at("/robots.txt", get(well_known::robots))
        .nest("/", web_ui::WebUi::new(app.config.web_server.ui_directory.clone()))
        .data(app.clone())
        .with(guard::Guard::new(app.clone()))
        .with(measure::Measure::new(app.metrics.clone()))
        .with(probes::Probes::new(app.readiness.clone()))
}

/// The 3.3 API, outside of the management API's discipline.
fn legacy_endpoint(app: &App) -> impl Endpoint<Output = Response> + 'static {
    let legacy = Arc::new(legacy::Legacy::new(legacy::Parts::from(app)));
    let app = app.clone();
    poem::endpoint::make(move |request: Request| {
        let legacy = Arc::clone(&legacy);
        let client = guard::client_address(&request, &app.config.postal);
        measure::OperationName::set(&request, legacy::action_name(request.uri().path()));
        async move { legacy.answer(client, request).await }
    })
}
