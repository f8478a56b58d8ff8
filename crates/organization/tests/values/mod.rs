//! The values that commands and events are made of: ids, changes, personal values, seeds, the events themselves.

mod change;
mod events;
mod ids;
mod people;
mod seed;
