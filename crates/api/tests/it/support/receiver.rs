//! A receiver of webhooks, which notes what comes and answers as it is told.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde_json::Value;

/// A request that came.
#[derive(Debug, Clone)]
pub struct Got {
    /// Its path and query.
    pub path: String,
    /// Its headers, with lower-case names.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
}

impl Got {
    /// A header's text.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The `webhook-id`.
    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    /// The place of the event in the log.
    pub fn sequence(&self) -> i64 {
        self.json()["data"]["sequence"].as_i64().unwrap()
    }
}

/// What it answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// What it waits before.
    pub after: Duration,
}

impl Answer {
    /// A status and nothing else.
    pub fn of(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            after: Duration::ZERO,
        }
    }

    /// The same with a header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

type Answers = Box<dyn Fn(&Got) -> Answer + Send + Sync>;

struct Shared {
    got: Mutex<Vec<Got>>,
    done: Mutex<Vec<Got>>,
    answers: Mutex<Answers>,
}

/// A receiver on a port of its own.
pub struct Receiver {
    /// Its origin.
    pub url: String,
    shared: Arc<Shared>,
}

impl Receiver {
    /// One that takes everything.
    pub fn start() -> Self {
        Self::answering(|_| Answer::of(204))
    }

    /// One that answers like this.
    pub fn answering(answers: impl Fn(&Got) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            got: Mutex::default(),
            done: Mutex::default(),
            answers: Mutex::new(Box::new(answers)),
        });
        let data = web::Data::from(shared.clone());
        let server =
            HttpServer::new(move || App::new().app_data(data.clone()).default_service(web::to(take)));
        tokio::spawn(
            server
                .workers(1)
                .h1_allow_half_closed(false)
                .listen(listener)
                .unwrap()
                .run(),
        );
        Self { url, shared }
    }

    /// From now on it answers like this.
    pub fn answer(&self, answers: impl Fn(&Got) -> Answer + Send + Sync + 'static) {
        *self.shared.answers.lock().unwrap() = Box::new(answers);
    }

    /// Everything that came until now.
    pub fn got(&self) -> Vec<Got> {
        self.shared.got.lock().unwrap().clone()
    }

    /// What it answered whole: who hung up before is not among it.
    pub fn answered(&self) -> Vec<Got> {
        self.shared.done.lock().unwrap().clone()
    }

    /// How many came.
    pub fn count(&self) -> usize {
        self.shared.got.lock().unwrap().len()
    }

    /// The only request that came.
    pub fn only(&self) -> Got {
        let got = self.got();
        assert_eq!(got.len(), 1, "{got:#?}");
        got.into_iter().next().unwrap()
    }

    /// Forgets what came.
    pub fn forget(&self) {
        self.shared.got.lock().unwrap().clear();
    }
}

async fn take(shared: web::Data<Shared>, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    let header = |(name, value): (
        &actix_web::http::header::HeaderName,
        &actix_web::http::header::HeaderValue,
    )| { (name.as_str().to_owned(), value.to_str().unwrap().to_owned()) };
    let got = Got {
        path: request.uri().to_string(),
        headers: request.headers().iter().map(header).collect(),
        body: String::from_utf8(body.to_vec()).unwrap(),
    };
    let answer = shared.answers.lock().unwrap()(&got);
    shared.got.lock().unwrap().push(got.clone());
    tokio::time::sleep(answer.after).await;
    shared.done.lock().unwrap().push(got);
    let mut response = HttpResponse::build(StatusCode::from_u16(answer.status).unwrap());
    for (name, value) in answer.headers {
        response.insert_header((name, value));
    }
    response.body(answer.body)
}
