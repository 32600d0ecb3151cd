//! A peer's server as a process.

use std::io::{BufRead, BufReader, Read, Seek, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::outcome::{Outcome, fail};

/// Until then it has to answer.
const START: Duration = Duration::from_secs(60);

/// It runs; stopped when dropped.
pub struct Peer {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Peer {
    /// Starts it on a free port, which it is told by `flag`, and waits until `path` answers 200.
    pub fn start(mut command: Command, flag: &str, path: &str) -> Outcome<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let place = if flag == "--port" {
            port.to_string()
        } else {
            address.clone()
        };
        let mut said = tempfile::tempfile()?;
        let child = command
            .args([flag, &place])
            .stdout(Stdio::null())
            .stderr(said.try_clone()?)
            .spawn()?;
        let mut peer = Self { child, address };
        let started = Instant::now();
        while !peer.answers(path) {
            if peer.child.try_wait()?.is_some() || started.elapsed() > START {
                let mut why = String::new();
                said.rewind()?;
                said.read_to_string(&mut why)?;
                let last = why.trim().lines().last().unwrap_or_default();
                return Err(fail(format!("{:?} did not start: {last}", command.get_program())));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(peer)
    }

    fn answers(&self, path: &str) -> bool {
        let Ok(mut stream) = TcpStream::connect(&self.address) else {
            return false;
        };
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        );
        let mut line = String::new();
        stream.write_all(request.as_bytes()).is_ok()
            && BufReader::new(stream).read_line(&mut line).is_ok()
            && line.contains(" 200")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let told = Instant::now();
        // One that still computes an answer nobody waits for does not listen.
        while matches!(self.child.try_wait(), Ok(None)) {
            if told.elapsed() > Duration::from_secs(3) {
                let _ = self.child.kill();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
