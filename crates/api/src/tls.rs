//! TLS is rustls with ring. Clients look for that in the process, and a client of HTTP that finds nothing panics, also
//! where it never meets TLS.

/// Makes ring what TLS is made with, for the whole process; to do it again is harmless.
pub fn provide() {
    // Another one may have been chosen before: it will do as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
