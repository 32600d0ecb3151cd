use serde_json::{Value, json};
use uuid::Uuid;

use super::*;

const NOW: Timestamp = Timestamp(1_800_000_000_500_000);

fn keys() -> Keys {
    Keys::derive(b"a secret of a test")
}

fn ids() -> (UserId, SessionId) {
    (UserId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2)))
}

fn claims() -> Value {
    let (sub, sid) = ids();
    json!({"iss": ISSUER, "aud": AUDIENCE, "sub": sub, "sid": sid, "iat": seconds(NOW), "exp": seconds(NOW) + 600})
}

fn signed(header: &Header, claims: &Value) -> String {
    let key = EncodingKey::from_secret(keys().bytes(Purpose::AccessToken));
    jsonwebtoken::encode(header, claims, &key).unwrap()
}

fn header() -> Header {
    Header {
        typ: Some(TYPE.to_owned()),
        ..Header::new(Algorithm::HS256)
    }
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

#[test]
fn a_token_lives_ten_minutes_to_the_second() {
    let (user, session) = ids();
    let token = issue(&keys(), user, session, NOW).unwrap();
    assert_eq!(read(&keys(), &token, NOW), Some((user, session)));
    assert_eq!(
        read(&keys(), &token, NOW.plus_seconds(599)),
        Some((user, session))
    );
    assert_eq!(read(&keys(), &token, NOW.plus_seconds(600)), None);
    assert_eq!(read(&Keys::derive(b"another"), &token, NOW), None);
}

#[test]
fn each_claim_is_needed_and_of_its_type() {
    assert_eq!(
        read(&keys(), &signed(&header(), &claims()), NOW),
        Some(ids()),
        "the table below begins with a good token"
    );
    for name in ["iss", "aud", "sub", "sid", "iat", "exp"] {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(name);
        assert_eq!(
            read(&keys(), &signed(&header(), &claims), NOW),
            None,
            "without {name}"
        );
        assert_eq!(
            read(&keys(), &signed(&header(), &with(name, Value::Null)), NOW),
            None,
            "{name} null"
        );
    }
    let soon = seconds(NOW) + 600;
    let wrong = [
        ("exp", json!(soon.to_string())),
        ("exp", json!(soon as f64 + 0.5)),
        ("exp", json!(seconds(NOW))),
        ("exp", json!(soon + 1)),
        ("exp", json!(i64::MAX)),
        ("exp", json!(-1)),
        ("iat", json!(seconds(NOW) + 61)),
        ("iat", json!(seconds(NOW).to_string())),
        ("iss", json!("somebody")),
        ("iss", json!([ISSUER])),
        ("aud", json!("daybook-web")),
        ("aud", json!([AUDIENCE])),
        ("sub", json!("usr_1")),
        ("sub", json!(ids().1)),
        ("sid", json!(ids().0)),
    ];
    for (name, value) in wrong {
        assert_eq!(
            read(&keys(), &signed(&header(), &with(name, value.clone())), NOW),
            None,
            "{name}: {value}"
        );
    }
}

#[test]
fn only_hs256_access_tokens_pass() {
    for typ in [None, Some("JWT"), Some("rt+jwt")] {
        let header = Header {
            typ: typ.map(str::to_owned),
            ..header()
        };
        assert_eq!(read(&keys(), &signed(&header, &claims()), NOW), None, "{typ:?}");
    }
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        let header = Header {
            alg: algorithm,
            ..header()
        };
        assert_eq!(
            read(&keys(), &signed(&header, &claims()), NOW),
            None,
            "{algorithm:?}"
        );
    }
    let critical = Header {
        crit: Some(vec!["b64".to_owned()]),
        ..header()
    };
    assert_eq!(read(&keys(), &signed(&critical, &claims()), NOW), None);
}

#[test]
fn unsigned_and_garbled_tokens_are_refused() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
    let part = |value: Value| BASE64.encode(value.to_string());
    let none = part(json!({"alg": "none", "typ": TYPE}));
    let good = signed(&header(), &claims());
    let (signed_part, signature) = good.rsplit_once('.').unwrap();
    let (head, _) = signed_part.split_once('.').unwrap();
    let forged = part(with("sub", json!(UserId(Uuid::from_u128(9)))));
    let table = [
        String::new(),
        "..".to_owned(),
        good.replace('.', ""),
        format!("{good}."),
        format!("{signed_part}."),
        format!("{none}.{}.", part(claims())),
        format!("{none}.{}.{signature}", part(claims())),
        format!("{head}.{forged}.{signature}"),
        format!("é{good}"),
    ];
    for token in table {
        assert_eq!(read(&keys(), &token, NOW), None, "{token}");
    }
}
