"""What is sent: a request of 1 KB, one for a stream, one of 200 KB; as scripts for wrk."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One way to load a gateway. `unit` names what the CPU time is divided by."""

    name: str
    connections: int
    seconds: int
    words: int
    stream: bool
    unit: str


CASES = (
    Case("json", 32, 4, 160, stream=False, unit="request"),
    Case("stream", 64, 5, 160, stream=True, unit="stream of 53 paced events"),
    Case("large", 16, 4, 34_000, stream=False, unit="request of 200 KB"),
    Case("single", 1, 3, 160, stream=False, unit="request"),
)


def script(case: Case, model: str, headers: dict[str, str]) -> str:
    """The Lua that makes wrk send it."""
    text = "hello " * case.words
    stream = ',"stream":true' if case.stream else ""
    messages = f'[{{"role":"system","content":"You are a helpful assistant."}},{{"role":"user","content":"{text}"}}]'
    body = f'{{"model":"{model}","messages":{messages},"temperature":0.7{stream}}}'
    lines = "".join(f'wrk.headers["{n}"] = "{v}"\n' for n, v in headers.items())
    return f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n{lines}wrk.body = [[{body}]]\n'
