//! Two nodes over one real `PostgreSQL`: who names what it saw never gets an older answer.

use std::sync::Arc;

use rolecall::{
    Error, Moment, Rolecall, System, When,
    organization::{Code, Revision},
};
use rolecall_store_postgres::{PostgresStore, testing};

use crate::world::{founded, give, may_ann_view, put, record};

async fn code(asked: impl Future<Output = Result<rolecall::Seen, Error>>) -> Option<Code> {
    asked.await.err().and_then(|error| error.refusal().map(|refusal| refusal.code))
}

#[tokio::test]
async fn what_one_node_wrote_the_other_knows_once_it_is_asked_for() {
    let Some(url) = testing::database() else { return };
    let (_, here) = founded(Arc::new(PostgresStore::open(&url).await.unwrap())).await;
    let other = PostgresStore::open(&url).await.unwrap();
    let there = Rolecall::over(Arc::new(other), Arc::new(System)).await.unwrap();
    let there = there.organization("past").await.unwrap();
    let asked = may_ann_view("accounts", "a");
    for number in 0..20_u64 {
        // Hers, and not hers, by turns.
        let owner = if number.is_multiple_of(2) { "ann" } else { "owner" };
        let written = give(&here, put(vec![record("accounts", "a", Some(owner), None)])).await;
        assert!(there.view().revision < written);
        let needed = When { moment: None, at_least: Some(written) };
        let (one, two) = tokio::join!(there.seen(needed), there.seen(needed));
        for seen in [one.unwrap(), two.unwrap()] {
            assert_eq!(seen.revision(), written);
            assert_eq!(seen.check(&asked).await.unwrap().allowed, owner == "ann");
        }
    }
}

#[tokio::test]
async fn what_nobody_wrote_is_said_not_to_be_there_yet() {
    let Some(url) = testing::database() else { return };
    let (_, here) = founded(Arc::new(PostgresStore::open(&url).await.unwrap())).await;
    let last = here.view().revision;
    let later = When { moment: None, at_least: Some(last.next()) };
    assert_eq!(code(here.seen(later)).await, Some(Code::NotYet));
    let past = |needed| When { moment: Some(Moment::Revision(Revision(1))), at_least: Some(needed) };
    assert_eq!(code(here.seen(past(Revision(1)))).await, None);
    assert_eq!(code(here.seen(past(last))).await, Some(Code::Invalid));
    let beyond = When { moment: Some(Moment::Revision(last.next())), at_least: None };
    assert_eq!(code(here.seen(beyond)).await, Some(Code::NotFound));
    let by_time = When { moment: Some(Moment::Time(here.now())), at_least: Some(last) };
    assert_eq!(here.seen(by_time).await.unwrap().revision(), last);
}

/// A moment that another node wrote is no unknown one.
#[tokio::test]
async fn a_moment_of_another_node_is_answered() {
    let Some(url) = testing::database() else { return };
    let (_, here) = founded(Arc::new(PostgresStore::open(&url).await.unwrap())).await;
    let other = PostgresStore::open(&url).await.unwrap();
    let there = Rolecall::over(Arc::new(other), Arc::new(System)).await.unwrap();
    let there = there.organization("past").await.unwrap();
    let hers = give(&here, put(vec![record("accounts", "a", Some("ann"), None)])).await;
    give(&here, put(vec![record("accounts", "a", Some("owner"), None)])).await;
    let seen = there.seen(When { moment: Some(Moment::Revision(hers)), at_least: None }).await.unwrap();
    assert!(seen.check(&may_ann_view("accounts", "a")).await.unwrap().allowed);
}

#[tokio::test]
async fn an_id_with_a_nul_is_the_id_of_no_token() {
    let Some(url) = testing::database() else { return };
    let rolecall = Rolecall::over(Arc::new(PostgresStore::open(&url).await.unwrap()), Arc::new(System));
    let refused = rolecall.await.unwrap().revoke_token("tok_a\0").await.map(drop).unwrap_err();
    assert_eq!(refused.refusal().map(|refusal| refusal.code), Some(Code::NotFound));
}
