//! What commands make of each part of an organization, and how readings show it.

mod adoption;
mod containers;
mod founding;
mod groups;
mod invitations;
mod member_edits;
mod members;
mod organization;
mod positions;
mod records;
mod removal;
mod roles;
mod sharing;
