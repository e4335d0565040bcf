//! Whether an identity token is the provider's word, for us, now, and in answer to our question.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Facts, ProviderError, ProviderSettings};

/// Signatures that only the provider can make, by their names in RFC 7518 and, where there is
/// another one, RFC 9864. Those by a shared secret are not among them.
const ALGORITHMS: [(&str, Algorithm); 10] = [
    ("RS256", Algorithm::RS256),
    ("RS384", Algorithm::RS384),
    ("RS512", Algorithm::RS512),
    ("PS256", Algorithm::PS256),
    ("PS384", Algorithm::PS384),
    ("PS512", Algorithm::PS512),
    ("ES256", Algorithm::ES256),
    ("ES384", Algorithm::ES384),
    ("EdDSA", Algorithm::EdDSA),
    ("Ed25519", Algorithm::EdDSA),
];
/// How far two clocks may be apart.
const LEEWAY_MS: i64 = 60 * 1000;

/// A moment as RFC 7519 has it in section 2: seconds since the epoch, which may have a fraction.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "f64")]
pub(super) struct NumericDate {
    pub(super) ms: i64,
}

impl TryFrom<f64> for NumericDate {
    type Error = &'static str;

    fn try_from(seconds: f64) -> Result<Self, Self::Error> {
        let since = Duration::try_from_secs_f64(seconds)
            .map_err(|_| "a moment that no clock ever shows")?;
        Ok(Self {
            ms: i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        })
    }
}

/// What a token says.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) sub: String,
    aud: Audience,
    exp: NumericDate,
    iat: NumericDate,
    #[serde(default)]
    nbf: Option<NumericDate>,
    #[serde(default)]
    azp: Option<String>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    pub(super) auth_time: Option<NumericDate>,
    /// What else it tells.
    #[serde(flatten)]
    pub(super) others: Facts,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// How a token says that it is signed.
#[derive(Deserialize)]
struct Head {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    crit: Option<Value>,
}

/// What a token says, once everything about it is found to be right.
pub(super) fn claims(
    token: &str,
    keys: &[Jwk],
    settings: &ProviderSettings,
    nonce: &str,
    now_ms: i64,
) -> Result<Claims, ProviderError> {
    let claims = signed(token, keys)?;
    let is_to_come = |date: NumericDate| date.ms > now_ms + LEEWAY_MS;
    let ours = settings.client_id.as_str();
    let for_us = match &claims.aud {
        Audience::One(name) => name == ours,
        Audience::Several(names) => {
            names.iter().any(|name| name == ours)
                && (names.len() == 1 || claims.azp.as_deref() == Some(ours))
        }
    };
    let faults = [
        (
            claims.iss != settings.issuer,
            "the token is of another issuer",
        ),
        (!for_us, "the token is for somebody else"),
        (
            claims.azp.as_deref().is_some_and(|party| party != ours),
            "the token was asked for by somebody else",
        ),
        (
            claims.nonce.as_deref() != Some(nonce),
            "the token answers another question",
        ),
        (claims.sub.is_empty(), "the token names nobody"),
    ];
    // It was made a moment ago, so no time has passed that could make these wrong.
    let untimely = [
        (claims.exp.ms <= now_ms - LEEWAY_MS, "the token has expired"),
        (is_to_come(claims.iat), "the token is of the future"),
        (
            claims.nbf.is_some_and(is_to_come),
            "the token is not valid yet",
        ),
    ];
    let found = |faults: &[(bool, &'static str)]| {
        faults
            .iter()
            .find_map(|(holds, fault)| holds.then_some(*fault))
    };
    match (found(&faults), found(&untimely)) {
        (Some(fault), _) => Err(ProviderError::Wrong(fault)),
        (None, Some(fault)) => Err(ProviderError::Untimely(fault)),
        (None, None) => Ok(claims),
    }
}

/// What is in a token that one of the keys signed. Which one is tried, also where the token or the
/// keys have no names: all of them are the provider's.
fn signed(token: &str, keys: &[Jwk]) -> Result<Claims, ProviderError> {
    let unreadable = ProviderError::Wrong("it has no token that can be read");
    let parts = token.rsplit_once('.').and_then(|(message, signature)| {
        let (head, body) = message.split_once('.')?;
        Some((message, signature, head, body))
    });
    let Some((message, signature, head, body)) = parts else {
        return Err(unreadable);
    };
    let Some(Ok(head)) = decoded::<Head>(head) else {
        return Err(unreadable);
    };
    // RFC 7515, section 4.1.11: who does not understand what is named there refuses.
    if head.crit.is_some() {
        return Err(ProviderError::Wrong(
            "the token demands what is not understood here",
        ));
    }
    let known = ALGORITHMS.into_iter().find(|(name, _)| *name == head.alg);
    let Some((_, algorithm)) = known else {
        return Err(ProviderError::Algorithm(head.alg));
    };
    let is_signed = keys
        .iter()
        .filter(|key| may_have_signed(key, &head))
        .filter_map(|key| DecodingKey::from_jwk(key).ok())
        .filter(|key| key.family() == algorithm.family())
        .any(|key| crypto::verify(signature, message.as_bytes(), &key, algorithm) == Ok(true));
    if !is_signed {
        return Err(ProviderError::Unsigned);
    }
    decoded(body)
        .ok_or(unreadable)?
        .map_err(ProviderError::Claims)
}

/// Whether a key is for signatures, and not another one than the token names.
fn may_have_signed(key: &Jwk, head: &Head) -> bool {
    let common = &key.common;
    let is_another = common.key_id.is_some() && head.kid.is_some() && common.key_id != head.kid;
    let is_for_signatures = common
        .key_operations
        .as_ref()
        .is_none_or(|operations| operations.contains(&KeyOperations::Verify));
    !is_another && is_for_signatures && common.public_key_use != Some(PublicKeyUse::Encryption)
}

/// The JSON in a part of a token; nothing where it is not even encoded as such.
fn decoded<T: DeserializeOwned>(part: &str) -> Option<Result<T, serde_json::Error>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    Some(serde_json::from_slice(&bytes))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use jsonwebtoken::jwk::Jwk;
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    use serde_json::{Value, json};

    use super::claims;
    use crate::auth::{ProviderError, ProviderSettings};

    const NOW_S: i64 = 1_800_000_000;
    /// Keys for these tests alone.
    const KEY: &str = "MC4CAQAwBQYDK2VwBCIEIEkfFlWQnsLw1s/UyZSw/Yr+TIpOzCefVoyn+J3RxvCk";
    const OTHER_KEY: &str = "MC4CAQAwBQYDK2VwBCIEIMxWC+8v4sJDA2G13zF8E6XWILvgiEwYHK77YzdB5Vsx";

    fn key(text: &str) -> EncodingKey {
        EncodingKey::from_ed_der(&STANDARD.decode(text).unwrap())
    }

    fn published() -> Jwk {
        let mut jwk = Jwk::from_encoding_key(&key(KEY), Algorithm::EdDSA).unwrap();
        jwk.common.key_id = Some("one".to_owned());
        jwk
    }

    fn good() -> Value {
        json!({
            "iss": "https://id.example",
            "sub": "ada",
            "aud": "longshore",
            "exp": NOW_S + 300,
            "iat": NOW_S,
            "nonce": "n",
        })
    }

    fn token(claims: &Value, key_text: &str, key_id: impl Into<Option<&'static str>>) -> String {
        let header = Header {
            kid: key_id.into().map(str::to_owned),
            ..Header::new(Algorithm::EdDSA)
        };
        encode(&header, claims, &key(key_text)).unwrap()
    }

    fn judged(token: &str) -> Result<String, String> {
        judged_by(token, &[published()])
            .map(|claims| claims.sub)
            .map_err(|error| error.to_string())
    }

    fn judged_by(token: &str, keys: &[Jwk]) -> Result<super::Claims, ProviderError> {
        let settings = ProviderSettings {
            issuer: "https://id.example".to_owned(),
            client_id: "longshore".to_owned(),
            client_secret: None,
            scopes: "openid".to_owned(),
            groups_claim: "groups".to_owned(),
            group_grants: Vec::new(),
            is_only_way: false,
        };
        claims(token, keys, &settings, "n", NOW_S * 1000)
    }

    #[test]
    fn takes_the_provider_s_word() {
        assert_eq!(judged(&token(&good(), KEY, "one")).as_deref(), Ok("ada"));
        let mut several = good();
        several["aud"] = json!(["longshore", "other"]);
        several["azp"] = json!("longshore");
        assert_eq!(judged(&token(&several, KEY, "one")).as_deref(), Ok("ada"));
    }

    /// RFC 7519, section 2, on `NumericDate`: "non-integer values can be represented". Canaille
    /// sends such.
    #[test]
    fn a_moment_may_have_a_fraction_and_be_far_away() {
        let mut fractions = good();
        for (member, moment) in [
            ("exp", json!(1_800_000_000.000_1)),
            ("iat", json!(1_800_000_059.999)),
            ("nbf", json!(1_799_999_999.5)),
            ("auth_time", json!(1_799_999_998.856_366)),
        ] {
            fractions[member] = moment;
        }
        let claims = judged_by(&token(&fractions, KEY, "one"), &[published()]).unwrap();
        assert_eq!(claims.auth_time.unwrap().ms, NOW_S * 1000 - 1144);
        let mut for_ever = good();
        for_ever["exp"] = json!(i64::MAX);
        assert!(judged(&token(&for_ever, KEY, "one")).is_ok());
        for_ever["exp"] = json!(-1.5);
        let refused = judged(&token(&for_ever, KEY, "one")).unwrap_err();
        assert!(refused.contains("claims"), "{refused}");
    }

    #[test]
    fn a_key_is_found_among_others_also_without_a_name() {
        let jwk = |value: Value| serde_json::from_value::<Jwk>(value).unwrap();
        let mut nameless = published();
        nameless.common.key_id = None;
        let mut for_encryption = serde_json::to_value(&nameless).unwrap();
        for_encryption["use"] = json!("enc");
        let others = [
            jwk(json!({"kty": "XYZ", "kid": "two"})),
            Jwk::from_encoding_key(&key(OTHER_KEY), Algorithm::EdDSA).unwrap(),
            jwk(for_encryption),
        ];
        let good = good();
        let tokens = [token(&good, KEY, None), token(&good, KEY, "one")];
        for key in [published(), nameless] {
            let keys: Vec<Jwk> = others.iter().cloned().chain([key]).collect();
            for token in &tokens {
                assert!(judged_by(token, &keys).is_ok(), "{keys:?}");
            }
        }
        // That for encryption is none for signatures.
        for token in &tokens {
            let refused = judged_by(token, &others);
            assert!(matches!(refused, Err(ProviderError::Unsigned)));
        }
    }

    #[test]
    fn says_which_signatures_are_taken() {
        let named = |head: Value| {
            let head = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(head.to_string());
            let signed = token(&good(), KEY, "one");
            let (_, rest) = signed.split_once('.').unwrap();
            judged(&format!("{head}.{rest}")).unwrap_err()
        };
        for name in ["HS256", "ES512", "none"] {
            let refused = named(json!({"alg": name, "kid": "one"}));
            assert!(refused.contains(name), "{refused}");
            assert!(refused.contains("RS256"), "{refused}");
        }
        // EdDSA's other name is known; the signature is over the first one.
        let refused = named(json!({"alg": "Ed25519", "kid": "one"}));
        assert!(refused.contains("keys"), "{refused}");
        let refused = named(json!({"alg": "EdDSA", "kid": "one", "crit": ["b64"]}));
        assert!(refused.contains("not understood"), "{refused}");
    }

    #[test]
    fn refuses_what_was_said_elsewhere_or_to_others_or_too_long_ago() {
        for (member, value, fault) in [
            ("iss", json!("https://evil.example"), "another issuer"),
            ("aud", json!("other"), "somebody else"),
            ("aud", json!(["longshore", "other"]), "somebody else"),
            ("azp", json!("other"), "somebody else"),
            ("nonce", json!("m"), "another question"),
            ("nonce", Value::Null, "another question"),
            ("exp", json!(NOW_S - 61), "expired"),
            ("iat", json!(NOW_S + 61), "future"),
            ("sub", json!(""), "nobody"),
            ("nbf", json!(NOW_S + 61), "not valid yet"),
            ("exp", Value::Null, "claims"),
            ("auth_time", json!(NOW_S.to_string()), "claims"),
        ] {
            let mut claims = good();
            claims[member] = value;
            let refused = judged(&token(&claims, KEY, "one")).unwrap_err();
            assert!(refused.contains(fault), "{member}: {refused}");
        }
    }

    #[test]
    fn refuses_what_is_not_signed_by_the_provider() {
        let other = judged(&token(&good(), OTHER_KEY, "one")).unwrap_err();
        assert!(other.contains("signature"), "{other}");
        let unknown = judged(&token(&good(), KEY, "two")).unwrap_err();
        assert!(unknown.contains("key"), "{unknown}");
        // Signed with what everybody can read, as if it were a secret.
        let published = serde_json::to_vec(&published()).unwrap();
        let header = Header {
            kid: Some("one".to_owned()),
            ..Header::new(Algorithm::HS256)
        };
        let shared = encode(&header, &good(), &EncodingKey::from_secret(&published)).unwrap();
        assert!(judged(&shared).is_err());
        let signed = token(&good(), KEY, "one");
        let (rest, _) = signed.rsplit_once('.').unwrap();
        let (_, body) = rest.split_once('.').unwrap();
        let none = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .encode(r#"{"alg":"none","kid":"one"}"#);
        for unsigned in [format!("{rest}."), format!("{none}.{body}."), String::new()] {
            assert!(judged(&unsigned).is_err(), "{unsigned}");
        }
    }
}
