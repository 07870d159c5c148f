"""Which models lead and which follow: open against closed weights, or the labs of one country against another's."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from deadheat.errors import ConfigError, DataError, did_you_mean
from deadheat.evidence.fitted_index import FittedIndex
from deadheat.facts.country import country_code
from deadheat.facts.gap import Grouping
from deadheat.stats.inputs import BoolArray, IntArray

OPEN, CLOSED = "Open weights", "Closed weights"
# As the bundled table names the countries of its labs.
_COUNTRIES = {
    "AE": "United Arab Emirates",
    "CN": "China",
    "FR": "France",
    "GB": "United Kingdom of Great Britain and Northern Ireland",
    "US": "United States of America",
}
LLAMA_2 = date(2023, 7, 18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Members of both groups among the models of an index; a model without a day belongs to neither."""

    by: Grouping
    leader: str
    follower: str
    leaders: BoolArray
    followers: BoolArray
    day: IntArray


def choose_groups(
    fitted: FittedIndex, *, by: Grouping = "access", leader: str | None = None, follower: str | None = None
) -> Groups:
    """The two groups; by country, without names, the two with most models, the one with the best model leading.

    Raises: DataError with near names for a group that has no dated model; ConfigError for two equal groups.
    """
    if by not in ("access", "country"):
        raise ConfigError(f"by is {by!r}. Expected 'access' or 'country'.")
    cards = [fitted.card(i) for i in range(len(fitted.sheet.models))]
    labels = [(c.access if by == "access" else c.country) if c.released else None for c in cards]
    leader, follower = _names(fitted, labels, by, leader, follower)
    if leader == follower:
        raise ConfigError(f"leader and follower are both {leader!r}. Expected two groups.")
    members = [np.array([label == name for label in labels]) for name in (leader, follower)]
    return Groups(
        by=by,
        leader=leader,
        follower=follower,
        leaders=members[0],
        followers=members[1],
        day=np.array([c.released.toordinal() if c.released else 0 for c in cards], dtype=np.int64),
    )


def _spelled(name: str, known: Iterable[str]) -> str:
    """The group that `name` means: in any case, `open` for open weights, `us` for a country; else `name` itself."""
    folded = {label.lower(): label for label in known}
    low = name.strip().lower()
    words = (low, f"{low} weights", _COUNTRIES.get(country_code(low) or "", "").lower())
    return next((folded[word] for word in words if word in folded), name)


def _names(
    fitted: FittedIndex, labels: list[str | None], by: Grouping, leader: str | None, follower: str | None
) -> tuple[str, str]:
    count = Counter(label for label in labels if label is not None)
    leader, follower = (None if name is None else _spelled(name, count) for name in (leader, follower))
    for name in (leader, follower):
        if name is not None and name not in count:
            near = did_you_mean(name, list(count)) or "The models need `released` and a group: see --models."
            raise DataError(f"no dated model with {by} {name!r}.", where=fitted.sheet.source, hint=near)
    if by == "access":
        leader, follower = leader or CLOSED, follower or OPEN
    best = {name: max(v for v, g in zip(fitted.scaled.index, labels, strict=True) if g == name) for name in count}
    rest = [name for name, _ in count.most_common() if name not in (leader, follower)]
    if not leader and not follower:
        pair = sorted(rest[:2], key=lambda name: -best[name])
    else:
        pair = [leader or next(iter(rest), ""), follower or next(iter(rest), "")]
    missing = [name for name in pair if name not in count]
    if len(pair) < 2 or missing:
        raise DataError(
            f"there are no two groups by {by}: {', '.join(count) or 'no model has one'}.",
            where=fitted.sheet.source,
            hint="Name a table of models with `released` and `access` or `country` by --models.",
        )
    return pair[0], pair[1]
