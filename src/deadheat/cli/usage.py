"""A usage in tokens, as options of `deadheat models price`."""

from dataclasses import dataclass
from typing import Annotated, Literal

from cyclopts import Parameter

from deadheat.cli.amounts import count
from deadheat.errors import ConfigError, DataError
from deadheat.facts.price import Usage


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class UsageOptions:
    """How many tokens; counts may be written as 1500, 60k, 2.5M or 60G."""

    input_: Annotated[str, Parameter(name=["--input", "-i"])]
    """Prompt tokens, cached ones included."""
    output: Annotated[str, Parameter(name=["--output", "-o"])]
    """Output tokens, reasoning included."""
    cached: str = "0"
    """Prompt tokens that were read from a cache."""
    written: str = "0"
    """Prompt tokens that were written to a cache."""
    written_1h: Annotated[str, Parameter(name="--written-1h")] = "0"
    """Prompt tokens that were written to a cache that lives an hour."""
    written_12h: Annotated[str, Parameter(name="--written-12h")] = "0"
    """Prompt tokens that were written to a cache that lives twelve hours."""
    reasoning: str = "0"
    """Output tokens of reasoning, for hosts that price them apart."""
    requests: str = "1"
    """Over how many requests the tokens are spread; a context tier looks at the prompt of one."""
    tier: Literal["standard", "batch", "flex", "priority"] = "standard"
    """The service tier."""

    def usage(self) -> Usage:
        """The counts, checked. Raises: ConfigError that names the count."""
        try:
            return Usage(
                input_tokens=count(self.input_, "--input"),
                output_tokens=count(self.output, "--output"),
                cache_read_tokens=count(self.cached, "--cached"),
                cache_write_tokens=count(self.written, "--written"),
                cache_write_1h_tokens=count(self.written_1h, "--written-1h"),
                cache_write_12h_tokens=count(self.written_12h, "--written-12h"),
                reasoning_tokens=count(self.reasoning, "--reasoning"),
                requests=count(self.requests, "--requests"),
                service_tier=self.tier,
            )
        except DataError as error:
            hint = error.hint.replace("input_tokens", "--input").replace("output_tokens", "--output")
            raise ConfigError(error.message, hint=hint) from error
