//! How texts must look: the patterns of AWS's model and documentation, written by hand, because a
//! regular expression engine would weigh more in the browser than all the rest of the domain.

/// How a text must look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Names of families, services, containers and volumes.
    Name,
    /// Names of ports, as Service Connect takes them.
    PortName,
    /// DNS names that clients use in Service Connect.
    DnsName,
    /// Keys and values of tags.
    TagText,
    /// A task's CPU, in units or in vCPU.
    CpuSize,
    /// A task's memory, in MiB or in GB.
    MemorySize,
    /// A role, by its ARN, or by its name where AWS takes one.
    Role,
    /// Ports from-to.
    PortRange,
    /// A target group's ARN.
    TargetGroupArn,
    /// The ARN of a service in Cloud Map.
    RegistryArn,
    /// A task definition by family, family:revision or ARN.
    TaskDefinition,
    /// `LATEST` or three numbers.
    PlatformVersion,
    /// A token that makes a request repeatable.
    ClientToken,
    /// A mark of the tasks of one caller.
    StartedBy,
    /// An object in S3.
    S3Object,
    /// A subnet's id.
    Subnet,
    /// A security group's id.
    SecurityGroup,
    /// A file system's id in EFS.
    FileSystem,
    /// An IP address.
    IpAddress,
    /// A Lambda function's ARN.
    Function,
    /// The ARN of a target group in VPC Lattice.
    LatticeTargetGroup,
    /// A snapshot's id.
    Snapshot,
}

impl Shape {
    /// Whether a text looks so.
    pub fn matches(self, text: &str) -> bool {
        match self {
            Self::Name => (1..=255).contains(&text.len()) && text.bytes().all(is_name_byte),
            Self::PortName => {
                (1..=64).contains(&text.len())
                    && !text.starts_with('-')
                    && text.bytes().all(|byte| {
                        byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte)
                    })
            }
            Self::DnsName => {
                (1..=127).contains(&text.len())
                    && !text.starts_with('-')
                    && text.bytes().all(|byte| {
                        byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.-".contains(&byte)
                    })
            }
            Self::TagText => text.chars().all(|character| {
                character.is_alphanumeric()
                    || (character.is_whitespace() && !character.is_control())
                    || "_.:/=+-@".contains(character)
            }),
            Self::CpuSize => cpu_units(text).is_some(),
            Self::MemorySize => memory_mib(text).is_some(),
            Self::Role => is_role(text),
            Self::PortRange => port_range(text).is_some(),
            Self::TargetGroupArn => is_target_group(text),
            Self::RegistryArn => {
                has_owner(text)
                    && arn(text, "servicediscovery")
                        .and_then(|resource| resource.strip_prefix("service/srv-"))
                        .is_some_and(|id| !id.is_empty())
            }
            Self::TaskDefinition => is_task_definition(text),
            Self::PlatformVersion => {
                text == "LATEST" || (text.split('.').count() == 3 && text.split('.').all(is_number))
            }
            Self::ClientToken => {
                !text.is_empty() && text.bytes().all(|byte| (33..=126).contains(&byte))
            }
            Self::StartedBy => {
                !text.is_empty() && text.bytes().all(|byte| is_name_byte(byte) || byte == b'/')
            }
            Self::S3Object => arn(text, "s3").is_some_and(|resource| {
                // Buckets are in no region or account.
                text.contains(":s3:::")
                    && resource
                        .split_once('/')
                        .is_some_and(|(_, key)| !key.is_empty())
            }),
            Self::Subnet => is_id(text, "subnet-"),
            Self::SecurityGroup => is_id(text, "sg-"),
            Self::FileSystem => is_file_system(text) || arn(text, "elasticfilesystem").is_some(),
            Self::IpAddress => text.parse::<std::net::IpAddr>().is_ok(),
            Self::Function => {
                arn(text, "lambda").is_some_and(|resource| resource.starts_with("function:"))
            }
            Self::LatticeTargetGroup => arn(text, "vpc-lattice")
                .is_some_and(|resource| resource.starts_with("targetgroup/")),
            Self::Snapshot => text.strip_prefix("snap-").is_some_and(|id| !id.is_empty()),
        }
    }

    /// What it looks like, in words that follow "write".
    pub const fn words(self) -> &'static str {
        match self {
            Self::Name => "1 to 255 letters, digits, _ and -",
            Self::PortName => "1 to 64 lower-case letters, digits, _ and -, not starting with -",
            Self::DnsName => {
                "1 to 127 lower-case letters, digits, dots, _ and -, not starting with -"
            }
            Self::TagText => "letters, digits, spaces and _ . : / = + - @",
            Self::CpuSize => "CPU units such as 256, or vCPU such as 0.25 vCPU",
            Self::MemorySize => "MiB such as 512, or GB such as 0.5 GB",
            Self::Role => "a role's ARN such as arn:aws:iam::123456789012:role/name",
            Self::PortRange => "two ports from 1 to 65535, the lower first, such as 8080-8090",
            Self::TargetGroupArn => {
                "a target group's ARN such as arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/name/0123456789abcdef"
            }
            Self::RegistryArn => {
                "a Cloud Map service's ARN such as arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-0123456789abcdef"
            }
            Self::TaskDefinition => {
                "a family, a family and revision such as web:3, or a revision's ARN"
            }
            Self::PlatformVersion => "LATEST, or a version such as 1.4.0",
            Self::ClientToken => "letters, digits and signs without spaces",
            Self::StartedBy => "letters, digits, _ - and /",
            Self::S3Object => "an object's ARN such as arn:aws:s3:::bucket/path/app.env",
            Self::Subnet => "a subnet's id such as subnet-0123456789abcdef0",
            Self::SecurityGroup => "a security group's id such as sg-0123456789abcdef0",
            Self::FileSystem => "a file system's id such as fs-0123456789abcdef0",
            Self::IpAddress => "an IP address such as 10.0.0.1",
            Self::Function => {
                "a function's ARN such as arn:aws:lambda:eu-central-1:123456789012:function:name"
            }
            Self::LatticeTargetGroup => {
                "a target group's ARN such as arn:aws:vpc-lattice:eu-central-1:123456789012:targetgroup/tg-0123456789abcdef0"
            }
            Self::Snapshot => "a snapshot's id such as snap-0123456789abcdef0",
        }
    }
}

const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// EFS counts its ids up to 17 hexadecimal digits.
fn is_file_system(text: &str) -> bool {
    text.strip_prefix("fs-").is_some_and(|id| {
        (8..=17).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// An id of EC2: 8 or 17 hexadecimal digits after its prefix.
fn is_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|id| matches!(id.len(), 8 | 17) && is_lower_hex(id))
}

fn is_lower_hex(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Whether an ARN names a region and an account.
fn has_owner(text: &str) -> bool {
    let mut parts = text.split(':').skip(3);
    let region = parts.next().unwrap_or_default();
    let account = parts.next().unwrap_or_default();
    !region.is_empty() && account.len() == 12 && is_number(account)
}

fn is_target_group(text: &str) -> bool {
    let Some(resource) = arn(text, "elasticloadbalancing") else {
        return false;
    };
    let mut parts = resource.split('/');
    let kind = parts.next() == Some("targetgroup");
    let name = parts.next().unwrap_or_default();
    let id = parts.next().unwrap_or_default();
    let named = (1..=32).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    has_owner(text) && kind && named && id.len() == 16 && is_lower_hex(id) && parts.next().is_none()
}

/// The resource part of an ARN of a service.
fn arn<'a>(text: &'a str, service: &str) -> Option<&'a str> {
    let mut parts = text.splitn(6, ':');
    let starts = parts.next()? == "arn" && parts.next()?.starts_with("aws");
    let of_service = parts.next()? == service;
    let (_region, _account) = (parts.next()?, parts.next()?);
    let resource = parts.next()?;
    (starts && of_service && !resource.is_empty()).then_some(resource)
}

fn is_role(text: &str) -> bool {
    if !text.starts_with("arn:") {
        return !text.is_empty();
    }
    let account = text.split(':').nth(4).unwrap_or_default();
    account.len() == 12
        && is_number(account)
        && arn(text, "iam")
            .and_then(|resource| resource.strip_prefix("role/"))
            .is_some_and(|name| !name.is_empty())
}

fn is_task_definition(text: &str) -> bool {
    let reference = if text.starts_with("arn:") {
        arn(text, "ecs").and_then(|resource| resource.strip_prefix("task-definition/"))
    } else {
        Some(text)
    };
    reference.is_some_and(|reference| {
        let (family, revision) = match reference.split_once(':') {
            Some((family, revision)) => (family, Some(revision)),
            None => (reference, None),
        };
        Shape::Name.matches(family) && revision.is_none_or(is_number)
    })
}

/// The lower and upper port of a range such as `8080-8090`.
pub(crate) fn port_range(text: &str) -> Option<(u16, u16)> {
    let (low, high) = text.split_once('-')?;
    if !is_number(low) || !is_number(high) {
        return None;
    }
    let (low, high): (u16, u16) = (low.parse().ok()?, high.parse().ok()?);
    (low > 0 && low < high).then_some((low, high))
}

/// CPU units of `256`, `0.25 vCPU`, `.25vcpu` or `1 cpu`.
pub fn cpu_units(text: &str) -> Option<i64> {
    size(text, "vcpu").or_else(|| size(text, "cpu"))
}

/// The vCPU of a task's size, as a task definition spells it: `256`, `0.25 vCPU` or `.25vcpu`.
pub fn vcpu(text: &str) -> Option<f64> {
    let units = u32::try_from(cpu_units(text)?).ok()?;
    Some(f64::from(units) / 1024.0)
}

/// MiB of `512`, `0.5 GB` or `1gb`.
pub fn memory_mib(text: &str) -> Option<i64> {
    size(text, "gb")
}

fn size(text: &str, unit: &str) -> Option<i64> {
    let text = text.trim();
    if is_number(text) {
        return text.parse().ok();
    }
    let split = text.len().checked_sub(unit.len())?;
    let (number, found) = text.split_at_checked(split)?;
    if !found.eq_ignore_ascii_case(unit) {
        return None;
    }
    let number = number.trim_end();
    let plain = number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let large: f64 = number.parse().ok().filter(|_| plain)?;
    let units = (large * 1024.0).round();
    // Far above every size that there is, and far below what an i64 holds.
    if units > 1e12 {
        return None;
    }
    format!("{units:.0}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Shape, cpu_units, memory_mib, port_range};

    #[test]
    fn reads_sizes_in_both_units() {
        assert_eq!(cpu_units("256"), Some(256));
        assert_eq!(cpu_units(".25 vCPU"), Some(256));
        assert_eq!(cpu_units("1 vcpu"), Some(1024));
        assert_eq!(cpu_units("1 CPU"), Some(1024));
        assert_eq!(cpu_units("vcpu"), None);
        assert_eq!(cpu_units("-1 vcpu"), None);
        assert_eq!(memory_mib("0.5GB"), Some(512));
        assert_eq!(memory_mib("2 gb"), Some(2048));
        assert_eq!(memory_mib("2 GiB"), None);
        assert_eq!(memory_mib("ü"), None);
    }

    #[test]
    fn knows_what_fits_and_what_does_not() {
        for (shape, fits, does_not) in [
            (Shape::Name, "web_1-A", "web app"),
            (Shape::PortName, "http-80", "HTTP-80"),
            (Shape::DnsName, "web-api.local", "Web_API!"),
            (Shape::TagText, "Größe 1/2:a@b", "a*b"),
            (
                Shape::Role,
                "arn:aws-cn:iam::123456789012:role/a/b",
                "arn:aws:iam::1:role/a",
            ),
            (Shape::Role, "ecsTaskExecutionRole", ""),
            (
                Shape::TaskDefinition,
                "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:3",
                "web:x",
            ),
            (Shape::PlatformVersion, "1.4.0", "1.4"),
            (Shape::ClientToken, "a:b/c-1", "a b"),
            (Shape::StartedBy, "jobs/nightly_1", "jobs:nightly"),
            (
                Shape::S3Object,
                "arn:aws:s3:::cfg/app.env",
                "s3://cfg/app.env",
            ),
            (Shape::Subnet, "subnet-12345678", "subnet-123"),
            (Shape::SecurityGroup, "sg-0123456789abcdef0", "sg-ABCDEF01"),
            (
                Shape::TargetGroupArn,
                "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0123456789abcdef",
                "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web",
            ),
            (
                Shape::RegistryArn,
                "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-abc123",
                "arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-1",
            ),
            (Shape::FileSystem, "fs-0123456789abcdef0", "efs-1"),
            (Shape::IpAddress, "::1", "localhost"),
            (
                Shape::Function,
                "arn:aws:lambda:eu-central-1:123456789012:function:f:live",
                "f",
            ),
            (
                Shape::LatticeTargetGroup,
                "arn:aws:vpc-lattice:eu-central-1:123456789012:targetgroup/tg-0123456789abcdef0",
                "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/a/0123456789abcdef",
            ),
            (Shape::Snapshot, "snap-1", "vol-1"),
            (
                Shape::TargetGroupArn,
                "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/a/0123456789abcdef",
                "targetgroup/a",
            ),
        ] {
            assert!(shape.matches(fits), "{fits}");
            assert!(!shape.matches(does_not), "{does_not}");
        }
        assert_eq!(port_range("8080-8090"), Some((8080, 8090)));
        assert_eq!(port_range("90-80"), None);
    }
}
