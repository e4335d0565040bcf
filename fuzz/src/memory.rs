//! Counts what is allocated, so that memory that grows faster than the input is a finding and not
//! only a slow run.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// What a text may cost whatever its length: messages, tables, the answers of every rule.
const ALWAYS: usize = 8 << 20;

/// What each byte of a text may cost: trees, normal forms, issues and six formats of them.
const EACH_BYTE: usize = 4 << 10;

struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        PEAK.fetch_max(
            NOW.fetch_add(layout.size(), Relaxed) + layout.size(),
            Relaxed,
        );
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Runs something and panics if it ever holds more than its input is worth.
pub(crate) fn is_linear(length: usize, run: impl FnOnce()) {
    let before = NOW.load(Relaxed);
    PEAK.store(before, Relaxed);
    run();
    let taken = PEAK.load(Relaxed).saturating_sub(before);
    let bound = ALWAYS + EACH_BYTE * length;
    assert!(
        taken <= bound,
        "{length} bytes took {taken} bytes of memory"
    );
}
