"""Names of OpenTelemetry's conventions for generative AI, the current ones and the previous ones.

All of them are marked "Development" by the conventions: they may change, and they change here only.
Current: open-telemetry/semantic-conventions-genai, docs/gen-ai/client-inference.md at 024a4f9 (2026).
Previous: open-telemetry/semantic-conventions v1.36.0 for the provider, v1.41.0 for tokens written to a cache.
"""

from typing import Literal

Names = Literal["current", "previous", "both"]

OPERATION = "gen_ai.operation.name"
PROVIDER = "gen_ai.provider.name"
REQUEST_MODEL = "gen_ai.request.model"
REQUEST_STREAM = "gen_ai.request.stream"
RESPONSE_ID = "gen_ai.response.id"
FIRST_CHUNK_S = "gen_ai.response.time_to_first_chunk"
INPUT_TOKENS = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
CACHE_READ_TOKENS = "gen_ai.usage.cache_read.input_tokens"
CACHE_WRITE_TOKENS = "gen_ai.usage.cache_write.input_tokens"
REASONING_TOKENS = "gen_ai.usage.reasoning.output_tokens"
SERVER_ADDRESS = "server.address"
SERVER_PORT = "server.port"
ERROR_TYPE = "error.type"
HTTP_STATUS = "http.response.status_code"

PREVIOUS = {PROVIDER: "gen_ai.system", CACHE_WRITE_TOKENS: "gen_ai.usage.cache_creation.input_tokens"}

OPERATIONS = {"openai_embeddings": "embeddings"}
CHAT = "chat"

# Values of the provider that the conventions list, by the end of the host's address.
PROVIDERS = {
    "api.openai.com": "openai",
    "api.anthropic.com": "anthropic",
    "api.deepseek.com": "deepseek",
    "api.mistral.ai": "mistral_ai",
    "api.groq.com": "groq",
    "api.x.ai": "x_ai",
    "api.perplexity.ai": "perplexity",
    "api.cohere.com": "cohere",
    "openai.azure.com": "azure.ai.openai",
    "generativelanguage.googleapis.com": "gcp.gemini",
}


def spelled(name: str, names: Names) -> tuple[str, ...]:
    """The attributes that carry what `name` means, in the spelling asked for."""
    before = PREVIOUS.get(name)
    if before is None or names == "current":
        return (name,)
    return (before,) if names == "previous" else (name, before)
