# The versions of the tools that setup installs. What npm installs is in e2e/package-lock.json.
# wasm-bindgen has none here: the tool must equal the crate, so it is read from Cargo.lock.
WASM_SPLIT_VERSION=0.2.4
NEXTEST_VERSION=0.9.143
DENY_VERSION=0.20.2
MOTO_VERSION=5.2.5
AIOSMTPD_VERSION=1.4.6
STANDARDWEBHOOKS_VERSION=1.1.0
NODE_MINIMUM=20.19.0
RUST_MINIMUM=1.95.0
