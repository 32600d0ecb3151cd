//! A reader of server-sent events.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::Value;

/// How long a frame may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open stream.
pub struct Frames {
    response: reqwest::Response,
    text: Vec<u8>,
}

/// One frame. A comment has no event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frame {
    /// What kind it is; empty for a comment.
    pub event: String,
    /// The place that it leaves its reader at.
    pub id: Option<i64>,
    /// What it carries.
    pub data: String,
    /// What it says of connecting again.
    pub retry: Option<u64>,
}

impl Frames {
    /// Opens a stream; the status where it is refused, `None` where no answer came.
    pub async fn open(request: RequestBuilder) -> Result<Self, Option<u16>> {
        let response = request.send().await.map_err(|_| None)?;
        match response.status().as_u16() {
            200 => Ok(Self {
                response,
                text: Vec::new(),
            }),
            status => Err(Some(status)),
        }
    }

    /// The text of a header.
    pub fn header(&self, name: &str) -> &str {
        let value = self.response.headers().get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// The next frame, comments included; none where the stream has ended or broke.
    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some(end) = self.text.windows(2).position(|two| two == b"\n\n") {
                let frame: Vec<u8> = self.text.drain(..end + 2).collect();
                return Some(Frame::read(std::str::from_utf8(&frame).unwrap()));
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await;
            let chunk = chunk.unwrap_or_else(|_| panic!("no frame comes, and no end"));
            self.text.extend_from_slice(&chunk.ok()??);
        }
    }

    /// The next frame of a stream that must go on.
    pub async fn frame(&mut self) -> Frame {
        self.next()
            .await
            .unwrap_or_else(|| panic!("the stream has ended"))
    }

    /// The places of the events up to a place that the stream has to come to; every frame's id rises.
    pub async fn events_up_to(&mut self, place: i64) -> Vec<i64> {
        let (mut events, mut last) = (Vec::new(), -1);
        while last < place {
            let frame = self.frame().await;
            if frame.event == "event" {
                let event: Value = serde_json::from_str(&frame.data).unwrap();
                assert_eq!(event["sequence"], frame.id.unwrap());
                events.push(frame.id.unwrap());
            }
            if let Some(id) = frame.id {
                assert!(id > last, "{frame:?} after {last}");
                last = id;
            }
        }
        events
    }

    /// Reads to the end, which has to come soon.
    pub async fn end(mut self) {
        while self.next().await.is_some() {}
    }
}

impl Frame {
    fn read(text: &str) -> Self {
        let mut frame = Self::default();
        for line in text.lines() {
            match line.split_once(": ") {
                Some(("id", id)) => frame.id = Some(id.parse().unwrap()),
                Some(("event", event)) => frame.event = event.to_owned(),
                Some(("data", data)) => frame.data = data.to_owned(),
                Some(("retry", retry)) => frame.retry = Some(retry.parse().unwrap()),
                _ => assert!(line.is_empty() || line.starts_with(':'), "{line}"),
            }
        }
        frame
    }
}
