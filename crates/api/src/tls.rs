//! TLS of connections that the process makes: rustls, with ring.

/// Says with what TLS is made, for clients that find it out by themselves; once is enough, and again is harmless.
pub fn provide() {
    // An error says that it was said before.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
