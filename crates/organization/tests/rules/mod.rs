//! Section 3 of the design, one file a rule or two: what each rule forbids, what it lets pass, and in which words it says so.

mod active_and_company;
mod escalation;
mod escalation_limits;
mod escalation_places;
mod features;
mod forbidden;
mod invitations;
mod last_admin;
mod limits;
mod names;
mod order;
mod own_account;
mod reserved;
mod role_built_in;
mod role_in_use;
mod roles_held;
mod sole_holder;
mod tree;
