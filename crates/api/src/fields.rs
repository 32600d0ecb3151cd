//! Reads the fields of a JSON object one by one and names everything that is wrong with them.

use daybook_shared::filter::{EventFilter, one_of};
use daybook_shared::limits::{MAX_NAME_CHARS, MAX_NAMED_ERRORS};
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};
use daybook_shared::timestamp::Timestamp;
use serde_json::{Map, Value};

use crate::error::{ApiError, ApiResult};
use crate::period;

/// Reads a whole body by its fields: what `read` makes of them, unless anything is wrong.
pub(crate) fn read<T>(body: Value, read: impl FnOnce(&mut Fields<'_>) -> Option<T>) -> ApiResult<T> {
    let mut errors = Vec::new();
    let value = Fields::of(body, String::new(), &mut errors).and_then(|mut fields| {
        let value = read(&mut fields);
        fields.finish();
        value
    });
    match value {
        Some(value) if errors.is_empty() => Ok(value),
        _ => Err(refusal(errors)),
    }
}

/// One refusal for all wrong fields; its code is the most telling of theirs.
pub(crate) fn refusal(errors: Vec<FieldError>) -> ApiError {
    let has = |code: FieldCode| errors.iter().any(|error| error.code == code.as_str());
    let code = if has(FieldCode::Unknown) {
        ErrorCode::UnknownField
    } else if errors
        .iter()
        .all(|error| error.code == FieldCode::UnknownEventType.as_str())
    {
        ErrorCode::UnknownEventType
    } else {
        ErrorCode::ValidationFailed
    };
    ApiError::with_fields(code, errors)
}

/// The fields of one object that have not been read yet.
pub(crate) struct Fields<'e> {
    pointer: String,
    rest: Map<String, Value>,
    known: Vec<&'static str>,
    errors: &'e mut Vec<FieldError>,
}

impl<'e> Fields<'e> {
    /// The fields of `value`, which stands at `pointer`; an error where it is no object.
    pub(crate) fn of(value: Value, pointer: String, errors: &'e mut Vec<FieldError>) -> Option<Self> {
        match value {
            Value::Object(rest) => Some(Self {
                pointer,
                rest,
                known: Vec::new(),
                errors,
            }),
            other => {
                errors.push(wrong_type(pointer, "an object", &other));
                None
            }
        }
    }

    /// The value of a field, taken out.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        self.rest.remove(name)
    }

    /// A text of at most `max` characters, and at least one.
    pub(crate) fn text(&mut self, name: &'static str, max: usize) -> Option<String> {
        let value = self.take(name)?;
        match checked_text(value, max) {
            Ok(text) => Some(text),
            Err((code, detail)) => {
                self.error(name, code, detail);
                None
            }
        }
    }

    /// A text that must be there.
    pub(crate) fn required_text(&mut self, name: &'static str, max: usize) -> Option<String> {
        if self.rest.contains_key(name) {
            return self.text(name, max);
        }
        self.known.push(name);
        self.error(
            name,
            FieldCode::Required,
            format!("`{name}` is required: a text of 1 to {max} characters"),
        );
        None
    }

    /// A name: at most [`MAX_NAME_CHARS`] characters without the blanks around them, and at least one.
    pub(crate) fn name(&mut self, name: &'static str) -> Option<String> {
        let value = match self.take(name)? {
            Value::String(text) => Value::from(text.trim()),
            other => other,
        };
        match checked_text(value, MAX_NAME_CHARS) {
            Ok(text) => Some(text),
            Err((FieldCode::Malformed, _)) => {
                let detail = format!("a name has 1 to {MAX_NAME_CHARS} characters, not all of them blank");
                self.error(name, FieldCode::Malformed, detail);
                None
            }
            Err((code, detail)) => {
                self.error(name, code, detail);
                None
            }
        }
    }

    /// A text that is one of those known.
    pub(crate) fn known<'a>(
        &mut self,
        name: &'static str,
        values: impl Iterator<Item = &'a str> + Clone,
    ) -> Option<String> {
        let value = self.text(name, MAX_NAME_CHARS)?;
        match one_of(&value, values) {
            Ok(()) => Some(value),
            Err(detail) => {
                self.error(name, FieldCode::UnknownValue, detail);
                None
            }
        }
    }

    /// A truth value.
    pub(crate) fn boolean(&mut self, name: &'static str) -> Option<bool> {
        match self.take(name)? {
            Value::Bool(value) => Some(value),
            other => {
                self.errors
                    .push(wrong_type(self.pointer_to(name), "`true` or `false`", &other));
                None
            }
        }
    }

    /// The IANA name of a time zone.
    pub(crate) fn time_zone(&mut self, name: &'static str) -> Option<String> {
        let zone = self.text(name, MAX_NAME_CHARS)?;
        match period::zone(&zone) {
            Ok(_) => Some(zone),
            Err(error) => {
                self.error(name, FieldCode::UnknownValue, error.detail);
                None
            }
        }
    }

    /// Whether a field is there and null, which then is read.
    pub(crate) fn is_null(&mut self, name: &'static str) -> bool {
        let is_null = self.rest.get(name).is_some_and(Value::is_null);
        if is_null {
            self.take(name);
        }
        is_null
    }

    /// A filter object, whose days and zone mean something at this moment.
    pub(crate) fn filter(&mut self, name: &'static str, now: Timestamp) -> Option<EventFilter> {
        let pointer = self.pointer_to(name);
        let read = match self.take(name)? {
            Value::Object(object) => EventFilter::from_json(&object),
            other => {
                self.errors.push(wrong_type(pointer, "a filter object", &other));
                return None;
            }
        };
        let filter = read.and_then(|filter| match period::resolve(&filter.period, now) {
            Ok(_) => Ok(filter),
            Err(error) => Err(vec![error]),
        });
        let errors = match filter {
            Ok(filter) => return Some(filter),
            Err(errors) => errors,
        };
        self.errors.extend(errors.into_iter().map(|error| FieldError {
            pointer: format!("{pointer}/{}", escape(&shown(&error.pointer))),
            ..error
        }));
        None
    }

    /// Whether a field is there and was not read yet.
    pub(crate) fn has(&self, name: &'static str) -> bool {
        self.rest.contains_key(name)
    }

    /// Names a field that must be there and is not.
    pub(crate) fn require(&mut self, name: &'static str, what: &str) {
        if !self.has(name) {
            self.error(name, FieldCode::Required, format!("`{name}` is required: {what}"));
        }
    }

    /// An array of at most `max` values, with the pointer of each.
    pub(crate) fn array(&mut self, name: &'static str, max: usize) -> Vec<(String, Value)> {
        match self.take(name) {
            None => Vec::new(),
            Some(Value::Array(values)) if values.len() > max => {
                self.error(
                    name,
                    FieldCode::TooLong,
                    format!("{} entries; at most {max} are kept", values.len()),
                );
                Vec::new()
            }
            Some(Value::Array(values)) => {
                let pointer = self.pointer_to(name);
                values
                    .into_iter()
                    .enumerate()
                    .map(|(index, value)| (format!("{pointer}/{index}"), value))
                    .collect()
            }
            Some(other) => {
                self.errors
                    .push(wrong_type(self.pointer_to(name), "an array", &other));
                Vec::new()
            }
        }
    }

    /// Reads an object with `read`, which gets its fields.
    pub(crate) fn object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Fields<'_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.take(name)?;
        let pointer = self.pointer_to(name);
        Fields::of(value, pointer, self.errors).and_then(read)
    }

    /// Where a field stands.
    pub(crate) fn pointer_to(&self, name: &str) -> String {
        format!("{}/{}", self.pointer, escape(name))
    }

    /// Names what is wrong with a field.
    pub(crate) fn error(&mut self, name: &str, code: FieldCode, detail: impl Into<String>) {
        self.errors
            .push(FieldError::new(self.pointer_to(name), code, detail));
    }

    /// The list that errors are added to, for readers of array entries.
    pub(crate) fn errors(&mut self) -> &mut Vec<FieldError> {
        self.errors
    }

    /// Names every field that nobody asked for.
    pub(crate) fn finish(self) {
        let known: Vec<String> = self.known.iter().map(|name| format!("`{name}`")).collect();
        for name in self.rest.keys().take(MAX_NAMED_ERRORS) {
            let shown = shown(name);
            let pointer = format!("{}/{}", self.pointer, escape(&shown));
            let detail = format!("`{shown}` is not known here; known are {}", known.join(", "));
            self.errors
                .push(FieldError::new(pointer, FieldCode::Unknown, detail));
        }
    }
}

/// As much of what was sent as an answer repeats.
fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

/// RFC 6901, section 3.
fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn wrong_type(pointer: String, wanted: &str, found: &Value) -> FieldError {
    let hint = if found.is_null() {
        "; leave the field out where there is nothing to say"
    } else {
        ""
    };
    FieldError::new(
        pointer,
        FieldCode::WrongType,
        format!("{wanted} is needed, not {}{hint}", type_name(found)),
    )
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn checked_text(value: Value, max: usize) -> Result<String, (FieldCode, String)> {
    let text = match value {
        Value::String(text) => text,
        other => {
            let error = wrong_type(String::new(), "a text", &other);
            return Err((FieldCode::WrongType, error.detail));
        }
    };
    let length = text.chars().count();
    if text.contains('\0') {
        Err((FieldCode::Nul, "a text cannot hold a NUL character".to_owned()))
    } else if length > max {
        Err((
            FieldCode::TooLong,
            format!("{length} characters; at most {max} are kept"),
        ))
    } else if length == 0 {
        Err((
            FieldCode::Malformed,
            "the text is empty; leave the field out where there is nothing to say".to_owned(),
        ))
    } else {
        Ok(text)
    }
}

/// Whether a NUL character stands anywhere in the value.
pub(crate) fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(holds_nul),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| name.contains('\0') || holds_nul(value)),
        _ => false,
    }
}
