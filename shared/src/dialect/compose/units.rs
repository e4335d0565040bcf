//! Sizes, durations and shares as Docker writes them.

use crate::json::Json;

const MIB: f64 = 1_048_576.0;

/// Larger numbers are no sizes.
const MOST: f64 = 1e12;

/// MiB of `512M`, `1.5gb` or a number of bytes, rounded up.
pub(super) fn mebibytes(json: &Json) -> Option<i64> {
    let text = super::text::scalar(json)?.trim().to_ascii_lowercase();
    let end = text
        .find(|one: char| !(one.is_ascii_digit() || one == '.'))
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let factor = match unit.trim().trim_end_matches("ib").trim_end_matches('b') {
        "" => 1.0,
        "k" => 1024.0,
        "m" => MIB,
        "g" => MIB * 1024.0,
        "t" => MIB * 1_048_576.0,
        _ => return None,
    };
    whole(number.parse::<f64>().ok()? * factor / MIB)
}

/// Seconds of `1m30s`, `500ms` or `1h`, rounded up.
pub(super) fn seconds(json: &Json) -> Option<i64> {
    let text = super::text::scalar(json)?;
    let mut rest = text.trim();
    let mut total = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|one: char| !(one.is_ascii_digit() || one == '.'))?;
        let (number, behind) = rest.split_at(end);
        let end = behind
            .find(|one: char| one.is_ascii_digit() || one == '.')
            .unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(end);
        let factor = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            "d" => 86_400.0,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * factor;
        rest = behind;
    }
    whole(total)
}

/// CPU units of `0.5` or `2`.
pub(super) fn cpu_units(json: &Json) -> Option<i64> {
    let cpus = super::text::scalar(json)?.trim().parse::<f64>().ok()?;
    whole(cpus * 1024.0)
}

/// A number rounded up, where it is one that can be meant.
fn whole(number: f64) -> Option<i64> {
    if !(0.0..MOST).contains(&number) {
        return None;
    }
    // Rounding up 0.1 * 10 must not give 2.
    let rounded = (number - 1e-9).ceil().abs();
    format!("{rounded:.0}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{cpu_units, mebibytes, seconds};
    use crate::json::Json;

    #[test]
    fn reads_what_docker_writes() {
        for (text, mib) in [
            ("512M", Some(512)),
            ("1.5gb", Some(1536)),
            ("1048577", Some(2)),
            ("64mb", Some(64)),
            ("1GiB", Some(1024)),
            ("x", None),
            ("-1", None),
        ] {
            assert_eq!(mebibytes(&Json::from(text)), mib, "{text}");
        }
        for (text, second) in [
            ("1m30s", Some(90)),
            ("500ms", Some(1)),
            ("1h", Some(3600)),
            ("10", None),
            ("", None),
        ] {
            assert_eq!(seconds(&Json::from(text)), second, "{text}");
        }
        assert_eq!(cpu_units(&Json::from("0.25")), Some(256));
        assert_eq!(cpu_units(&Json::from("NaN")), None);
    }
}
