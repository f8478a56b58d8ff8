//! Addresses of the API, put together so that every name is one part of the path, whatever stands in it.

use std::fmt::Write;

use crate::Failure;

/// The address of a server, without a slash at its end.
///
/// # Errors
/// Where it is none.
pub fn base(text: &str) -> Result<String, Failure> {
    let trimmed = text.trim_end_matches('/');
    let rest = trimmed.strip_prefix("http://").or_else(|| trimmed.strip_prefix("https://"));
    let sound = rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.contains(['?', '#', '@'])
            && rest.bytes().all(|byte| byte.is_ascii_graphic())
    });
    if sound {
        return Ok(trimmed.to_owned());
    }
    Err(Failure::new(format!("`{text}` is no address of a server"))
        .help("write it as `http://127.0.0.1:8080` or `https://users.example.com`"))
}

/// Whether a server is this machine.
pub fn is_loopback(base: &str) -> bool {
    let host = base.split_once("://").map_or(base, |(_, rest)| rest).split('/').next().unwrap_or_default();
    let named =
        |name: &str| host.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'));
    host.starts_with("127.") || named("localhost") || named("[::1]")
}

/// An address: a base, the parts of a path, a query.
pub fn address(base: &str, path: &[&str], query: &[(&str, &str)]) -> String {
    let mut address = base.to_owned();
    for part in path {
        address.push('/');
        encode(part, &mut address);
    }
    for (number, (key, value)) in query.iter().enumerate() {
        address.push(if number == 0 { '?' } else { '&' });
        encode(key, &mut address);
        address.push('=');
        encode(value, &mut address);
    }
    address
}

/// All but the unreserved characters is written as its bytes (RFC 3986, section 2.3).
fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            // Writing to a text does not fail.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{address, base, is_loopback};

    #[test]
    fn a_name_is_one_part_of_the_path_whatever_stands_in_it() {
        let written =
            address("http://h", &["v1", "members", "a/b c?ü%"], &[("since", "2026-01-01T00:00:00+01:00")]);
        assert_eq!(
            written,
            "http://h/v1/members/a%2Fb%20c%3F%C3%BC%25?since=2026-01-01T00%3A00%3A00%2B01%3A00"
        );
    }

    #[test]
    fn an_address_is_http_or_https_and_ends_without_a_slash() {
        assert_eq!(base("https://users.example.com/").unwrap(), "https://users.example.com");
        for wrong in ["users.example.com", "ftp://h", "http://", "http://a@b", "http://h/?x=1"] {
            assert!(base(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn this_machine_is_known_by_its_names() {
        for here in ["http://127.0.0.1:1", "http://localhost", "https://localhost:1/x", "http://[::1]:1"] {
            assert!(is_loopback(here), "{here}");
        }
        assert!(!is_loopback("http://localhost.example.com"));
    }
}
