//! What holds for every route alike: rehearsals, revisions, keys, pages, tokens, catalogs that are sent.

mod boundary;
mod catalogs;
mod changes;
mod keys;
mod loading;
mod paging;
mod programs;
mod steps;
mod time;
