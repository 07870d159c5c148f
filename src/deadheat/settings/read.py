"""A table of plain values -> a Struct, with every problem at once instead of the first."""

import types
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from deadheat.errors import did_you_mean, nearest

S = TypeVar("S", bound=Struct)
MOST_AMOUNT = 1_000_000


class EnvText(str):
    """A value from the environment: text that may stand for a number or a boolean."""

    __slots__ = ()


class Problem(Struct, frozen=True, kw_only=True):
    """One key that cannot be used: its path, what is wrong, and what to do."""

    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.path} {self.message}" + (f" {self.hint}" if self.hint else "")


class _Unusable:
    """Stands for a value that has already been reported."""


_UNUSABLE = _Unusable()


def read_struct(kind: type[S], values: dict[str, Any]) -> tuple[S | None, list[Problem]]:
    """`values` as a `kind`, or None and every reason why not, each with the path of its key."""
    problems: list[Problem] = []
    built = _struct(kind, values, "", problems)
    return (built, problems) if isinstance(built, kind) else (None, problems)


def _value(hint: Any, value: Any, path: str, problems: list[Problem]) -> Any:
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    origin = get_origin(bare)
    if origin in (Union, types.UnionType):
        inner = [arg for arg in get_args(bare) if arg is not type(None)]
        return _value(inner[0], value, path, problems)
    if isinstance(bare, type) and issubclass(bare, Struct):
        return _struct(bare, value, path, problems)
    if origin is dict and get_args(bare)[1] is not Any:
        return _table(get_args(bare)[1], value, path, problems)
    if origin is tuple:
        return _array(get_args(bare)[0], value, path, problems)
    return _leaf(hint, bare, value, path, problems)


def _struct(kind: type[Struct], value: Any, path: str, problems: list[Problem]) -> Any:
    if not isinstance(value, dict):
        problems.append(Problem(path=path, message=f"is {_kind_of(value)}.", hint="Expected a table."))
        return _UNUSABLE
    hints = get_type_hints(kind, include_extras=True)
    before = len(problems)
    built = {}
    for key, item in value.items():
        here = join(path, key)
        if key not in hints:
            problems.append(Problem(path=here, message="is unknown.", hint=_known(key, tuple(hints))))
        else:
            built[key] = _value(hints[key], item, here, problems)
    missing = [f.name for f in msgspec.structs.fields(kind) if f.required and f.name not in value]
    wrong = [key for key in value if key not in hints]
    problems += [
        Problem(path=join(path, name), message="is missing.", hint=f"Expected {_wanted(hints[name])}.")
        for name in missing
        if not any(name in nearest(key, tuple(hints), most=1) for key in wrong)
    ]
    return kind(**built) if len(problems) == before and not missing else _UNUSABLE


def _table(item: Any, value: Any, path: str, problems: list[Problem]) -> Any:
    if not isinstance(value, dict):
        problems.append(Problem(path=path, message=f"is {_kind_of(value)}.", hint="Expected a table."))
        return _UNUSABLE
    return {key: _value(item, inner, join(path, key), problems) for key, inner in value.items()}


def _array(item: Any, value: Any, path: str, problems: list[Problem]) -> Any:
    if not isinstance(value, list):
        problems.append(Problem(path=path, message=f"is {_kind_of(value)}.", hint="Expected an array."))
        return _UNUSABLE
    return tuple(_value(item, inner, f"{path}[{i}]", problems) for i, inner in enumerate(value))


def _leaf(hint: Any, bare: Any, value: Any, path: str, problems: list[Problem]) -> Any:
    if get_origin(bare) is Literal and value not in get_args(bare):
        known = tuple(str(choice) for choice in get_args(bare))
        shown = f"is {value!r}." if isinstance(value, str) else f"is {_kind_of(value)}."
        problems.append(
            Problem(path=path, message=shown, hint=f"Expected {_wanted(hint)}. {_close(value, known)}".rstrip())
        )
        return _UNUSABLE
    try:
        if bare is float:
            number = float(value) if isinstance(value, Decimal | EnvText) else value
            return msgspec.convert(float(number) if type(number) is int else number, hint)
        if bare is Decimal:
            return _amount(value)
        plain = str(value) if isinstance(value, EnvText) else value
        return msgspec.convert(plain, hint, strict=not isinstance(value, EnvText))
    except ValueError:  # msgspec.ValidationError is one; its text may quote a secret, so it is not repeated
        secret = "env:" in repr(hint)
        shown = "is not a reference." if secret else f"is {_shown(value)}."
        problems.append(Problem(path=path, message=shown, hint=f"Expected {_wanted(hint)}."))
        return _UNUSABLE


def _amount(value: Any) -> Decimal:
    number = isinstance(value, int | Decimal | EnvText) and not isinstance(value, bool)
    try:
        amount = Decimal(value) if number else Decimal("NaN")
    except ArithmeticError as error:
        raise ValueError from error
    if not 0 <= (amount if amount.is_finite() else -1) <= MOST_AMOUNT:
        raise ValueError
    return amount


def _known(key: str, known: tuple[str, ...]) -> str:
    if key.replace("-", "_") in ("api_key", "token", "secret", "password") and "key" in known:
        return 'Secrets are references: key = "env:NAME" or key = "file:PATH".'
    return did_you_mean(key, known)


def _close(value: Any, known: tuple[str, ...]) -> str:
    close = nearest(value, known, most=1) if isinstance(value, str) else []
    return f"Did you mean {close[0]!r}?" if close else ""


def join(path: str, key: str) -> str:
    """The path of `key` under `path`, quoted as TOML would need it."""
    part = key if key.replace("_", "").replace("-", "").isalnum() else f'"{key}"'
    return f"{path}.{part}" if path else part


_KINDS: dict[type, str] = {dict: "a table", list: "an array", bool: "a boolean", str: "text"}


def _kind_of(value: Any) -> str:
    return _KINDS.get(type(value), repr(str(value)))


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return repr(str(value))
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return str(value) if number else _kind_of(value)


def _wanted(hint: Any) -> str:
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(bare) in (Union, types.UnionType):
        return _wanted(next(arg for arg in get_args(bare) if arg is not type(None)))
    if get_origin(bare) is Literal:
        return "one of " + ", ".join(repr(choice) for choice in get_args(bare))
    if "env:" in repr(hint):
        return "'env:NAME' or 'file:PATH'"
    if (isinstance(bare, type) and issubclass(bare, Struct)) or get_origin(bare) is dict:
        return "a table"
    if get_origin(bare) is tuple:
        return "an array"
    words = {
        str: "text",
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        Decimal: f"a number from 0 to {MOST_AMOUNT}",
    }
    meta = next((m for m in get_args(hint)[1:] if isinstance(m, msgspec.Meta)), None) if bare is not hint else None
    bounds = (
        ""
        if meta is None
        else "".join(
            f" {word} {limit}"
            for word, limit in (("of at least", meta.ge), ("of more than", meta.gt), ("and at most", meta.le))
            if limit is not None
        )
    )
    return words.get(bare, "another value") + bounds
