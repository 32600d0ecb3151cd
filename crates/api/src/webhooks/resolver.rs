//! The addresses that connections are made to: looked up, and checked, at the moment of connecting. What a name meant a moment ago counts
//! for nothing.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::allowed::Allowed;
use super::target::admits;

/// Looks up the addresses of a name.
pub type Lookup = Arc<dyn Fn(String) -> Looking + Send + Sync>;
/// The future of a look-up.
pub type Looking = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// As the system does it.
pub fn system_lookup() -> Lookup {
    Arc::new(|host| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.collect())
        })
    })
}

/// Looks up names, and leaves of their addresses those that may be connected to.
#[derive(Clone)]
pub struct Resolver {
    pub(super) allowed: Arc<Allowed>,
    pub(super) lookup: Lookup,
    /// Whether only those that the setting names may be connected to.
    pub(super) is_inside: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = self.clone();
        Box::pin(async move {
            let host = name.as_str();
            let found = (resolver.lookup)(host.to_owned()).await?;
            let count = found.len();
            let admitted: Vec<SocketAddr> = found
                .into_iter()
                .filter(|at| admits(&resolver.allowed, Some(host), at.ip(), resolver.is_inside))
                .collect();
            if admitted.is_empty() {
                let why = match count {
                    0 => format!("`{host}` has no address"),
                    _ => format!("`{host}` leads to no address that may be sent to"),
                };
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, why).into());
            }
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}
