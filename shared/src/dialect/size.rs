//! Task sizes of Fargate.
//!
//! From <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html>.

/// CPU units; the least memory, the most, and the step between, in MiB.
const SIZES: [(i64, i64, i64, i64); 7] = [
    (256, 512, 2048, 512),
    (512, 1024, 4096, 1024),
    (1024, 2048, 8192, 1024),
    (2048, 4096, 16_384, 1024),
    (4096, 8192, 30_720, 1024),
    (8192, 16_384, 61_440, 4096),
    (16_384, 32_768, 122_880, 8192),
];

/// The smallest size for what is asked for; the largest where none is large enough.
pub(super) fn fargate(cpu: i64, memory: i64) -> (i64, i64) {
    SIZES
        .iter()
        .filter(|(units, _, most, _)| *units >= cpu && *most >= memory)
        .map(|(units, least, most, step)| (*units, fitting(memory, *least, *most, *step)))
        .next()
        .unwrap_or((16_384, 122_880))
}

fn fitting(memory: i64, least: i64, most: i64, step: i64) -> i64 {
    let above = memory.max(least) - least;
    let steps = above / step + i64::from(above % step > 0);
    // 1536 is no size; it would be between the second and the third of the first row.
    let fitted = (least + steps * step).min(most);
    if fitted == 1536 { 2048 } else { fitted }
}

#[cfg(test)]
mod tests {
    use super::fargate;

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
            assert_eq!(fargate(asked.0, asked.1), size);
        }
    }
}
