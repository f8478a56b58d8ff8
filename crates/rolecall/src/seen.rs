//! An organization at the moment that a question is about: the present, or a moment in the past. Both answer the same
//! questions; the present by its view, the past by what it reads for them.

use std::sync::Arc;

use jiff::Timestamp;
use rolecall_catalog::Permission;
use rolecall_decision::{Decision, Explanation, ListPage, ListPlace, MayDo};
use rolecall_organization::{
    Facts, MemberId, Organization, Question, RecordId, RecordKey, Records, Revision,
};
use tokio::sync::Mutex;

use crate::{
    Asked, Error, View, ask,
    past::{Past, Rows},
    records::known_as,
};

/// An organization at the moment that a question is about.
pub struct Seen {
    present: Arc<View>,
    /// Absent: the present is asked.
    past: Option<Reading>,
    /// The time to ask it for.
    pub now: Timestamp,
}

/// A past, and the rows that were read of it for this one caller.
struct Reading {
    past: Arc<Past>,
    rows: Mutex<Rows>,
}

impl Seen {
    /// The present, at a time.
    pub fn present_at(present: Arc<View>, now: Timestamp) -> Self {
        Self { present, past: None, now }
    }

    /// The past, at a time.
    pub(crate) fn past_at(present: Arc<View>, past: Arc<Past>, now: Timestamp) -> Self {
        Self { present, past: Some(Reading { past, rows: Mutex::default() }), now }
    }

    /// The organization as it is. Who may look back is who may look now.
    pub fn present(&self) -> &Arc<View> {
        &self.present
    }

    /// The policy of the moment, with the catalog in force then and the personal values of today.
    pub fn organization(&self) -> &Organization {
        self.past.as_ref().map_or(&self.present.organization, |reading| &reading.past.organization)
    }

    /// The last entry in it.
    pub fn revision(&self) -> Revision {
        self.past.as_ref().map_or(self.present.revision, |reading| reading.past.revision)
    }

    /// How the product knows a member: by its own id where there is one.
    pub fn known_as(&self, member: &MemberId) -> String {
        known_as(self.organization(), member)
    }

    /// A question in words as the rule takes it. Who or what does not exist makes it a deny, never an error.
    pub fn question(&self, asked: &Asked) -> Question {
        match &self.past {
            None => self.present.question(asked, self.now),
            Some(reading) => ask::question(&reading.past.organization, asked, self.now),
        }
    }

    /// The decision.
    ///
    /// # Errors
    /// [`Error::Store`] where the past cannot be read, here as in the other questions.
    pub async fn check(&self, asked: &Asked) -> Result<Decision, Error> {
        self.decide(&self.question(asked)).await
    }

    /// The decision on a question as the rule takes it.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub async fn decide(&self, question: &Question) -> Result<Decision, Error> {
        let Some(Reading { past, rows }) = &self.past else { return Ok(self.present.decide(question)) };
        let decide =
            |of: &Organization, records: &dyn Records| rolecall_decision::decide(of, records, question);
        past.answer(&mut *rows.lock().await, decide).await
    }

    /// The decision with its sentence and what would open it.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub async fn explain(&self, asked: &Asked) -> Result<Explanation, Error> {
        let Some(Reading { past, rows }) = &self.past else {
            return Ok(self.present.explain(asked, self.now));
        };
        // What is read for the decision is nearly all that what would open it asks for.
        self.check(asked).await?;
        let question = self.question(asked);
        let explain =
            |of: &Organization, records: &dyn Records| rolecall_decision::explain(of, records, &question);
        past.answer(&mut *rows.lock().await, explain).await
    }

    /// Every registered record of a module on which a member may do something.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub async fn list(&self, member: &str, permission: &Permission) -> Result<Vec<RecordId>, Error> {
        let Some(Reading { past, rows }) = &self.past else {
            return Ok(self.present.list(member, permission, self.now));
        };
        let Some(member) = past.organization.find_member(member) else { return Ok(Vec::new()) };
        let mut rows = rows.lock().await;
        past.module(&mut rows, &permission.module).await?;
        let list = |of: &Organization, records: &dyn Records| {
            rolecall_decision::list(of, records, member, permission, self.now)
        };
        past.answer(&mut rows, list).await
    }

    /// The records of a module on which a member may do something, those behind a place, at most `limit`: at present in the order
    /// of their first registration; in the past, which no longer changes, by id.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub async fn page(
        &self,
        member: &str,
        permission: &Permission,
        after: Option<&ListPlace>,
        limit: usize,
    ) -> Result<ListPage, Error> {
        if self.past.is_none() {
            let member = self.present.organization.find_member(member);
            let page = |member| self.present.engine.page(member, permission, self.now, after, limit);
            return Ok(member.map(page).unwrap_or_default());
        }
        let mut ids: Vec<String> =
            self.list(member, permission).await?.iter().map(ToString::to_string).collect();
        ids.sort_unstable();
        let total = ids.len();
        ids.retain(|id| after.is_none_or(|after| *id > after.id));
        let more = ids.len() > limit;
        ids.truncate(limit);
        let next = ids.last().filter(|_| more);
        let next = next.map(|id| ListPlace { since: Revision::default(), id: id.clone() });
        Ok(ListPage { ids, next, total })
    }

    /// Every member who may do what is asked; who asks is not looked at.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub async fn who_can(&self, asked: &Asked) -> Result<Vec<MemberId>, Error> {
        let Some(Reading { past, rows }) = &self.past else {
            return Ok(self.present.who_can(asked, self.now));
        };
        let question = self.question(asked);
        let who =
            |of: &Organization, records: &dyn Records| rolecall_decision::who_can(of, records, &question);
        past.answer(&mut *rows.lock().await, who).await
    }

    /// What a member may do, module by module.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub async fn access(&self, member: &MemberId) -> Result<Vec<MayDo>, Error> {
        let Some(Reading { past, rows }) = &self.past else {
            return Ok(self.present.access(member, self.now));
        };
        let access = |of: &Organization, records: &dyn Records| {
            rolecall_decision::access(of, records, member, self.now)
        };
        past.answer(&mut *rows.lock().await, access).await
    }

    /// The facts of a record, where it was registered.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub async fn facts(&self, key: &RecordKey) -> Result<Option<Facts>, Error> {
        let Some(Reading { past, rows }) = &self.past else { return Ok(self.present.engine.facts(key)) };
        past.answer(&mut *rows.lock().await, |_: &Organization, records: &dyn Records| records.facts(key))
            .await
    }
}
