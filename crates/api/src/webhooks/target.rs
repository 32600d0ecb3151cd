//! Where an endpoint may be: what its URL must be like, and which of its addresses are connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

use super::allowed::Allowed;

const HTTPS_PORT: u16 = 443;
/// Below are services that are no receivers of webhooks.
const FIRST_FREE_PORT: u16 = 1_024;

/// A place to send to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its URL, as the connection is made from it.
    pub url: Url,
    /// Whether only those that the setting names may be there: for plain text, and for ports of other services.
    pub is_inside: bool,
}

impl Target {
    /// Reads a URL; otherwise says what is wrong with it and what would be right.
    pub fn parse(text: &str, allowed: &Allowed) -> Result<Self, String> {
        let no_url = |why: &str| {
            format!("this is no URL ({why}); use one such as `https://hooks.example.com/daybook`")
        };
        // Parsers drop some of them in silence.
        if text.contains(|sign: char| sign.is_control() || sign.is_whitespace()) {
            return Err(no_url("it holds a blank or a control character"));
        }
        let url = Url::parse(text).map_err(|error| no_url(&error.to_string()))?;
        let is_plain = match url.scheme() {
            "https" => false,
            "http" => true,
            other => return Err(format!("`{other}` is not a scheme of webhooks; use `https`")),
        };
        if !url.username().is_empty() || url.password().is_some() || has_empty_credentials(text) {
            let why = "a name or password in the URL is not sent; messages are signed instead, and a path can be secret";
            return Err(why.to_owned());
        }
        if url.fragment().is_some() {
            return Err("what follows `#` is never sent; leave it out".to_owned());
        }
        let port = url.port_or_known_default().unwrap_or(HTTPS_PORT);
        if port == 0 {
            return Err("nothing can listen at port 0; use 443".to_owned());
        }
        let is_of_webhooks = port == HTTPS_PORT || port >= FIRST_FREE_PORT;
        let target = Self {
            is_inside: is_plain || !is_of_webhooks,
            url,
        };
        match target.url.host() {
            None => return Err("the URL names no host".to_owned()),
            Some(Host::Domain(domain)) if is_this_machine(domain) => {
                let domain = domain.to_owned();
                target.check_loopback(&domain, allowed)?;
            }
            Some(Host::Domain(_)) => {}
            Some(Host::Ipv4(address)) => target.check(address.into(), allowed)?,
            Some(Host::Ipv6(address)) => target.check(address.into(), allowed)?,
        }
        Ok(target)
    }

    /// Its host's name; none where it is an address.
    pub fn domain(&self) -> Option<&str> {
        self.url.domain()
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(HTTPS_PORT)
    }

    fn check(&self, address: IpAddr, allowed: &Allowed) -> Result<(), String> {
        match admits(allowed, None, address, self.is_inside) {
            true => Ok(()),
            false if self.is_inside && allowed.admits(address) => Err(only_inside(self)),
            false => Err(format!("{address} is not a public address; {WHO_ALLOWS}")),
        }
    }

    fn check_loopback(&self, domain: &str, allowed: &Allowed) -> Result<(), String> {
        let loopback: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        if allowed.names(domain) || loopback.iter().any(|address| allowed.holds(*address)) {
            return Ok(());
        }
        Err(format!("`{domain}` is the server's own machine; {WHO_ALLOWS}"))
    }

    /// Whether one of its addresses may be connected to; otherwise why not.
    pub fn check_addresses(&self, addresses: &[SocketAddr], allowed: &Allowed) -> Result<(), String> {
        let Some(domain) = self.domain() else {
            return Ok(());
        };
        let may_be = |at: &SocketAddr| admits(allowed, Some(domain), at.ip(), self.is_inside);
        if addresses.iter().any(may_be) {
            return Ok(());
        }
        let is_public = |at: &SocketAddr| allowed.admits(at.ip());
        match addresses.first() {
            None => Err(format!("`{domain}` has no address")),
            Some(_) if self.is_inside && addresses.iter().any(is_public) => Err(only_inside(self)),
            // Which address it is belongs to whoever runs the network.
            Some(_) => Err(format!("`{domain}` leads to no public address; {WHO_ALLOWS}")),
        }
    }
}

const WHO_ALLOWS: &str =
    "whoever runs this server can allow hosts and networks of inside with `DAYBOOK_WEBHOOK_ALLOW`";

fn only_inside(target: &Target) -> String {
    match target.url.scheme() {
        "http" => format!("`http` is readable for everybody on the way; use `https` ({WHO_ALLOWS})"),
        _ => format!(
            "port {} belongs to other services; use 443, or one from {FIRST_FREE_PORT} on ({WHO_ALLOWS})",
            target.port()
        ),
    }
}

/// Whether an address may be connected to, which a name, if there is one, led to.
pub fn admits(allowed: &Allowed, domain: Option<&str>, address: IpAddr, is_inside: bool) -> bool {
    let is_named = domain.is_some_and(|domain| allowed.names(domain)) || allowed.holds(address);
    is_named || (!is_inside && allowed.admits(address))
}

/// `localhost` and what is below it (RFC 6761, section 6.3), whatever a name server says of them.
fn is_this_machine(domain: &str) -> bool {
    let domain = domain.trim_end_matches('.');
    domain == "localhost" || domain.ends_with(".localhost")
}

/// `https://@host/` and `https://:@host/`, of which the URL keeps nothing.
fn has_empty_credentials(text: &str) -> bool {
    let rest = text.split_once(':').map_or("", |(_, rest)| rest);
    let rest = rest.trim_start_matches(['/', '\\']);
    rest.split(['/', '\\', '?', '#'])
        .next()
        .unwrap_or_default()
        .contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Target, String> {
        Target::parse(text, &Allowed::parse("10.1.0.0/16,hooks.internal").unwrap())
    }

    #[test]
    fn receivers_are_read() {
        for (text, is_inside) in [
            ("https://hooks.example.com/daybook?key=1", false),
            ("https://hooks.example.com:8443/", false),
            ("https://1.1.1.1/", false),
            ("https://[2606:4700:4700::1111]/", false),
            ("http://10.1.2.3:80/", true),
            ("https://10.1.2.3/", false),
            ("http://hooks.internal/", true),
            // Refused when its addresses are known.
            ("http://hooks.example.com/", true),
            ("https://hooks.example.com:25/", true),
        ] {
            assert_eq!(parse(text).unwrap().is_inside, is_inside, "{text}");
        }
    }

    #[test]
    fn what_is_no_receiver_is_refused() {
        for (text, said) in [
            ("hooks.example.com", "no URL"),
            ("https:\t//hooks.example.com/", "blank"),
            ("https://hooks.exa\nmple.com/", "blank"),
            ("https://hooks.example.com:0/", "port 0"),
            ("ftp://hooks.example.com/", "scheme"),
            ("file:///etc/passwd", "scheme"),
            ("https://user@example.com/", "name or password"),
            ("https://user:pass@example.com/", "name or password"),
            ("https://@example.com/", "name or password"),
            ("https://example.com/#x", "`#`"),
            ("https://localhost/", "own machine"),
            ("https://a.localhost./", "own machine"),
            ("https://10.2.0.1/", "public address"),
            ("https://0x7f.1/", "public address"),
            ("https://2130706433/", "public address"),
            ("https://[::ffff:10.1.2.3]/", "public address"),
            ("http://1.1.1.1/", "`https`"),
            ("https://1.1.1.1:22/", "port 22"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn one_good_address_is_enough_and_no_other_is_connected_to() {
        let allowed = Allowed::default();
        let target = Target::parse("https://hooks.example.com/", &allowed).unwrap();
        let at = |text: &str| format!("{text}:0").parse::<SocketAddr>().unwrap();
        assert!(
            target
                .check_addresses(&[at("10.0.0.1"), at("1.1.1.1")], &allowed)
                .is_ok()
        );
        let error = target.check_addresses(&[at("10.0.0.1")], &allowed).unwrap_err();
        assert!(error.contains("no public address"), "{error}");
        assert!(!error.contains("10.0.0.1"), "{error}");
        assert!(target.check_addresses(&[], &allowed).is_err());
        let plain = Target::parse("http://hooks.example.com/", &allowed).unwrap();
        let error = plain.check_addresses(&[at("1.1.1.1")], &allowed).unwrap_err();
        assert!(error.contains("`https`"), "{error}");
    }
}
