//! The pairs of CPU and memory that Fargate has, for the picker. Whether a pair is right is decided
//! by the checks alone.

/// The sizes of CPU, in units; 1024 are one vCPU.
pub(crate) const CPUS: [i64; 7] = [256, 512, 1024, 2048, 4096, 8192, 16384];

/// The sizes of memory, in MiB, that go with a size of CPU.
pub(crate) fn memories(cpu: i64) -> Vec<i64> {
    let (from, to, step) = match cpu {
        256 => return vec![512, 1024, 2048],
        512 => (1024, 4096, 1024),
        1024 => (2048, 8192, 1024),
        2048 => (4096, 16384, 1024),
        4096 => (8192, 30720, 1024),
        8192 => (16384, 61440, 4096),
        16384 => (32768, 122_880, 8192),
        _ => return Vec::new(),
    };
    let number = (to - from) / step;
    (0..=number).map(|at| from + at * step).collect()
}

/// A size of CPU as people say it.
pub(crate) fn cpu_words(cpu: i64) -> String {
    match cpu {
        256 => "0.25 vCPU".to_owned(),
        512 => "0.5 vCPU".to_owned(),
        units => format!("{} vCPU", units / 1024),
    }
}

#[cfg(test)]
mod tests {
    use super::{CPUS, memories};

    #[test]
    fn every_size_of_cpu_has_sizes_of_memory() {
        assert!(CPUS.iter().all(|cpu| !memories(*cpu).is_empty()));
        assert_eq!(memories(512), [1024, 2048, 3072, 4096]);
        assert!(memories(300).is_empty());
    }
}
