//! The few things that only the browser can do.

use std::cell::Cell;
use std::time::Duration;

use js_sys::{Function, Promise, Reflect};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Element, HtmlAnchorElement, HtmlDialogElement, HtmlElement, ScrollIntoViewOptions,
    ScrollLogicalPosition, Storage, Url,
};

/// The header and the heading of a day, in pixels.
const STICKS: f64 = 96.0;

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What was kept under a key in this browser.
pub fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a text in this browser, or forgets it. Private windows may refuse, which harms nothing.
pub fn keep(key: &str, value: Option<&str>) {
    if let Some(storage) = storage() {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

/// This site: scheme, host and port.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

thread_local! {
    static IS_MARKED: Cell<bool> = const { Cell::new(false) };
}

/// What stands before the name of a page on which something has happened that nobody has seen.
const MARK: &str = "● ";

/// Marks the page's name, or takes the mark away.
pub fn mark_title(is_marked: bool) {
    if IS_MARKED.replace(is_marked) != is_marked {
        let title = document().title();
        let plain = title.strip_prefix(MARK).unwrap_or(&title);
        document().set_title(&format!("{}{plain}", mark()));
    }
}

fn mark() -> &'static str {
    if IS_MARKED.get() { MARK } else { "" }
}

/// Names the page in tabs, bookmarks and history.
pub fn set_title(parts: &[&str]) {
    let parts: Vec<&str> = parts
        .iter()
        .copied()
        .chain(["Daybook"])
        .filter(|part| !part.is_empty())
        .collect();
    document().set_title(&format!("{}{}", mark(), parts.join(" · ")));
}

/// Whether the page has an element of that id.
pub fn exists(id: &str) -> bool {
    document().get_element_by_id(id).is_some()
}

/// Moves the focus to an element.
pub fn focus(id: &str) {
    if let Some(element) = document()
        .get_element_by_id(id)
        .and_then(|found| found.dyn_into::<HtmlElement>().ok())
    {
        let _ = element.focus();
    }
}

/// Scrolls an element into view, where it is not.
pub fn show(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Moves the focus to the first element that fits a selector.
pub fn focus_first(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// The first of some elements whose end is seen, under whatever sticks to the top: how many are before it, and its id.
pub fn first_in_view(selector: &str) -> Option<(usize, String)> {
    let found = document().query_selector_all(selector).ok()?;
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into::<Element>().ok())
        .enumerate()
        .find(|(_, element)| element.get_bounding_client_rect().bottom() > STICKS)
        .map(|(before, element)| (before, element.id()))
}

/// Whether the page has not been scrolled.
pub fn is_at_top() -> bool {
    window().scroll_y().is_ok_and(|far| far < 1.0)
}

/// Once what is drawn now is on the screen.
pub fn after_paint(then: impl FnOnce() + 'static) {
    request_animation_frame(move || request_animation_frame(then));
}

/// Scrolls an element to the top.
pub fn scroll_to(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view();
    }
}

/// What was written into the present entry of the history.
pub fn entry() -> Option<String> {
    window().history().ok()?.state().ok()?.as_string()
}

/// Writes into the present entry of the history.
pub fn set_entry(text: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state(&JsValue::from_str(text), "");
    }
}

/// Fetches a file of this site as a download.
pub fn download(address: &str) {
    if let Some(link) = new_link() {
        link.set_href(address);
        // Without a name of its own, the server's counts.
        link.set_download("");
        link.click();
    }
}

fn new_link() -> Option<HtmlAnchorElement> {
    let link = document().create_element("a").ok()?;
    link.dyn_into().ok()
}

/// Offers a text as a file.
pub fn save(name: &str, kind: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&text.into());
    let address = Blob::new_with_str_sequence_and_options(&parts, &options)
        .and_then(|blob| Url::create_object_url_with_blob(&blob));
    if let (Ok(address), Some(link)) = (address, new_link()) {
        link.set_href(&address);
        link.set_download(name);
        link.click();
        // The browser has taken it up by then.
        set_timeout(
            move || {
                let _ = Url::revoke_object_url(&address);
            },
            Duration::from_secs(2),
        );
    }
}

/// Clicks an element for the person.
pub fn click(id: &str) {
    if let Some(element) = document()
        .get_element_by_id(id)
        .and_then(|found| found.dyn_into::<HtmlElement>().ok())
    {
        element.click();
    }
}

/// Whether text is selected on the page.
pub fn has_selection() -> bool {
    window()
        .get_selection()
        .ok()
        .flatten()
        .is_some_and(|selection| !selection.is_collapsed())
}

/// A signal that tells whether there is a network.
pub fn network() -> ReadSignal<bool> {
    let (is_online, set_online) = signal(window().navigator().on_line());
    let online = window_event_listener(ev::online, move |_| set_online.set(true));
    let offline = window_event_listener(ev::offline, move |_| set_online.set(false));
    on_cleanup(move || {
        online.remove();
        offline.remove();
    });
    is_online
}

/// Whether an element of that id holds the focus.
pub fn has_focus(id: &str) -> bool {
    document()
        .active_element()
        .is_some_and(|element| element.id() == id)
}

/// Whether nothing holds the focus. Some browsers give it to no button that is tapped.
pub fn has_no_focus() -> bool {
    document()
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY")
}

/// The key that commands begin with here.
pub fn modifier() -> &'static str {
    let agent = window().navigator().user_agent().unwrap_or_default();
    if agent.contains("Mac OS") { "⌘" } else { "Ctrl" }
}

fn dialog() -> Option<HtmlDialogElement> {
    let found = document().query_selector("dialog[open]").ok()??;
    found.dyn_into().ok()
}

/// Whether a dialog is open over the page.
pub fn has_dialog() -> bool {
    dialog().is_some()
}

/// Closes the dialog that is open.
pub fn close_dialog() {
    if let Some(dialog) = dialog() {
        dialog.close();
    }
}

/// Whether keys typed there are text, and so no shortcuts.
pub fn takes_text(element: &Element) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        || element.has_attribute("contenteditable")
}

/// Puts a text on the clipboard; false where the browser refuses.
pub async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    // Absent outside secure contexts.
    if Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_undefined()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text))
        .await
        .is_ok()
}

/// The text with its letters composed (NFC).
pub fn composed(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFC").into()
}

/// Waits.
pub async fn pause(milliseconds: i32) {
    let over = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    let _ = JsFuture::from(over).await;
}

/// Takes a value off the window, where the page's own script left it.
pub fn take_global(name: &str) -> Option<JsValue> {
    let window = window();
    let value = Reflect::get(&window, &name.into())
        .ok()
        .filter(|value| !value.is_falsy())?;
    let _ = Reflect::set(&window, &name.into(), &JsValue::NULL);
    Some(value)
}

/// Does the work while no other tab of this site does the same.
pub async fn exclusively<T>(name: &str, work: impl Future<Output = T>) -> T {
    let release = acquire(name).await;
    let outcome = work.await;
    if let Some(release) = release {
        let _ = release.call0(&JsValue::NULL);
    }
    outcome
}

/// Waits for the lock and returns the function that gives it back; none where the browser has no locks
/// (they are absent outside secure contexts).
async fn acquire(name: &str) -> Option<Function> {
    let locks = Reflect::get(&window().navigator(), &"locks".into())
        .ok()
        .filter(|locks| !locks.is_falsy())?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let granted = Promise::new(&mut |resolve, _| {
        // The lock is held until the promise that this returns is resolved.
        let hold = Closure::once_into_js(move |_lock: JsValue| -> JsValue {
            Promise::new(&mut |release, _| {
                let _ = resolve.call1(&JsValue::NULL, &release);
            })
            .into()
        });
        let _ = request.call2(&locks, &name.into(), &hold);
    });
    JsFuture::from(granted).await.ok()?.dyn_into().ok()
}
