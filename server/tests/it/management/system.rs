//! What everybody may ask.

use poem::http::{Method, StatusCode};
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::management_api::Api;

#[tokio::test]
async fn time_zones_are_those_that_are_accepted() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let list = api.browse("", Method::GET, "/time-zones", json!(null)).await;
    let names: Vec<&str> =
        list.json["items"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    for name in ["UTC", "Europe/London", "America/New_York", "Asia/Tokyo"] {
        assert!(names.contains(&name), "{name}");
    }
    assert!(names.is_sorted() && names.len() > 300, "{}", names.len());
    for name in names.iter().step_by(97) {
        assert_eq!(api.patch(&token, "/me", json!({ "time_zone": name })).await.status, StatusCode::OK, "{name}");
    }
}

#[tokio::test]
async fn everybody_learns_their_own_address() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let headers = [("x-forwarded-for", "192.0.2.9, 127.0.0.1")];
    let answer = api.send(Method::GET, "/api/v2/ip", &headers, "").await;
    assert_eq!((answer.status, &answer.json["ip"]), (StatusCode::OK, &json!("127.0.0.1")));
}
