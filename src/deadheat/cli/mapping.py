"""`--map column=field`: other names for the columns of a file."""

from collections.abc import Sequence

from deadheat.errors import ConfigError, did_you_mean


def parse_map(pairs: Sequence[str], fields: tuple[str, ...]) -> dict[str, str]:
    """The column by field name, from `column=field` pairs; `field=column` is understood where only it can be meant.

    Raises: ConfigError naming the pair that has no `=`, names no field, or names a field twice.
    """
    columns: dict[str, str] = {}
    for pair in pairs:
        left, separator, right = (part.strip() for part in pair.partition("="))
        if not (left and separator and right):
            raise ConfigError(f"--map {pair!r} has not the form COLUMN=FIELD.", hint=f"Fields: {', '.join(fields)}.")
        column, field = (right, left) if right not in fields and left in fields else (left, right)
        if field not in fields:
            raise ConfigError(f"--map {pair!r}: {field!r} is not a field.", hint=did_you_mean(field, fields))
        if field in columns:
            raise ConfigError(f"--map names the field {field!r} twice: {columns[field]!r} and {column!r}.")
        columns[field] = column
    return columns
