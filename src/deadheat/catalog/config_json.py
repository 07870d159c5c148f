"""The numbers of a model's `config.json`, by any of the names that families give them."""

from collections.abc import Mapping

from deadheat.errors import DataError

Config = Mapping[str, object]
# What the config.json of a family leaves out because its class in transformers has it by default.
_GEMMA: Config = {"head_dim": 256, "tie_word_embeddings": True}
_LEFT_OUT: Mapping[str, Config] = {
    "gemma2": _GEMMA,
    "gemma3_text": {
        **_GEMMA,
        "num_attention_heads": 8,
        "num_key_value_heads": 4,
        "vocab_size": 262_208,
        "max_position_embeddings": 131_072,
    },
}


class ConfigJson:
    """Whole numbers, lists and words of a config; its text part counts where it has one."""

    def __init__(self, config: Config, where: str) -> None:
        text = config.get("text_config")
        stated: Config = {**config, **text} if isinstance(text, dict) else config
        self.config: Config = {**_LEFT_OUT.get(str(stated.get("model_type")), {}), **stated}
        self.where = where

    def get(self, *names: str) -> int:
        """The first of `names` that the config states; 0 if none does."""
        for name in names:
            value = self.config.get(name)
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise DataError(f"{name} is {value!r}. Expected a whole number, 0 or more.", where=self.where)
            return value
        return 0

    def need(self, *names: str) -> int:
        """As `get`, but it must be there."""
        if (value := self.get(*names)) == 0:
            raise DataError(
                f"{names[0]} is missing. Expected the config.json of a language model.",
                where=self.where,
                hint="It lies beside the weights on the hub.",
            )
        return value

    def words(self, name: str) -> list[str]:
        """A list of texts; empty if the config has none."""
        value = self.config.get(name)
        return [str(item) for item in value] if isinstance(value, list) else []

    def table(self, name: str) -> "ConfigJson":
        """A table inside the config; an empty one if it has none."""
        value = self.config.get(name)
        return ConfigJson(value if isinstance(value, dict) else {}, f"{self.where}: {name}")

    def says(self, name: str, value: object) -> bool:
        """Whether the config states exactly this."""
        return self.config.get(name) == value

    def text(self, *names: str) -> str:
        """The first text among `names`; empty if there is none."""
        return next((value for name in names if isinstance(value := self.config.get(name), str)), "")

    @property
    def layers(self) -> int:
        """How many layers the decoder has."""
        return self.need("num_hidden_layers", "n_layer", "num_layers")

    @property
    def hidden(self) -> int:
        """The width of the decoder."""
        return self.need("hidden_size", "n_embd")

    @property
    def heads(self) -> int:
        """Attention heads that ask."""
        return self.need("num_attention_heads", "n_head")

    @property
    def kv_heads(self) -> int:
        """Attention heads whose keys and values are kept."""
        return self.get("num_key_value_heads") or self.heads

    @property
    def head_dim(self) -> int:
        """Numbers per head."""
        return self.get("head_dim") or self.hidden // self.heads
