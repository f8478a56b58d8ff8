//! The description of the API, walked over: it is committed, it is whole, and whatever is sent to an operation is answered
//! as described - never with a fault of ours, never not at all.

mod hostile;
mod whole;
mod written;
