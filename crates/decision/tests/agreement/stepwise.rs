//! The second property: a view that follows an organization step by step answers like one that is built from scratch.

use rolecall_organization::{Event, RecordChange};

use crate::agree::{Agreed, Disagreement, View, hold};
use crate::answerers::Keeper;
use crate::coverage::Tally;
use crate::random::Random;
use crate::world::{Step, World};

/// Whether all keepers follow a world from its founding to its end. They are told of one step, or of a few at once; now and then
/// what they answer is held against the reference, on a share of the permissions, and at the end on a larger one.
pub fn follow(world: &World, keepers: &[&dyn Keeper], tally: &mut Tally) -> Agreed {
    let mut random = Random::new(world.seed);
    let mut now = World::founded(world.product);
    let mut kept: Vec<_> = keepers.iter().map(|keeper| (keeper.name(), keeper.keep(&now))).collect();
    tally.worlds += 1;
    let mut rest = world.steps.as_slice();
    while !rest.is_empty() {
        let (next, later) = rest.split_at(random.between(1, 4).min(rest.len()));
        rest = later;
        next.iter().for_each(|step| now.take(step));
        let (events, changes) = parts(next);
        kept.iter_mut().for_each(|(_, kept)| kept.after(&now, &events, &changes));
        let (asked, share) = match rest.len() {
            0 => (true, 4),
            _ => (random.chance(4), 12),
        };
        for (name, kept) in kept.iter().filter(|_| asked) {
            if let Some(got) = kept.differs(&now) {
                let asked =
                    format!("after {} steps of {}", world.steps.len() - rest.len(), world.steps.len());
                return Err(Disagreement { answerer: name, asked, expected: "the same".to_owned(), got });
            }
            let views = [View { name, answers: kept.answers() }];
            let offset = random.below(share);
            hold(world, &now, &views, tally, &|number| number % share == offset)?;
        }
    }
    Ok(())
}

/// What happened to the policy, and to records.
pub fn parts(steps: &[Step]) -> (Vec<Event>, Vec<RecordChange>) {
    let (mut events, mut changes) = (Vec::new(), Vec::new());
    for step in steps {
        match step {
            Step::Event(event) => events.push(event.clone()),
            Step::Record(change) => changes.push(change.clone()),
        }
    }
    (events, changes)
}
