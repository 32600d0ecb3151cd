//! The cookie that carries the refresh token: out of reach of scripts, and sent by no other site.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};
use daybook_shared::limits::SESSION_SECONDS;

use super::refresh_token::RefreshToken;

/// Where the cookie goes: to what refreshes and ends a session, and nowhere else.
const PATH: &str = "/v1/auth";

/// How the cookie is called and bound, which depends on whether people reach the server by https.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshCookie {
    is_secure: bool,
}

impl RefreshCookie {
    /// The cookie of a server that people reach at a URL.
    pub fn of(public_url: &str) -> Self {
        Self {
            is_secure: public_url.starts_with("https://"),
        }
    }

    /// The cookie's name. Browsers take a `__Host-` cookie only from the host itself, by https.
    pub const fn name(self) -> &'static str {
        if self.is_secure {
            "__Host-daybook_refresh"
        } else {
            "daybook_refresh"
        }
    }

    /// The token that a request carries.
    pub fn read(self, request: &HttpRequest) -> Option<RefreshToken> {
        find(request.headers(), self.name()).and_then(RefreshToken::parse)
    }

    /// The `Set-Cookie` that hands a token over.
    pub fn set(self, token: &RefreshToken) -> String {
        self.header(&token.text(), SESSION_SECONDS)
    }

    /// The `Set-Cookie` that takes the token away.
    pub fn clear(self) -> String {
        self.header("", 0)
    }

    fn header(self, value: &str, max_age: i64) -> String {
        let name = self.name();
        // `__Host-` demands the path `/`.
        let scope = if self.is_secure {
            "Path=/; Secure".to_owned()
        } else {
            format!("Path={PATH}")
        };
        format!("{name}={value}; {scope}; HttpOnly; SameSite=Strict; Max-Age={max_age}")
    }
}

fn find<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let texts = headers
        .get_all(header::COOKIE)
        .filter_map(|value| value.to_str().ok());
    let pairs = texts
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .filter(|(found, _)| *found == name)
        .map(|(_, value)| value)
        .next()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use daybook_shared::id::SessionId;
    use daybook_shared::route;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_cookie_is_bound_to_the_host_where_there_is_https() {
        let token = RefreshToken::generate(SessionId(Uuid::from_u128(1))).unwrap();
        let secure = RefreshCookie::of("https://log.example");
        let expected = format!(
            "__Host-daybook_refresh={}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=2592000",
            token.text()
        );
        assert_eq!(secure.set(&token), expected);
        let plain = RefreshCookie::of("http://127.0.0.1:8080");
        assert_eq!(
            plain.clear(),
            "daybook_refresh=; Path=/v1/auth; HttpOnly; SameSite=Strict; Max-Age=0"
        );
        assert!(
            [route::REFRESH, route::LOGOUT]
                .iter()
                .all(|path| path.starts_with(PATH))
        );
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let cookie = RefreshCookie::of("http://localhost");
        let token = RefreshToken::generate(SessionId(Uuid::from_u128(1))).unwrap();
        let header = format!("a=b; daybook_refresh={}; xdaybook_refresh=z", token.text());
        let request = TestRequest::default()
            .insert_header(("cookie", header))
            .to_http_request();
        assert_eq!(cookie.read(&request).unwrap().text(), token.text());
        assert!(cookie.read(&TestRequest::default().to_http_request()).is_none());
    }
}
