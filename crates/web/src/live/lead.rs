//! The stream itself, held by one tab of the browser.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use daybook_shared::{live, route};
use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{EventSource, MessageEvent};

use super::frame::Frame;
use crate::api::{ApiError, Client};
use crate::browser;

/// The waits between tries, in milliseconds; the last one repeats.
const WAITS: [i32; 5] = [500, 1_000, 3_000, 8_000, 20_000];

/// What the tab and its stream tell each other.
#[derive(Clone, Default)]
pub(super) struct Line {
    /// The place in the log of the last frame.
    pub(super) last: Rc<RefCell<Option<String>>>,
    has_ended: Rc<Cell<bool>>,
    /// Ends the stream that is open.
    hang_up: Rc<RefCell<Option<Function>>>,
}

impl Line {
    /// Opens the stream anew: after a sleep nothing says that the old one is dead.
    pub(super) fn renew(&self) {
        if let Some(hang_up) = self.hang_up.borrow_mut().take() {
            let _ = hang_up.call0(&JsValue::NULL);
        }
    }

    /// Ends it for good.
    pub(super) fn end(&self) {
        self.has_ended.set(true);
        self.renew();
    }

    pub(super) fn has_ended(&self) -> bool {
        self.has_ended.get()
    }
}

/// Keeps a stream open and hands on its frames, until the line ends or the rights do.
pub(super) async fn lead(
    client: Client,
    workspace: String,
    line: Line,
    on_frame: Rc<dyn Fn(Frame)>,
    on_loss: Rc<dyn Fn()>,
) {
    let mut tries = 0;
    while !line.has_ended() {
        match client.live_ticket(&workspace).await {
            Ok(ticket) => {
                let query = form_urlencoded::Serializer::new(String::new())
                    .append_pair("ticket", &ticket.ticket)
                    .extend_pairs(line.last.borrow().iter().map(|last| ("last_event_id", last)))
                    .finish();
                let address = format!("{}?{query}", route::live(&workspace));
                if listen(&address, &line, &on_frame).await {
                    tries = 0;
                }
            }
            Err(ApiError::SignedOut) => return,
            Err(ApiError::Refused { problem, .. }) if matches!(problem.status, 403 | 404) => return,
            Err(_) => {}
        }
        if !line.has_ended() {
            on_loss();
            let wait = WAITS[tries.min(WAITS.len() - 1)];
            tries += 1;
            browser::pause(wait).await;
        }
    }
}

/// Listens until the stream ends or is hung up; answers whether anything came.
async fn listen(address: &str, line: &Line, on_frame: &Rc<dyn Fn(Frame)>) -> bool {
    let Ok(source) = EventSource::new(address) else {
        return false;
    };
    let has_come = Rc::new(Cell::new(false));
    let take = {
        let (has_come, on_frame, last) = (has_come.clone(), on_frame.clone(), line.last.clone());
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            has_come.set(true);
            let frame = Frame {
                kind: event.type_(),
                id: event.last_event_id(),
                data: event.data().as_string().unwrap_or_default(),
            };
            *last.borrow_mut() = Some(frame.id.clone());
            on_frame(frame);
        })
    };
    for kind in [live::READY, live::EVENT, live::POSITION, live::RESET] {
        let _ = source.add_event_listener_with_callback(kind, take.as_ref().unchecked_ref());
    }
    let ended = Promise::new(&mut |resolve, _| {
        // By itself the browser would come back with a ticket that is spent.
        source.set_onerror(Some(&resolve));
        *line.hang_up.borrow_mut() = Some(resolve);
    });
    let _ = JsFuture::from(ended).await;
    source.set_onerror(None);
    source.close();
    line.hang_up.borrow_mut().take();
    has_come.get()
}
