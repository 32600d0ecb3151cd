//! What arrives from the stream, and how tabs hand it to each other.

use daybook_shared::live;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

/// A frame of the stream: its kind, the place in the log that it brings, and an event's JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub kind: String,
    pub id: String,
    pub data: String,
}

impl Frame {
    /// Whether it brings an event.
    pub fn is_event(&self) -> bool {
        self.kind == live::EVENT
    }

    /// Whether events before it may be missing: the list must be asked what is new.
    pub fn leaves_a_gap(&self) -> bool {
        self.kind == live::RESET
    }

    /// As another tab receives it.
    pub fn pack(&self) -> JsValue {
        [&self.kind, &self.id, &self.data]
            .into_iter()
            .map(|text| JsValue::from_str(text))
            .collect::<Array>()
            .into()
    }

    /// What another tab has sent.
    pub fn unpack(value: &JsValue) -> Option<Self> {
        let parts: &Array = value.dyn_ref()?;
        Some(Self {
            kind: parts.get(0).as_string()?,
            id: parts.get(1).as_string()?,
            data: parts.get(2).as_string()?,
        })
    }
}
