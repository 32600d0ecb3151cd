//! What can be open over any page.

use leptos::prelude::*;

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The palette that jumps.
    Palette,
    /// The help with all keys.
    Help,
}

/// Opens them; the whole program finds it in its context.
pub type Open = RwSignal<Option<Layer>>;
