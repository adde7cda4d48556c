//! What GitHub's headers say about rate limits.

use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

/// Where GitHub only says "too often", it asks for at least a minute of rest.
const REST: u64 = 60;

/// How many seconds to wait before asking again; `None` where the answer is not about a rate limit.
///
/// <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api>: 403 or 429 with `retry-after` (seconds), or with
/// `x-ratelimit-remaining: 0` and `x-ratelimit-reset` (seconds since 1970).
pub(super) fn wait(status: StatusCode, headers: &HeaderMap, message: &str) -> Option<u64> {
    if !matches!(status, StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS) {
        return None;
    }
    if let Some(seconds) = number(headers, "retry-after") {
        return Some(seconds);
    }
    if number(headers, "x-ratelimit-remaining") == Some(0) {
        let reset = number(headers, "x-ratelimit-reset").and_then(|reset| i64::try_from(reset).ok());
        return Some(reset.map_or(REST, |reset| u64::try_from(reset - now(headers)).unwrap_or(0) + 1));
    }
    let says_so = message.to_ascii_lowercase().contains("rate limit");
    (status == StatusCode::TOO_MANY_REQUESTS || says_so).then_some(REST)
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// The time as the server has it: the clock of this machine may be wrong.
fn now(headers: &HeaderMap) -> i64 {
    let date = headers.get("date").and_then(|date| date.to_str().ok());
    let told = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    told.map_or_else(|| Timestamp::now().as_second(), |date| date.timestamp().as_second())
}

/// The path of the next page: `rel="next"` of the header `link`. An address outside of `address` is refused.
pub(super) fn next(headers: &HeaderMap, address: &str) -> Result<Option<String>, String> {
    let Some(link) = headers.get("link").and_then(|link| link.to_str().ok()) else { return Ok(None) };
    let target = link.split(',').find_map(|part| {
        let (target, parameters) = part.split_once(';')?;
        let is_next = parameters.split(';').any(|parameter| matches!(parameter.trim(), r#"rel="next""# | "rel=next"));
        is_next.then(|| target.trim().trim_start_matches('<').trim_end_matches('>').to_string())
    });
    let Some(target) = target else { return Ok(None) };
    match target.strip_prefix(address) {
        Some(path) if path.starts_with('/') => Ok(Some(path.into())),
        _ if target.starts_with('/') && !target.starts_with("//") => Ok(Some(target)),
        _ => Err(format!("the next page lies elsewhere: {target}")),
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_wait_is_what_the_headers_say() {
        let limited =
            headers(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1700000030"), ("date", "Tue, 14 Nov 2023 22:13:20 GMT")]);
        assert_eq!(wait(StatusCode::FORBIDDEN, &limited, ""), Some(31));
        assert_eq!(wait(StatusCode::TOO_MANY_REQUESTS, &headers(&[("retry-after", "7")]), ""), Some(7));
        assert_eq!(wait(StatusCode::FORBIDDEN, &headers(&[]), "You have exceeded a secondary rate limit."), Some(REST));
        assert_eq!(wait(StatusCode::FORBIDDEN, &headers(&[("x-ratelimit-remaining", "12")]), "Resource not accessible"), None);
        assert_eq!(wait(StatusCode::NOT_FOUND, &limited, ""), None);
    }

    #[test]
    fn the_next_page_stays_at_its_address() {
        let link = |text: &str| next(&headers(&[("link", text)]), "https://api.github.com");
        let both = r#"<https://api.github.com/r?page=1>; rel="prev", <https://api.github.com/r?page=3>; rel="next""#;
        assert_eq!(link(both), Ok(Some("/r?page=3".into())));
        assert_eq!(link(r#"<https://api.github.com/r?page=1>; rel="last""#), Ok(None));
        assert!(link(r#"<https://api.github.com.evil.org/r>; rel="next""#).is_err());
        assert!(link(r#"<//evil.org/r>; rel="next""#).is_err());
    }
}
