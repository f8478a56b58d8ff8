//! What holds for every route alike: rehearsals, revisions, keys, pages, tokens.

mod boundary;
mod changes;
mod keys;
mod paging;
mod programs;
mod steps;
