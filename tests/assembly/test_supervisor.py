import signal
import subprocess
import sys

CODE = """
import ctypes, os, signal, socket, subprocess, sys
from deadheat.assembly.supervisor import supervise

def serve(post):
    number = post.number
    if number == 0 and not os.path.exists(sys.argv[1]):
        open(sys.argv[1], "w").close()
        subprocess.Popen(["sleep", "0.3"])
        raise RuntimeError("the first one dies at once")
    print("serving", number, post.replaces, flush=True)
    signal.sigwait((signal.SIGTERM,))

ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: as the first process of a container
socks = [socket.socket() for _ in range(2)]
sys.exit(supervise(socks, serve, patience_s=5.0))
"""


def test_a_worker_that_dies_is_replaced_and_all_of_them_stop_when_told(tmp_path: object) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, f"{tmp_path}/died"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines = sorted(process.stdout.readline().strip() for _ in range(2))
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert lines == ["serving 0 True", "serving 1 False"]
    assert "dies at once" in err
    assert "KeyError" not in err
    assert process.returncode == 0
