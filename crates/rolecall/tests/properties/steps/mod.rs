//! The rules of section 3 that show only in what a command changes: who may, what it may add, what has to move along.

mod accounts;
mod asked;
mod escalation;
mod moved;
mod outcome;
mod permission;

use crate::{held::Held, world::Step};

/// Every rule that can be read off a step.
pub fn hold(step: &Step<'_>) -> Held {
    outcome::a_refusal_changes_nothing(step)?;
    outcome::an_outcome_says_all_that_changed(step)?;
    outcome::events_hold_no_personal_data(step)?;
    permission::only_who_may_does(step)?;
    asked::what_was_asked_is_there(step)?;
    accounts::nobody_ends_their_own_account(step)?;
    accounts::the_sole_holder_changes_by_transfer_only(step)?;
    accounts::registered_people_change_their_own_address(step)?;
    escalation::nothing_is_given_beyond_what_the_actor_holds(step)?;
    moved::holders_of_a_deleted_role_hold_another(step)?;
    moved::whoever_stood_at_a_deleted_position_stands_elsewhere(step)?;
    moved::who_joins_or_inherits_is_active(step)?;
    moved::invitations_work_once_and_in_time(step)
}
