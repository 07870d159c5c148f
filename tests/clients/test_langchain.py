"""LangChain's `ChatOpenAI` streams, calls tools and parses structured output through the gateway."""

import warnings

import pytest
from pydantic import BaseModel, SecretStr

pytestmark = pytest.mark.slow

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # LangChain's own imports warn about its own future
    from langchain_core.messages import HumanMessage, ToolMessage
    from langchain_core.tools import tool
    from langchain_openai import ChatOpenAI, OpenAIEmbeddings

ANSWER = "The quick brown fox jumps over the lazy dog."
both = pytest.mark.parametrize("model", ["plain", "claude/plain"])


class City(BaseModel):
    """A city and how many live there."""

    city: str
    population: int


@tool
def weather(city: str) -> str:
    """The weather in a city."""
    return f"fine in {city}"


def _chat(base_url: str, model: str) -> ChatOpenAI:
    return ChatOpenAI(model=model, base_url=f"{base_url}/v1", api_key=SecretStr("sk-any"), max_retries=0)


@both
def test_a_chain_answers_and_streams(base_url: str, model: str) -> None:
    chat = _chat(base_url, model)
    reply = chat.invoke("hi")
    assert reply.content == ANSWER
    assert reply.usage_metadata is not None
    assert reply.usage_metadata["output_tokens"] == 10
    assert "".join(str(chunk.content) for chunk in chat.stream("hi")) == ANSWER


@both
def test_a_tool_is_called_and_its_result_taken(base_url: str, model: str) -> None:
    chat = _chat(base_url, model).bind_tools([weather])
    first = chat.invoke([HumanMessage("hi")])
    (call,) = first.tool_calls
    assert (call["name"], call["args"]) == ("weather", {"city": "Paris"})
    result = ToolMessage(weather.invoke(call["args"]), tool_call_id=call["id"])
    assert chat.invoke([HumanMessage("hi"), first, result]).content == ANSWER


def test_structured_output_is_parsed(base_url: str) -> None:
    chat = _chat(base_url, "plain").with_structured_output(City, method="json_schema")
    assert chat.invoke("hi") == City(city="Paris", population=2102650)


def test_embeddings(base_url: str) -> None:
    maker = OpenAIEmbeddings(
        model="plain", base_url=f"{base_url}/v1", api_key=SecretStr("sk-any"), check_embedding_ctx_length=False
    )
    assert maker.embed_documents(["a", "b"]) == [[0.1, 0.2, 0.3]] * 2
