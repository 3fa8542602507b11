//! The API's documentation, browsable from our own assets under our own policy.

use poem::{Endpoint, Response, Route, get};

/// `/api/v2/docs`: a page that reads `/api/v2/openapi.json`.
pub fn endpoint() -> Route {
    Route::new()
        .at("/", get(asset("text/html; charset=utf-8", include_str!("../../assets/api-docs/index.html"))))
        .at("/docs.js", get(asset("text/javascript; charset=utf-8", include_str!("../../assets/api-docs/docs.js"))))
        .at("/docs.css", get(asset("text/css; charset=utf-8", include_str!("../../assets/api-docs/docs.css"))))
}

fn asset(content_type: &'static str, text: &'static str) -> impl Endpoint<Output = Response> {
    poem::endpoint::make_sync(move |_| {
        Response::builder().content_type(content_type).header("Cache-Control", "no-cache").body(text)
    })
}
