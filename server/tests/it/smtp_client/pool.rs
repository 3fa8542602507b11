//! Sessions that are used again.

use postal::smtp_client::{Answer, Pool, Target};
use tokio_util::task::TaskTracker;

use super::{connect, deliver, target};
use crate::support::FakeMx;

#[tokio::test]
async fn an_idle_session_serves_the_next_message_to_the_same_target() {
    let mx = FakeMx::start().await;
    let pool = Pool::new(TaskTracker::new());
    assert!(pool.take(&target(&mx)).is_none());
    for number in 1..=3 {
        let mut session = match pool.take(&target(&mx)) {
            Some(session) => session,
            None => connect(&mx).await,
        };
        assert!(matches!(deliver(&mut session).await.answer, Answer::Accepted(_)));
        assert_eq!(session.transactions(), number);
        pool.put(session);
    }
    assert_eq!((mx.wait_for(3).await.len(), mx.connections()), (3, 1));
}

#[tokio::test]
async fn other_sources_hosts_and_helo_names_do_not_share_sessions() {
    let mx = FakeMx::start().await;
    let pool = Pool::new(TaskTracker::new());
    pool.put(connect(&mx).await);
    let source = Some("127.0.0.1".parse().unwrap());
    assert!(pool.take(&Target { source, ..target(&mx) }).is_none());
    assert!(pool.take(&Target { host: "mx2.example.com".into(), ..target(&mx) }).is_none());
    assert!(pool.take(&Target { helo_name: Some("x.example".into()), ..target(&mx) }).is_none());
    assert!(pool.take(&target(&mx)).is_some());
}

#[tokio::test]
async fn a_session_is_closed_after_a_hundred_messages() {
    let mx = FakeMx::start().await;
    let tracker = TaskTracker::new();
    let pool = Pool::new(tracker.clone());
    let mut session = connect(&mx).await;
    for _ in 0..100 {
        deliver(&mut session).await;
    }
    pool.put(session);
    assert_eq!(pool.idle_sessions(), 0);
    tracker.close();
    tracker.wait().await;
    assert_eq!(mx.commands().last().unwrap(), "QUIT");
}

#[tokio::test]
async fn closing_says_quit_to_all_and_to_those_that_come_later() {
    let mx = FakeMx::start().await;
    let tracker = TaskTracker::new();
    let pool = Pool::new(tracker.clone());
    let late = connect(&mx).await;
    pool.put(connect(&mx).await);
    pool.put(connect(&mx).await);
    assert_eq!(pool.idle_sessions(), 2);
    pool.close();
    pool.put(late);
    tracker.close();
    tracker.wait().await;
    assert_eq!(mx.commands().iter().filter(|line| *line == "QUIT").count(), 3);
}

#[tokio::test]
async fn a_broken_session_is_not_kept() {
    let mx = FakeMx::start().await;
    mx.close_at("MAIL");
    let tracker = TaskTracker::new();
    let pool = Pool::new(tracker.clone());
    let mut session = connect(&mx).await;
    deliver(&mut session).await;
    pool.put(session);
    assert_eq!(pool.idle_sessions(), 0);
    mx.recover("MAIL");
    assert!(matches!(deliver(&mut connect(&mx).await).await.answer, Answer::Accepted(_)));
}

#[tokio::test]
async fn when_there_are_too_many_the_one_used_least_recently_goes() {
    let mx = FakeMx::start().await;
    let tracker = TaskTracker::new();
    let pool = Pool::with_room_for(2, tracker.clone());
    let hosts = ["mx1.example.com", "mx2.example.com", "mx3.example.com"];
    let to = |host: &str| Target { host: host.to_owned(), ..target(&mx) };
    for host in hosts {
        pool.put(super::connector(super::settings()).connect(&to(host)).await.unwrap());
    }
    assert_eq!(pool.idle_sessions(), 2);
    assert!(pool.take(&to(hosts[0])).is_none());
    assert!(pool.take(&to(hosts[1])).is_some() && pool.take(&to(hosts[2])).is_some());
    assert_eq!(pool.idle_sessions(), 0);
    pool.close();
    tracker.close();
    tracker.wait().await;
    assert!(mx.commands().contains(&"QUIT".to_owned()));
}
