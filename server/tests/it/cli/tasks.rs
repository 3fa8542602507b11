//! `postal tasks`.

use super::Installation;

#[tokio::test]
async fn tasks_are_listed_and_run_one_by_one() {
    let installation = Installation::ready().await;
    let list = installation.done(&["tasks", "list"]);
    assert!(list.contains("ExpireHeldMessagesScheduledTask"), "{list}");
    assert!(list.contains("never"), "{list}");
    let said = installation.done(&["tasks", "run", "ExpireHeldMessagesScheduledTask"]);
    assert!(
        said.starts_with("ExpireHeldMessagesScheduledTask: done in ") && said.ends_with(" s, 0 changed\n"),
        "{said}"
    );
    let list: serde_json::Value =
        serde_json::from_str(&installation.done(&["tasks", "list", "--output", "json"])).unwrap();
    let items = list.as_array().unwrap();
    let ran = items.iter().find(|item| item["name"] == "ExpireHeldMessagesScheduledTask").unwrap();
    assert_eq!(ran["last_changed"], 0);
    assert!(ran["next_run_at"].as_str().unwrap().ends_with(":15:00.000000Z"), "{ran}");
    assert!(ran.get("last_error").is_none());
}

#[tokio::test]
async fn an_unknown_task_is_wrong_usage_and_the_names_are_told() {
    let installation = Installation::ready().await;
    let said = installation.run(&["tasks", "run", "Nonsense"]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("TidyQueuedMessagesTask"), "{}", said.stderr);
}
