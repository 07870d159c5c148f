"""The SDKs against `deadheat serve` as its users run it: a process of its own, several workers, stopped under load."""

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from anthropic import Anthropic
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletionMessageParam

from deadheat.upstream.fake import running
from tests.assembly.serving import serving

pytestmark = pytest.mark.slow

ANSWER = "The quick brown fox jumps over the lazy dog."
ASK: list[ChatCompletionMessageParam] = [{"role": "user", "content": "hi"}]
START = "from deadheat.cli.app import main; main()"


def test_sdks_of_both_labs_are_served_by_two_workers_and_the_ledger_knows_every_answer(tmp_path: Path) -> None:
    async def many(url: str) -> list[str]:
        async with AsyncOpenAI(base_url=f"{url}/v1", api_key="sk-any") as client:

            async def one() -> str:
                stream = await client.chat.completions.create(model="plain", messages=ASK, stream=True)
                return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

            return list(await asyncio.gather(*(one() for _ in range(20))))

    with running() as host, serving(tmp_path, host.url, "--workers", "2") as gate:
        url = f"http://127.0.0.1:{gate.port}"
        assert asyncio.run(many(url)) == [ANSWER] * 20
        with Anthropic(base_url=url, api_key="sk-any") as client:
            reply = client.messages.create(model="plain", max_tokens=5, messages=[{"role": "user", "content": "hi"}])
        assert reply.content[0].type == "text"
        assert gate.end() == 0
        assert host.answered["plain"] == 21
    command = [sys.executable, "-c", START, "ledger", "--by", "offer", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ledger = json.loads(done.stdout)
    assert (ledger["entries"], ledger["groups"][0]["requests"], ledger["groups"][0]["output_tokens"]) == (21, 21, 210)


def test_a_stream_under_way_is_finished_when_the_gateway_is_told_to_stop(tmp_path: Path) -> None:
    with running() as host, serving(tmp_path, host.url) as gate:
        with OpenAI(base_url=f"http://127.0.0.1:{gate.port}/v1", api_key="sk-any", max_retries=0) as client:
            stream = client.chat.completions.create(model="paced-30", messages=ASK, stream=True)
            text = next(stream).choices[0].delta.content or ""
            gate.tell(signal.SIGTERM)
            text += "".join(chunk.choices[0].delta.content or "" for chunk in stream)
        assert text == ANSWER
        assert gate.end() == 0
