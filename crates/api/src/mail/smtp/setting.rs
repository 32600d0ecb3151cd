//! `DAYBOOK_SMTP_URL`: what it may be. What it is goes into no message, for it holds a password.

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::TlsParameters;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use super::super::InvalidSetting;
use super::{Protection, Server};

const RELAY_PORT: u16 = 25;
const SUBMISSION_PORT: u16 = 587;
const SUBMISSION_PORT_OF_TLS: u16 = 465;

impl Server {
    /// Reads the setting.
    pub fn parse(text: &str) -> Result<Self, InvalidSetting> {
        let url = Url::parse(text).map_err(|error| wrong(&error.to_string()))?;
        if !matches!(url.scheme(), "smtp" | "smtps") {
            return Err(wrong("it begins with neither `smtp://` nor `smtps://`"));
        }
        let host = match url.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            None => return Err(wrong("it names no host")),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(wrong("there is more behind the host and port than belongs there"));
        }
        let (protection, port) = protection(&url, &host)?;
        let credentials = credentials(&url)?;
        let is_open = matches!(protection, Protection::None) && !is_this_machine(&host);
        if is_open && credentials.is_some() {
            return Err(wrong(
                "without TLS everybody on the way could read the password; end it in `?tls=required` or begin it with `smtps://`",
            ));
        }
        Ok(Self {
            port: url.port().unwrap_or(port),
            host,
            protection,
            credentials,
        })
    }
}

fn protection(url: &Url, host: &str) -> Result<(Protection, u16), InvalidSetting> {
    let parameters = || {
        let parameters = TlsParameters::new(host.to_owned());
        parameters.map_err(|_| wrong("its host is none that TLS can be spoken with"))
    };
    match (url.scheme(), url.query()) {
        ("smtp", None) => Ok((Protection::None, RELAY_PORT)),
        ("smtp", Some("tls=required")) => Ok((Protection::StartTls(parameters()?), SUBMISSION_PORT)),
        ("smtps", None) => Ok((Protection::Tls(parameters()?), SUBMISSION_PORT_OF_TLS)),
        ("smtp", Some(_)) => Err(wrong(
            "the only thing that may be said behind `?` is `tls=required`",
        )),
        _ => Err(wrong("`smtps://` has nothing behind `?`")),
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, InvalidSetting> {
    let decoded = |text: &str| {
        let decoded = percent_decode_str(text).decode_utf8();
        decoded
            .map(|text| text.into_owned())
            .map_err(|_| wrong("user or password is no UTF-8"))
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) => Err(wrong("it has a password but no user")),
        (_, None) => Err(wrong("it has a user but no password")),
        (user, Some(password)) => Ok(Some(Credentials::new(decoded(user)?, decoded(password)?))),
    }
}

fn is_this_machine(host: &str) -> bool {
    let address = host.parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn wrong(what: &str) -> InvalidSetting {
    InvalidSetting(format!(
        "DAYBOOK_SMTP_URL: {what}; use `smtps://user:password@mail.example.com`, `smtp://user:password@mail.example.com:587?tls=required` or `smtp://127.0.0.1:25`, with special characters of user and password percent-encoded"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str) -> String {
        match Server::parse(url) {
            Ok(server) => {
                let protection = match server.protection {
                    Protection::None => "open",
                    Protection::StartTls(_) => "STARTTLS",
                    Protection::Tls(_) => "TLS",
                };
                let known = if server.credentials.is_some() {
                    ", known"
                } else {
                    ""
                };
                format!("{server} {protection}{known}")
            }
            Err(InvalidSetting(message)) => message,
        }
    }

    #[test]
    fn names_a_server_and_how_to_speak_with_it() {
        for (url, server) in [
            ("smtp://mail.example.com", "mail server mail.example.com:25 open"),
            ("smtp://[::1]:2525/", "mail server ::1:2525 open"),
            (
                "smtp://u:p@127.0.0.1:2525",
                "mail server 127.0.0.1:2525 open, known",
            ),
            (
                "smtp://u:p%40%2f@mail.example.com?tls=required",
                "mail server mail.example.com:587 STARTTLS, known",
            ),
            (
                "smtps://u:p@mail.example.com",
                "mail server mail.example.com:465 TLS, known",
            ),
        ] {
            assert_eq!(told(url), server, "{url}");
        }
    }

    #[test]
    fn a_wrong_one_is_refused_and_not_repeated() {
        for (url, what) in [
            ("", "relative URL"),
            ("mail.example.com:25", "begins with neither"),
            ("https://u:hunter2@mail.example.com", "begins with neither"),
            ("smtp://", "no host"),
            ("smtp://u:hunter2@mail.example.com:port", "invalid port"),
            (
                "smtp://u:hunter2@mail.example.com/daybook?tls=required",
                "more behind the host",
            ),
            ("smtp://u:hunter#2@mail.example.com", ""),
            ("smtp://u:hunter2@mail.example.com?tls=maybe", "`tls=required`"),
            (
                "smtps://u:hunter2@mail.example.com?tls=required",
                "nothing behind `?`",
            ),
            ("smtp://u:hunter2@mail.example.com", "could read the password"),
            ("smtps://hunter2@mail.example.com", "no password"),
            ("smtps://:hunter2@mail.example.com", "no user"),
            ("smtps://u:%ffhunter2@mail.example.com", "no UTF-8"),
        ] {
            let message = told(url);
            assert!(message.starts_with("DAYBOOK_SMTP_URL: "), "{url}: {message}");
            assert!(
                message.contains(what) && !message.contains("hunter"),
                "{url}: {message}"
            );
        }
    }
}
