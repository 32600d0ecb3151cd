//! A store that speaks the S3 protocol, as a process: started, stopped, stuck. It forgets everything when it ends.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use daybook_api::storage::{Place, Storage};

use super::http;
use super::program::repository;

const BUCKET: &str = "daybook";
const PATIENCE: Duration = Duration::from_secs(30);

/// The store, on an address of its own; ends when dropped.
pub struct S3Server {
    address: SocketAddr,
    process: Child,
}

impl S3Server {
    /// Starts one that holds an empty bucket.
    pub async fn start() -> Self {
        // Free a moment ago, and nobody else takes ports at this pace.
        let port = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = port.local_addr().unwrap();
        drop(port);
        let server = Self {
            address,
            process: run(address),
        };
        server.make_bucket().await;
        server
    }

    /// The same again on the same address, after [`Self::stop`].
    pub async fn start_again(&mut self) {
        self.process = run(self.address);
        self.make_bucket().await;
    }

    /// Ends it at once.
    pub fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// It takes connections and answers nothing any more.
    pub fn hang(&self) {
        self.signal("-STOP");
    }

    /// It goes on after [`Self::hang`].
    pub fn go_on(&self) {
        self.signal("-CONT");
    }

    /// What a program needs to keep files in it.
    pub fn settings(&self) -> Vec<(String, String)> {
        [
            ("DAYBOOK_OBJECTS_URL", format!("s3://{BUCKET}/eu/exports")),
            ("AWS_ENDPOINT_URL", format!("http://{}", self.address)),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_TIMEOUT", "2s".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }

    /// Its bucket, as the server uses it.
    pub fn storage(&self) -> Storage {
        self.storage_in(BUCKET)
    }

    /// A bucket of it, which need not be there.
    pub fn storage_in(&self, bucket: &str) -> Storage {
        let place = Place::parse(&format!("s3://{bucket}/eu/exports")).unwrap();
        Storage::open(&place, &self.settings()).unwrap()
    }

    fn signal(&self, signal: &str) {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status();
        assert!(sent.unwrap().success());
    }

    async fn make_bucket(&self) {
        let url = format!("http://{}/{BUCKET}", self.address);
        let made = http::client().put(url).send().await.unwrap();
        assert!(made.status().is_success(), "{made:?}");
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn run(address: SocketAddr) -> Child {
    let built = repository().join(".tools/bin/moto_server");
    let program = if built.exists() {
        built
    } else {
        PathBuf::from("moto_server")
    };
    let mut command = Command::new(&program);
    command.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut process = command.spawn().unwrap_or_else(|error| {
        panic!(
            "{}: {error}; `scripts/setup s3` installs the S3 server of the tests",
            program.display()
        )
    });
    let deadline = Instant::now() + PATIENCE;
    while TcpStream::connect(address).is_err() {
        if let Some(status) = process.try_wait().unwrap() {
            panic!(
                "the S3 server ended: {status}; `{} -p {}` says why",
                program.display(),
                address.port()
            );
        }
        assert!(Instant::now() < deadline, "the S3 server does not answer");
        std::thread::sleep(Duration::from_millis(20));
    }
    process
}
