//! A tab's part in it: it waits to hold the stream, and reads what the tab that holds it hands on.

use std::rc::Rc;

use daybook_shared::event::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

use super::Connection;
use super::frame::Frame;
use super::lead::{Line, lead};
use crate::api::Client;
use crate::browser;

/// What following needs, and what it tells.
#[derive(Clone, Copy)]
pub struct Given {
    /// Speaks for the person.
    pub client: Client,
    /// Whose log; none while nothing is followed.
    pub workspace: Memo<Option<String>>,
    /// An event was recorded.
    pub on_event: Callback<Event>,
    /// Something may have been recorded that did not come this way.
    pub on_gap: Callback<()>,
    /// How the stream is.
    pub connection: RwSignal<Connection>,
}

/// Follows the log of the workspace, as long as there is one.
pub fn follow(given: Given) {
    Effect::new(move |_| {
        let Some(workspace) = given.workspace.get() else {
            given.connection.set(Connection::Away);
            return;
        };
        let line = Line::default();
        // Those that were recorded before this tab listened.
        given.on_gap.run(());
        let read = Rc::new(move |frame: Frame| read(&given, &frame));
        let name = format!("daybook.live.{workspace}");
        let channel = BroadcastChannel::new(&name).ok();
        let hear = {
            let (read, last) = (read.clone(), line.last.clone());
            Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
                if let Some(frame) = Frame::unpack(&message.data()) {
                    *last.borrow_mut() = Some(frame.id.clone());
                    read(frame);
                }
            })
        };
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        }
        let on_frame = {
            let channel = channel.clone();
            Rc::new(move |frame: Frame| {
                if let Some(channel) = &channel {
                    let _ = channel.post_message(&frame.pack());
                }
                read(frame);
            })
        };
        let on_loss = Rc::new(move || {
            given.connection.try_set(Connection::Away);
        });
        let work = lead(given.client, workspace, line.clone(), on_frame, on_loss);
        spawn_local(async move { browser::exclusively(&name, work).await });
        watch_sleep(line.clone());
        let kept = StoredValue::new_local((channel, hear, line));
        on_cleanup(move || {
            kept.try_update_value(|(channel, _, line)| {
                line.end();
                if let Some(channel) = channel {
                    channel.set_onmessage(None);
                    channel.close();
                }
            });
        });
    });
}

fn read(given: &Given, frame: &Frame) {
    given.connection.try_set(Connection::There);
    if frame.leaves_a_gap() {
        given.on_gap.try_run(());
    }
    if frame.is_event()
        && let Ok(event) = serde_json::from_str::<Event>(&frame.data)
    {
        given.on_event.try_run(event);
    }
}

/// A clock that stood still has slept, and with it the wire.
fn watch_sleep(line: Line) {
    const STEP: f64 = 20_000.0;
    let before = StoredValue::new(js_sys::Date::now());
    let line = StoredValue::new_local(line);
    let look = move || {
        let now = js_sys::Date::now();
        if now - before.get_value() > 3.0 * STEP {
            line.with_value(Line::renew);
        }
        before.set_value(now);
    };
    let handle = set_interval_with_handle(look, std::time::Duration::from_millis(STEP as u64));
    let online = window_event_listener(leptos::ev::online, move |_| line.with_value(Line::renew));
    on_cleanup(move || {
        online.remove();
        if let Ok(handle) = handle {
            handle.clear();
        }
    });
}
