//! The viewer's time zone. All rules come from the browser's `Intl`; the bundle carries none.

use std::cell::RefCell;

use chrono::NaiveDate;
use daybook_shared::settings::HourCycle;
use daybook_shared::timestamp::Timestamp;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::time::LocalTime;

/// An IANA zone that this browser knows, and how its clock is told.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Zone {
    name: String,
    has_noon: bool,
}

thread_local! {
    // Making a formatter costs a hundred times what using it does. A page shows one zone, or two.
    static FORMATS: RefCell<Vec<(String, Intl::DateTimeFormat)>> = RefCell::default();
}

impl Zone {
    /// The zone that a person chose, where the browser knows it; else the browser's own.
    pub fn of_viewer(chosen: Option<&str>) -> Self {
        chosen
            .filter(|name| is_known(name))
            .map_or_else(Self::of_browser, Self::named)
    }

    /// The browser's own zone.
    pub fn of_browser() -> Self {
        let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
        let name = Reflect::get(&format.resolved_options(), &"timeZone".into());
        let name = name.ok().and_then(|name| name.as_string());
        Self::named(name.as_deref().unwrap_or("UTC"))
    }

    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            has_noon: false,
        }
    }

    /// The same with the clock that a person chose.
    #[must_use]
    pub fn with_clock(self, cycle: HourCycle) -> Self {
        let has_noon = match cycle {
            HourCycle::H12 => true,
            HourCycle::H23 => false,
            HourCycle::Auto => browser_has_noon(),
        };
        Self { has_noon, ..self }
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What people call it: `Europe/Amsterdam` is Amsterdam.
    pub fn city(&self) -> String {
        city(&self.name)
    }

    /// The moment on this zone's calendar and clock.
    pub fn local(&self, time: Timestamp) -> LocalTime {
        let parts = FORMATS.with_borrow_mut(|formats| {
            if let Some((_, format)) = formats.iter().find(|(name, _)| *name == self.name) {
                return format.format_to_parts(&date(time));
            }
            let format = calendar_format(&self.name);
            let parts = format.format_to_parts(&date(time));
            formats.push((self.name.clone(), format));
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
            |date| LocalTime {
                has_noon: self.has_noon,
                ..LocalTime::new(date, [hour, minute, second])
            },
        )
    }

    /// The zone's distance from UTC at a moment: `GMT+1`.
    pub fn offset(&self, time: Timestamp) -> String {
        let options = options(&[("timeZone", &self.name), ("timeZoneName", "shortOffset")]);
        let parts = Intl::DateTimeFormat::new(&locale(), &options).format_to_parts(&date(time));
        let name = parts.iter().find(|part| text(part, "type") == "timeZoneName");
        name.map_or_else(String::new, |part| text(&part, "value"))
    }
}

/// The zones that this browser knows; none where it does not tell.
pub fn all() -> Vec<String> {
    let names = Reflect::get(&js_sys::global(), &"Intl".into()).and_then(|intl| {
        let list: Function = Reflect::get(&intl, &"supportedValuesOf".into())?.dyn_into()?;
        list.call1(&intl, &"timeZone".into())
    });
    let names = names.ok().and_then(|names| names.dyn_into::<Array>().ok());
    names.map_or_else(Vec::new, |names| {
        names.iter().filter_map(|name| name.as_string()).collect()
    })
}

/// Whether clocks go to twelve where this browser's person lives.
fn browser_has_noon() -> bool {
    let format = Intl::DateTimeFormat::new(&Array::new(), &options(&[("hour", "numeric")]));
    Reflect::get(&format.resolved_options(), &"hour12".into()).is_ok_and(|noon| noon.is_truthy())
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
