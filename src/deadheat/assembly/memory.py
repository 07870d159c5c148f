"""How a worker treats memory: rarely look for garbage that is not made, keep what was freed for the next body."""

import ctypes
import gc

M_TRIM_THRESHOLD = -1
M_MMAP_THRESHOLD = -3
KEEP_BYTES = 32 * 1024 * 1024
MAP_BYTES = 4 * 1024 * 1024


def spare_the_collector() -> None:
    """What was made at the start stays for ever, and a request leaves no circles: look for garbage rarely."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def keep_freed_memory() -> bool:
    """Keep up to 32 MiB of freed memory instead of giving each body's back and faulting it in again.

    For glibc alone; False where the C library has no such switch.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(M_TRIM_THRESHOLD, KEEP_BYTES)) and bool(mallopt(M_MMAP_THRESHOLD, MAP_BYTES))
