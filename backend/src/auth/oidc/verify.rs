//! Whether an identity token is the provider's word, for us, now, and in answer to our question.

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use super::{Facts, ProviderError, ProviderSettings};

/// Signatures that only the provider can make. Those by a shared secret are not among them.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];
/// How far two clocks may be apart.
const LEEWAY_S: i64 = 60;

/// What a token says.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) sub: String,
    aud: Audience,
    exp: i64,
    iat: i64,
    #[serde(default)]
    azp: Option<String>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    pub(super) auth_time: Option<i64>,
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

/// The id of the key that a token says it is signed with.
pub(super) fn key_id(token: &str) -> Result<Option<String>, ProviderError> {
    Ok(decode_header(token).map_err(ProviderError::Signature)?.kid)
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
    let now = now_ms / 1000;
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
        (claims.exp + LEEWAY_S <= now, "the token has expired"),
        (claims.iat - LEEWAY_S > now, "the token is of the future"),
        (claims.sub.is_empty(), "the token names nobody"),
    ];
    match faults.into_iter().find(|(holds, _)| *holds) {
        Some((_, fault)) => Err(ProviderError::Wrong(fault)),
        None => Ok(claims),
    }
}

fn signed(token: &str, keys: &[Jwk]) -> Result<Claims, ProviderError> {
    let header = decode_header(token).map_err(ProviderError::Signature)?;
    let key = match &header.kid {
        Some(id) => keys
            .iter()
            .find(|key| key.common.key_id.as_deref() == Some(id)),
        // A provider with one key need not name it.
        None => match keys {
            [only] => Some(only),
            _ => None,
        },
    };
    let key = key.ok_or(ProviderError::Wrong(
        "the token's key is not the provider's",
    ))?;
    let key = DecodingKey::from_jwk(key).map_err(ProviderError::Signature)?;
    let mut validation = Validation::new(header.alg);
    validation.algorithms = ALGORITHMS
        .into_iter()
        .filter(|algorithm| algorithm.family() == key.family())
        .collect();
    // What the claims say is judged above, by our own clock.
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    decode::<Claims>(token, &key, &validation)
        .map(|data| data.claims)
        .map_err(ProviderError::Signature)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use jsonwebtoken::jwk::Jwk;
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    use serde_json::{Value, json};

    use super::claims;
    use crate::auth::ProviderSettings;

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

    fn token(claims: &Value, key_text: &str, key_id: &str) -> String {
        let header = Header {
            kid: Some(key_id.to_owned()),
            ..Header::new(Algorithm::EdDSA)
        };
        encode(&header, claims, &key(key_text)).unwrap()
    }

    fn judged(token: &str) -> Result<String, String> {
        let settings = ProviderSettings {
            issuer: "https://id.example".to_owned(),
            client_id: "longshore".to_owned(),
            client_secret: None,
            scopes: "openid".to_owned(),
            groups_claim: "groups".to_owned(),
            group_grants: Vec::new(),
            is_only_way: false,
        };
        claims(token, &[published()], &settings, "n", NOW_S * 1000)
            .map(|claims| claims.sub)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn takes_the_provider_s_word() {
        assert_eq!(judged(&token(&good(), KEY, "one")).as_deref(), Ok("ada"));
        let mut several = good();
        several["aud"] = json!(["longshore", "other"]);
        several["azp"] = json!("longshore");
        assert_eq!(judged(&token(&several, KEY, "one")).as_deref(), Ok("ada"));
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
            ("exp", Value::Null, "signature"),
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
