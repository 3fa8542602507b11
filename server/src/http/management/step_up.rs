//! What a session alone is not enough for: a second factor where one is asked for, and a fresh password before what is
//! dangerous. Tokens are not concerned: a program has neither.

use poem::Request;
use serde_json::Value;

use crate::accounts::is_stale;
use crate::app::App;
use crate::http::caller::{Caller, Proof};
use crate::http::error::ApiError;

/// What a user can do who lacks the second factor that the installation asks for.
const WITHOUT_SECOND_FACTOR: [&str; 9] = [
    "session_get",
    "session_delete",
    "session_persist",
    "session_confirm",
    "me_get",
    "two_factor_get",
    "two_factor_enrol",
    "two_factor_confirm",
    "two_factor_disable",
];

/// What destroys much, discloses a secret or gives rights away. With a field: only when the body has it.
const DANGEROUS: [(&str, Option<&str>); 12] = [
    ("organization_delete", None),
    ("server_delete", None),
    ("user_delete", None),
    ("credential_reveal", None),
    ("webhook_reveal_secret", None),
    ("token_create", None),
    ("member_update", Some("role")),
    ("organization_set_owner", None),
    ("user_set_organizations", None),
    ("user_create", Some("admin")),
    ("user_update", Some("admin")),
    ("user_reset_two_factor", None),
];

/// `operation`: its id.
pub fn require_second_factor(request: &Request, caller: &Caller, operation: &str) -> Result<(), ApiError> {
    let is_asked_for = request.data::<App>().is_some_and(|app| app.config.postal.require_two_factor);
    if is_asked_for && caller.is_without_second_factor() && !WITHOUT_SECOND_FACTOR.contains(&operation) {
        let message = "This installation asks for a second factor. Set one up in your profile.";
        return Err(ApiError::forbidden("two_factor_required", message));
    }
    Ok(())
}

/// `operation`: its id.
pub fn require_fresh_proof(request: &Request, operation: &str, body: Option<&Value>) -> Result<(), ApiError> {
    if !is_dangerous(operation, body) {
        return Ok(());
    }
    let (Some(app), Some(caller)) = (request.data::<App>(), request.extensions().get::<Caller>()) else {
        return Ok(());
    };
    match &caller.proof {
        Proof::Session(session) if is_stale(session, app.clock.now()) => {
            let message =
                "Confirm that it is you: give your password again (session_confirm), then repeat the request.";
            Err(ApiError::forbidden("step_up_required", message))
        }
        Proof::Session(_) | Proof::Token(_) => Ok(()),
    }
}

/// Whether a browser may have to ask for the password first.
pub fn is_dangerous(operation: &str, body: Option<&Value>) -> bool {
    let row = DANGEROUS.iter().find(|(id, _)| *id == operation);
    // Taking a right away is a change of rights, too; not giving one to somebody new is none.
    let is_new = operation.ends_with("_create");
    let says = |field: &str| match body.and_then(|body| body.get(field)) {
        None | Some(Value::Null) => false,
        Some(value) => !is_new || *value != false,
    };
    row.is_some_and(|(_, field)| field.is_none_or(says))
}

/// Ids of all that can ask, for the document.
pub fn can_ask(operation: &str) -> bool {
    DANGEROUS.iter().any(|(id, _)| *id == operation)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_of_name_is_not_dangerous_and_one_of_rights_is() {
        assert!(!is_dangerous("user_update", Some(&json!({ "first_name": "Ada" }))));
        assert!(is_dangerous("user_update", Some(&json!({ "admin": false }))));
        assert!(is_dangerous("user_create", Some(&json!({ "admin": true }))));
        assert!(!is_dangerous("user_create", Some(&json!({ "admin": false }))));
        assert!(is_dangerous("server_delete", None));
        assert!(!is_dangerous("server_update", None));
    }
}
