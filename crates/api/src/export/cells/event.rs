//! A stored body, read without copying: texts are slices of it, JSON stays JSON.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an event. Absent texts are empty ones.
#[derive(Debug, serde::Deserialize)]
pub(in crate::export) struct EventText<'b> {
    #[serde(borrow)]
    pub actor: Actor<'b>,
    #[serde(borrow)]
    pub category: Text<'b>,
    #[serde(borrow, default)]
    pub changes: Option<&'b RawValue>,
    #[serde(borrow, default)]
    pub context: Context<'b>,
    #[serde(borrow, default)]
    pub correlation_id: Text<'b>,
    #[serde(borrow)]
    pub description: Text<'b>,
    #[serde(borrow, default)]
    pub error: Failure<'b>,
    #[serde(borrow)]
    pub id: Text<'b>,
    #[serde(borrow, default)]
    pub idempotency_key: Text<'b>,
    #[serde(borrow, default)]
    pub metadata: Option<&'b RawValue>,
    #[serde(borrow)]
    pub occurred_at: Text<'b>,
    #[serde(borrow, default)]
    pub platform: Text<'b>,
    #[serde(borrow)]
    pub recorded_at: Text<'b>,
    #[serde(borrow)]
    pub sequence: &'b RawValue,
    #[serde(borrow)]
    pub state: Text<'b>,
    #[serde(borrow, default)]
    pub targets: Targets<'b>,
    #[serde(borrow, rename = "type")]
    pub kind: Text<'b>,
}

impl<'b> EventText<'b> {
    pub(in crate::export) fn read(body: &'b str) -> serde_json::Result<Self> {
        serde_json::from_str(body)
    }
}

#[derive(Debug, serde::Deserialize)]
pub(in crate::export) struct Actor<'b> {
    #[serde(borrow, default)]
    pub agent: Text<'b>,
    #[serde(borrow, default)]
    pub id: Text<'b>,
    #[serde(borrow)]
    pub kind: Text<'b>,
    #[serde(borrow)]
    pub name: Text<'b>,
    #[serde(borrow, default)]
    pub on_behalf_of: OnBehalfOf<'b>,
}

#[derive(Debug, Default, serde::Deserialize)]
pub(in crate::export) struct OnBehalfOf<'b> {
    #[serde(borrow, default)]
    pub id: Text<'b>,
    #[serde(borrow)]
    pub name: Text<'b>,
}

#[derive(Debug, Default, serde::Deserialize)]
pub(in crate::export) struct Context<'b> {
    #[serde(borrow, default)]
    pub ip: Text<'b>,
    #[serde(borrow, default)]
    pub request_id: Text<'b>,
    #[serde(borrow, default)]
    pub user_agent: Text<'b>,
}

#[derive(Debug, Default, serde::Deserialize)]
pub(in crate::export) struct Failure<'b> {
    #[serde(borrow)]
    pub code: Text<'b>,
    #[serde(borrow, default)]
    pub reason: Text<'b>,
}

#[derive(Debug, Default, serde::Deserialize)]
pub(in crate::export) struct Target<'b> {
    #[serde(borrow)]
    pub id: Text<'b>,
    #[serde(borrow, default)]
    pub name: Text<'b>,
    #[serde(borrow, rename = "type")]
    pub kind: Text<'b>,
    #[serde(borrow, default)]
    pub url: Text<'b>,
}

/// A text: a slice of the body, or where the body escapes some of it, its own.
#[derive(Debug, Default)]
pub(in crate::export) struct Text<'b>(Cow<'b, str>);

impl Text<'_> {
    pub(in crate::export) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de: 'b, 'b> Deserialize<'de> for Text<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<'b>(PhantomData<&'b str>);

        impl<'de: 'b, 'b> Visitor<'de> for Reader<'b> {
            type Value = Text<'b>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(Reader(PhantomData))
    }
}

/// The first target, which is what the event is about, and the others as they are.
#[derive(Debug, Default)]
pub(in crate::export) struct Targets<'b> {
    pub first: Target<'b>,
    pub others: Vec<&'b RawValue>,
}

impl<'de: 'b, 'b> Deserialize<'de> for Targets<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<'b>(PhantomData<&'b str>);

        impl<'de: 'b, 'b> Visitor<'de> for Reader<'b> {
            type Value = Targets<'b>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of targets")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
                let first = array.next_element()?.unwrap_or_default();
                let mut others = Vec::new();
                while let Some(target) = array.next_element()? {
                    others.push(target);
                }
                Ok(Targets { first, others })
            }
        }

        deserializer.deserialize_seq(Reader(PhantomData))
    }
}
