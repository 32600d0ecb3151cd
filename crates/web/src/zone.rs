//! The viewer's time zone. All rules come from the browser's `Intl`; the bundle carries none.

use std::cell::RefCell;

use chrono::NaiveDate;
use daybook_shared::timestamp::Timestamp;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::time::LocalTime;

/// An IANA zone that this browser knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Zone(String);

thread_local! {
    // Making a formatter costs a hundred times what using it does. A page shows one zone, or two.
    static FORMATS: RefCell<Vec<(Zone, Intl::DateTimeFormat)>> = RefCell::default();
}

impl Zone {
    /// The zone that a person chose, where the browser knows it; else the browser's own.
    pub fn of_viewer(chosen: Option<&str>) -> Self {
        chosen
            .filter(|name| is_known(name))
            .map_or_else(Self::of_browser, |name| Self(name.to_owned()))
    }

    /// The browser's own zone.
    pub fn of_browser() -> Self {
        let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
        let name = Reflect::get(&format.resolved_options(), &"timeZone".into());
        Self(
            name.ok()
                .and_then(|name| name.as_string())
                .unwrap_or_else(|| "UTC".to_owned()),
        )
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// What people call it: `Europe/Amsterdam` is Amsterdam.
    pub fn city(&self) -> String {
        city(&self.0)
    }

    /// The moment on this zone's calendar and clock.
    pub fn local(&self, time: Timestamp) -> LocalTime {
        let parts = FORMATS.with_borrow_mut(|formats| {
            if let Some((_, format)) = formats.iter().find(|(zone, _)| zone == self) {
                return format.format_to_parts(&date(time));
            }
            let format = calendar_format(&self.0);
            let parts = format.format_to_parts(&date(time));
            formats.push((self.clone(), format));
            parts
        });
        let mut fields = [0_u32; 6];
        for part in parts.iter() {
            let kind = text(&part, "type");
            let place = ["year", "month", "day", "hour", "minute", "second"]
                .iter()
                .position(|name| *name == kind);
            if let Some(place) = place {
                fields[place] = text(&part, "value").parse().unwrap_or_default();
            }
        }
        let [year, month, day, hour, minute, second] = fields;
        NaiveDate::from_ymd_opt(year.cast_signed(), month, day).map_or_else(
            || LocalTime::utc(time),
            |date| LocalTime::new(date, [hour, minute, second]),
        )
    }

    /// The zone's distance from UTC at a moment: `GMT+1`.
    pub fn offset(&self, time: Timestamp) -> String {
        let options = options(&[("timeZone", &self.0), ("timeZoneName", "shortOffset")]);
        let parts = Intl::DateTimeFormat::new(&locale(), &options).format_to_parts(&date(time));
        let name = parts.iter().find(|part| text(part, "type") == "timeZoneName");
        name.map_or_else(String::new, |part| text(&part, "value"))
    }
}

/// The last part of a zone's name, as words.
fn city(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

fn date(time: Timestamp) -> Date {
    Date::new(&JsValue::from_f64((time.0.div_euclid(1000)) as f64))
}

fn locale() -> Array {
    Array::of1(&"en-GB".into())
}

fn calendar_format(zone: &str) -> Intl::DateTimeFormat {
    let options = options(&[
        ("timeZone", zone),
        ("calendar", "gregory"),
        ("hourCycle", "h23"),
        ("year", "numeric"),
        ("month", "numeric"),
        ("day", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("second", "2-digit"),
    ]);
    Intl::DateTimeFormat::new(&locale(), &options)
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let entries: Array = pairs
        .iter()
        .map(|(key, value)| Array::of2(&(*key).into(), &(*value).into()))
        .collect();
    Object::from_entries(&entries).unwrap_or_default()
}

fn text(part: &JsValue, key: &str) -> String {
    Reflect::get(part, &key.into())
        .ok()
        .and_then(|value| value.as_string())
        .unwrap_or_default()
}

/// `Intl` throws at a zone that it does not know, and only a call through `Reflect` survives that.
fn is_known(zone: &str) -> bool {
    let constructor = Reflect::get(&js_sys::global(), &"Intl".into())
        .and_then(|intl| Reflect::get(&intl, &"DateTimeFormat".into()))
        .and_then(JsCast::dyn_into::<Function>);
    let arguments = Array::of2(&locale(), &options(&[("timeZone", zone)]));
    constructor.is_ok_and(|constructor| Reflect::construct(&constructor, &arguments).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_called_by_its_city() {
        assert_eq!(city("America/Argentina/Buenos_Aires"), "Buenos Aires");
        assert_eq!(city("UTC"), "UTC");
    }
}
