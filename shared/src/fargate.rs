//! The pairs of CPU units and memory that Fargate has.
//!
//! From <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html>.

/// Memory sizes for a CPU size: the least, the most, and the step between, in MiB.
const SIZES: &[(i64, i64, i64, i64)] = &[
    (512, 1024, 4096, 1024),
    (1024, 2048, 8192, 1024),
    (2048, 4096, 16_384, 1024),
    (4096, 8192, 30_720, 1024),
    (8192, 16_384, 61_440, 4096),
    (16_384, 32_768, 122_880, 8192),
];

/// The CPU sizes whose memory sizes follow no step.
const LISTED: &[(i64, &[i64])] = &[
    (256, &[512, 1024, 2048]),
    (NEWEST, &[61_440, 122_880, 249_856]),
];

/// The CPU size that came last; not every region may have it.
pub(crate) const NEWEST: i64 = 32_768;

/// The CPU sizes that every region has, the smallest first.
pub const EVERYWHERE: [i64; 7] = [256, 512, 1024, 2048, 4096, 8192, 16_384];

/// The memory sizes that Fargate has for a CPU size, in MiB; none where it has no such CPU size.
pub fn memory_sizes(cpu: i64) -> Vec<i64> {
    if let Some((_, sizes)) = LISTED.iter().find(|(size, _)| *size == cpu) {
        return sizes.to_vec();
    }
    let Some((_, least, most, step)) = SIZES.iter().find(|(size, ..)| *size == cpu) else {
        return Vec::new();
    };
    let count = (most - least) / step;
    (0..=count).map(|at| least + at * step).collect()
}

/// The smallest size for what is asked for, in CPU units and MiB; the largest that every region has
/// where none is large enough.
pub(crate) fn smallest(cpu: i64, memory: i64) -> (i64, i64) {
    EVERYWHERE
        .into_iter()
        .filter(|units| *units >= cpu)
        .find_map(|units| {
            let mut sizes = memory_sizes(units).into_iter();
            Some((units, sizes.find(|size| *size >= memory)?))
        })
        .unwrap_or((16_384, 122_880))
}

#[cfg(test)]
mod tests {
    use super::{EVERYWHERE, NEWEST, memory_sizes, smallest};

    #[test]
    fn knows_all_77_sizes() {
        let cpus = EVERYWHERE.into_iter().chain([NEWEST]);
        assert_eq!(cpus.map(|cpu| memory_sizes(cpu).len()).sum::<usize>(), 77);
        assert!(memory_sizes(8192).contains(&20_480));
        assert!(!memory_sizes(8192).contains(&17_408));
        assert!(memory_sizes(300).is_empty());
    }

    #[test]
    fn finds_the_smallest_size() {
        for (asked, size) in [
            ((0, 0), (256, 512)),
            ((256, 1025), (256, 2048)),
            ((300, 512), (512, 1024)),
            ((256, 5000), (1024, 5120)),
            ((1024, 20_000), (4096, 20_480)),
            ((9000, 0), (16_384, 32_768)),
            ((99_999, 0), (16_384, 122_880)),
        ] {
            assert_eq!(smallest(asked.0, asked.1), size);
        }
    }
}
