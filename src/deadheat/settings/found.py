"""What the environment alone offers: hosts whose well-known key variable is set."""

from collections.abc import Mapping

from msgspec import Struct

from deadheat.facts.route import HostDialect
from deadheat.settings.document import ArmDoc, Document, HostDoc, OfferDoc, RouteDoc


class Provider(Struct, frozen=True, kw_only=True):
    """A host with a well-known key variable, and beginnings of the model names it gives."""

    name: str
    variable: str
    base_url: str
    names: tuple[str, ...] = ()
    dialect: HostDialect = "openai"


PROVIDERS = (
    Provider(
        name="openai",
        variable="OPENAI",
        base_url="https://api.openai.com/v1",
        names=("gpt-*", "chatgpt-*", "o1*", "o3*", "o4*", "text-embedding-*"),
    ),
    Provider(
        name="anthropic",
        variable="ANTHROPIC",
        base_url="https://api.anthropic.com",
        names=("claude-*",),
        dialect="anthropic",
    ),
    Provider(name="openrouter", variable="OPENROUTER", base_url="https://openrouter.ai/api/v1"),
    Provider(name="deepseek", variable="DEEPSEEK", base_url="https://api.deepseek.com/v1", names=("deepseek-*",)),
    Provider(
        name="mistral",
        variable="MISTRAL",
        base_url="https://api.mistral.ai/v1",
        names=("mistral-*", "magistral-*", "ministral-*", "codestral-*", "devstral-*"),
    ),
    Provider(name="together", variable="TOGETHER", base_url="https://api.together.xyz/v1"),
    Provider(name="fireworks", variable="FIREWORKS", base_url="https://api.fireworks.ai/inference/v1"),
    Provider(name="groq", variable="GROQ", base_url="https://api.groq.com/openai/v1"),
    Provider(name="xai", variable="XAI", base_url="https://api.x.ai/v1", names=("grok-*",)),
    Provider(
        name="moonshot", variable="MOONSHOT", base_url="https://api.moonshot.ai/v1", names=("kimi-*", "moonshot-*")
    ),
    Provider(
        name="dashscope",
        variable="DASHSCOPE",
        base_url="https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
        names=("qwen*",),
    ),
)


def providers_found(environ: Mapping[str, str]) -> tuple[Provider, ...]:
    """The providers whose `*_API_KEY` is set and not empty."""
    return tuple(p for p in PROVIDERS if environ.get(f"{p.variable}_API_KEY", "").strip())


def document_found(environ: Mapping[str, str]) -> Document:
    """Hosts, offers and routes for every provider found: `openai/NAME` asks OpenAI for NAME, `gpt-…` does as well.

    With one provider every other name leads to it too.
    """
    found = providers_found(environ)
    hosts = {
        p.name: HostDoc(
            base_url=environ.get(f"{p.variable}_BASE_URL", "").strip() or p.base_url,
            dialect=p.dialect,
            key=f"env:{p.variable}_API_KEY",
        )
        for p in found
    }
    offers = {p.name: OfferDoc(host=p.name, model="*", host_model_id="*") for p in found}
    routes = {
        pattern: RouteDoc(arms=(ArmDoc(offer=p.name),))
        for p in found
        for pattern in (f"{p.name}/*", *p.names, *(("*",) if len(found) == 1 else ()))
    }
    return Document(hosts=hosts, offers=offers, routes=routes)
