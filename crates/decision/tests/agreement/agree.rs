//! Holds every answerer against the reference, on everything that can be asked about one organization.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use jiff::Timestamp;
use rolecall_catalog::Permission;
use rolecall_decision::{Decision, MayDo, Reference, decide};
use rolecall_organization::{AccessRule, ContainerId, MemberId, Question, RecordId, Target};

use crate::answerers::{Answerer, Answers, Difference};
use crate::coverage::Tally;
use crate::questions::{Asker, Topic, When, askers, rows, topics};
use crate::world::{Built, Step, World};

/// An answer that is not the reference's.
#[derive(Debug, Clone)]
pub struct Disagreement {
    pub answerer: &'static str,
    pub asked: String,
    pub expected: String,
    pub got: String,
}

impl Disagreement {
    /// Who answered what kind of question otherwise.
    pub fn kind(&self) -> (&'static str, String) {
        (self.answerer, self.asked.split(':').next().unwrap_or_default().to_owned())
    }
}

impl std::fmt::Display for Disagreement {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "`{}` disagrees with the reference\nasked    {}\nexpected {}\ngot      {}",
            self.answerer, self.asked, self.expected, self.got
        )
    }
}

pub type Agreed = Result<(), Disagreement>;

/// Whether all answerers agree with the reference on a world.
pub fn agree(world: &World, answerers: &[&dyn Answerer], tally: &mut Tally) -> Agreed {
    let built = world.build();
    let views: Vec<View<'_>> =
        answerers.iter().map(|a| View { name: a.name(), answers: a.view(&built) }).collect();
    tally.worlds += 1;
    hold(world, &built, &views, tally, &|_| true)
}

/// One answerer's view of the organization.
pub struct View<'a> {
    pub name: &'static str,
    pub answers: Box<dyn Answers + 'a>,
}

/// Holds views of an organization against the reference, on those of the permissions that are picked.
pub fn hold(
    world: &World,
    built: &Built,
    views: &[View<'_>],
    tally: &mut Tally,
    picked: &dyn Fn(usize) -> bool,
) -> Agreed {
    let topics = topics(world, built);
    let topics: Vec<Topic> = topics
        .into_iter()
        .enumerate()
        .filter(|(number, _)| picked(*number))
        .map(|(_, topic)| topic)
        .collect();
    let mut able = Able::new();
    let mut waiting = Vec::new();
    for (turn, asker) in (0..).zip(askers(world, built)) {
        let share = asker.share(built);
        let mut run = Run { built, views, tally, asker: &asker };
        let asked = run.checks_and_lists(&topics, (turn % share, share), &mut able)?;
        run.access()?;
        let (now, later) = halves(asked);
        batch(&by_turns(waiting, now), views, tally)?;
        waiting = later;
    }
    batch(&waiting, views, tally)?;
    who_can(world, built, &topics, &able, views, tally)
}

/// By the number of a topic and of a target in it, who is allowed at the instant at which everybody asks.
type Able = BTreeMap<(usize, usize), BTreeSet<MemberId>>;

/// A question, and whether the reference allows it.
type Asked = (Question, bool);

/// Every second question, and the others.
fn halves(asked: Vec<Asked>) -> (Vec<Asked>, Vec<Asked>) {
    let (even, odd): (Vec<_>, Vec<_>) =
        asked.into_iter().enumerate().partition(|(number, _)| number % 2 == 0);
    let questions = |half: Vec<(usize, Asked)>| half.into_iter().map(|(_, asked)| asked).collect();
    (questions(even), questions(odd))
}

/// What two askers ask, a few questions of the one and a few of the other: a batch must not take one for the other.
fn by_turns(one: Vec<Asked>, other: Vec<Asked>) -> Vec<Asked> {
    let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
    let mut mixed = Vec::new();
    while one.peek().is_some() || other.peek().is_some() {
        mixed.extend(one.by_ref().take(3));
        mixed.extend(other.by_ref().take(2));
    }
    mixed
}

/// Asks several at once: about any members, at any instants.
fn batch(asked: &[Asked], views: &[View<'_>], tally: &mut Tally) -> Agreed {
    let (questions, expected): (Vec<Question>, Vec<bool>) = asked.iter().cloned().unzip();
    for view in views {
        let got = view.answers.batch(&questions);
        let differs = |got: &Vec<bool>| got.iter().zip(&expected).position(|(one, other)| one != other);
        let first = got.as_ref().and_then(differs);
        let asked =
            || format!("of {}, the first that differs: {:?}", questions.len(), first.map(|n| &questions[n]));
        compare(tally, (view.name, "batch", questions.len()), asked, &expected, got)?;
    }
    Ok(())
}

/// What one member asks at one instant.
struct Run<'a> {
    built: &'a Built,
    views: &'a [View<'a>],
    tally: &'a mut Tally,
    asker: &'a Asker,
}

impl Run<'_> {
    fn reference(&self, question: &Question) -> Decision {
        decide(&self.built.organization, &self.built.records, question)
    }

    fn checks_and_lists(
        &mut self,
        topics: &[Topic],
        (first, each): (usize, usize),
        able: &mut Able,
    ) -> Result<Vec<Asked>, Disagreement> {
        let mut asked = Vec::new();
        for (number, topic) in topics.iter().enumerate().skip(first).step_by(each) {
            let mut reached = Vec::new();
            for (which, target) in topic.targets.iter().enumerate() {
                let question = topic.question(self.asker, target);
                let expected = self.reference(&question);
                self.tally.decided(&expected, self.asker.when);
                self.check(&question, &expected)?;
                if expected.allowed {
                    reached.extend(topic.listed[which].clone());
                }
                if let (true, When::Everybody, Some(member)) =
                    (expected.allowed, self.asker.when, &self.asker.member)
                {
                    able.entry((number, which)).or_default().insert(member.clone());
                }
                asked.push((question, expected.allowed));
            }
            self.list(topic, &reached)?;
        }
        Ok(asked)
    }

    fn check(&mut self, question: &Question, expected: &Decision) -> Agreed {
        for view in self.views {
            let asked = || format!("{question:?}");
            let got = view.answers.check(question);
            compare(self.tally, (view.name, "check", 1), asked, &expected.allowed, got)?;
            compare(self.tally, (view.name, "decide", 1), asked, expected, view.answers.decide(question))?;
        }
        Ok(())
    }

    fn list(&mut self, topic: &Topic, reached: &Vec<RecordId>) -> Agreed {
        let Some(member) = &self.asker.member else { return Ok(()) };
        let number = topic.listed.iter().flatten().count();
        for view in self.views {
            let asked = || format!("{member} {} at {}", topic.permission, self.asker.now);
            let got = view.answers.list(member, &topic.permission, self.asker.now);
            compare(self.tally, (view.name, "list", number), asked, reached, got)?;
        }
        Ok(())
    }

    fn access(&mut self) -> Agreed {
        let Some(member) = &self.asker.member else { return Ok(()) };
        let mut expected = None;
        for view in self.views {
            let got = view.answers.access(member, self.asker.now);
            if got.is_none() {
                continue;
            }
            let expected: &Vec<MayDo> = expected.get_or_insert_with(|| self.may_do(member));
            // What is told of a failure is the first permission that differs.
            let differs = |got: &Vec<MayDo>| expected.iter().zip(got).position(|(one, other)| one != other);
            let first = got.as_ref().and_then(differs).unwrap_or(expected.len());
            let tail = |all: &Vec<MayDo>| all.iter().skip(first).take(1).cloned().collect::<Vec<_>>();
            let asked = || {
                format!("{member} at {}: how many permissions, and the first that differs", self.asker.now)
            };
            let told = (expected.len(), tail(expected));
            let got = got.map(|got| (got.len(), tail(&got)));
            compare(self.tally, (view.name, "access", expected.len()), asked, &told, got)?;
        }
        Ok(())
    }

    /// What a member may do, from questions without a record: at all, and in each container of the kind that the records live in,
    /// of which the member is one.
    fn may_do(&self, member: &MemberId) -> Vec<MayDo> {
        let (organization, now) = (&self.built.organization, self.asker.now);
        let mut all = Vec::new();
        for (module, declared) in &organization.catalog().modules {
            let there = |id: &&ContainerId| {
                organization.container_kind(id) == declared.container.as_ref()
                    && organization.membership(id, member, now).is_some()
            };
            let places: Vec<&ContainerId> = organization.policy().containers.keys().filter(there).collect();
            for action in declared.actions.keys() {
                let permission = Permission::new(module.clone(), action.clone());
                let ask = |target| self.reference(&Question::new(member, &permission, target, now));
                let at_all = ask(Target::Module);
                let given: Vec<(&ContainerId, Decision)> = places
                    .iter()
                    .map(|place| (*place, ask(Target::Container((*place).clone()))))
                    .filter(|(_, decision)| decision.allowed)
                    .collect();
                let decisions = || given.iter().map(|(_, decision)| decision).chain([&at_all]);
                all.push(MayDo {
                    permission: permission.clone(),
                    allowed: at_all.allowed,
                    reach: decisions().filter_map(|decision| decision.reach).max(),
                    sources: decisions().flat_map(Decision::opened).map(|o| o.source.clone()).collect(),
                    containers: given.iter().map(|(place, _)| (*place).clone()).collect(),
                });
            }
        }
        all
    }
}

fn who_can(
    world: &World,
    built: &Built,
    topics: &[Topic],
    able: &Able,
    views: &[View<'_>],
    tally: &mut Tally,
) -> Agreed {
    let here: BTreeSet<&MemberId> = built.organization.members().map(|(member, _)| member).collect();
    let nobody = Asker { member: None, now: world.instant, when: When::Everybody };
    for (number, topic) in topics.iter().enumerate() {
        for (which, target) in topic.targets.iter().enumerate() {
            let question = topic.question(&nobody, target);
            let able = able.get(&(number, which));
            let expected: Vec<MemberId> =
                able.into_iter().flatten().filter(|member| here.contains(member)).cloned().collect();
            for view in views {
                let asked = || format!("{question:?}");
                let got = view.answers.who_can(&question);
                compare(tally, (view.name, "who_can", here.len()), asked, &expected, got)?;
            }
        }
    }
    Ok(())
}

/// Whether all who preview count what two full enumerations count: of the organization as it is, and as it would be.
pub fn preview(
    before: &Built,
    (after, by): (&Built, &[Step]),
    now: Timestamp,
    views: &[View<'_>],
    tally: &mut Tally,
) -> Agreed {
    let mut expected = None;
    for view in views {
        let got = view.answers.preview(after, by, now);
        if got.is_none() {
            continue;
        }
        let (expected, number) = expected.get_or_insert_with(|| difference(before, after, now));
        let asked = || format!("at {now}");
        compare(tally, (view.name, "preview", *number), asked, expected, got)?;
    }
    Ok(())
}

/// The difference of two full enumerations, and how many records they went over.
fn difference(before: &Built, after: &Built, now: Timestamp) -> (Difference, usize) {
    let (had, has) = (reached(before, now), reached(after, now));
    let mut moved = Difference::new();
    for one in has.difference(&had) {
        moved.entry((one.0.clone(), one.1.clone())).or_default().gained += 1;
    }
    for one in had.difference(&has) {
        moved.entry((one.0.clone(), one.1.clone())).or_default().lost += 1;
    }
    for (all, is_after) in [(&had, false), (&has, true)] {
        for (member, permission, _) in all {
            if let Some(moved) = moved.get_mut(&(member.clone(), permission.clone())) {
                *(if is_after { &mut moved.after } else { &mut moved.before }) += 1;
            }
        }
    }
    (moved, had.len() + has.len())
}

fn reached(built: &Built, now: Timestamp) -> BTreeSet<(MemberId, Permission, RecordId)> {
    let (organization, records) = (&built.organization, &built.records);
    let mut reached = BTreeSet::new();
    for (module, declared) in &organization.catalog().modules {
        for record in rows(built, module) {
            for action in declared.actions.keys() {
                let permission = Permission::new(module.clone(), action.clone());
                for (member, _) in organization.members() {
                    let target = Target::Record(record.clone(), rolecall_organization::Facts::default());
                    let question = Question::new(member, &permission, target, now);
                    if Reference.allows(organization, records, &question) {
                        reached.insert((member.clone(), permission.clone(), record.clone()));
                    }
                }
            }
        }
    }
    reached
}

fn compare<T: PartialEq + Debug>(
    tally: &mut Tally,
    (answerer, question, number): (&'static str, &'static str, usize),
    asked: impl FnOnce() -> String,
    expected: &T,
    got: Option<T>,
) -> Agreed {
    let Some(got) = got else { return Ok(()) };
    tally.compared(answerer, question, number);
    if got == *expected {
        return Ok(());
    }
    let asked = format!("{question}: {}", asked());
    Err(Disagreement { answerer, asked, expected: format!("{expected:?}"), got: format!("{got:?}") })
}
