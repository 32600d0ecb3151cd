//! The client, as progenitor generates it.

// Its style is not ours; that it compiles without a warning of the compiler is held.
#![allow(clippy::all)]

include!(concat!(env!("OUT_DIR"), "/client.rs"));
