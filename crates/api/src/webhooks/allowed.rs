//! `DAYBOOK_WEBHOOK_ALLOW`: receivers inside, which would be refused otherwise.

use std::net::IpAddr;

use ipnet::IpNet;

use super::addresses::is_public;

/// Hosts and networks that may be sent to although they are not everybody's, in plain text too and at any port.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed {
    hosts: Vec<String>,
    networks: Vec<IpNet>,
}

impl Allowed {
    /// Reads hosts, addresses and networks in CIDR notation, with commas between them.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut allowed = Self::default();
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        for entry in entries {
            let bare = entry.strip_prefix('[').and_then(|entry| entry.strip_suffix(']'));
            if let Ok(address) = bare.unwrap_or(entry).parse::<IpAddr>() {
                allowed.networks.push(address.into());
            } else if let Ok(network) = entry.parse::<IpNet>() {
                allowed.networks.push(network);
            } else if let Some(host) = host(entry) {
                allowed.hosts.push(host);
            } else {
                return Err(format!(
                    "`{entry}` is neither a host such as `hooks.internal`, nor an address, nor a network such as `10.1.0.0/16`"
                ));
            }
        }
        Ok(allowed)
    }

    /// Whether a host is named, so that its addresses may be any.
    pub fn names(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.');
        self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
    }

    /// Whether an address is named, by itself or by its network.
    pub fn holds(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }

    /// Whether an address may be sent to: named, or everybody's.
    pub fn admits(&self, address: IpAddr) -> bool {
        self.holds(address) || is_public(address)
    }
}

/// The name of a host as URLs have it. What only looks like one, such as `127.1`, is an address.
fn host(entry: &str) -> Option<String> {
    match url::Host::parse(entry).ok()? {
        url::Host::Domain(domain) if !domain.is_empty() => Some(domain.trim_end_matches('.').to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_addresses_and_networks_are_read() {
        let allowed = Allowed::parse(" Hooks.Internal , 10.1.0.0/16,127.0.0.1,[::1], fd00::/8,,").unwrap();
        assert!(allowed.names("hooks.internal") && allowed.names("HOOKS.internal."));
        assert!(!allowed.names("internal") && !allowed.names("x.hooks.internal"));
        for (address, holds) in [
            ("10.1.255.1", true),
            ("10.2.0.1", false),
            ("127.0.0.1", true),
            ("127.0.0.2", false),
            ("::1", true),
            ("fd12::9", true),
            ("::ffff:127.0.0.1", false),
            ("8.8.8.8", false),
        ] {
            assert_eq!(allowed.holds(address.parse().unwrap()), holds, "{address}");
        }
        assert!(allowed.admits("8.8.8.8".parse().unwrap()));
        assert_eq!(Allowed::parse("").unwrap(), Allowed::default());
    }

    #[test]
    fn what_is_none_of_them_is_named() {
        for text in ["10.0.0.0/33", "http://x", "a b", "10.1", "x:80"] {
            let error = Allowed::parse(text).unwrap_err();
            assert!(error.contains(text), "{error}");
        }
    }
}
