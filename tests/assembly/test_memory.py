import gc
import platform
import subprocess
import sys

import pytest


def test_what_was_made_at_the_start_is_never_looked_at_again() -> None:
    code = (
        "import gc\n"
        "from deadheat.assembly.memory import spare_the_collector\n"
        "spare_the_collector()\n"
        "print(gc.get_freeze_count() > 1000, gc.get_threshold()[0] > 700)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True True"
    assert gc.isenabled()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the switch is glibc's")
def test_freed_memory_is_kept_where_the_c_library_can() -> None:
    code = "from deadheat.assembly.memory import keep_freed_memory; print(keep_freed_memory())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
