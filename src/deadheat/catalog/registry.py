"""Which models exist, and every key they go by, from the most trusted list of names to the least.

Curated aliases come first, then the labs' own records, hub repositories, the ids on the labs' own hosts, and ids that
other hosts put under a lab's namespace. A later list never renames what an earlier one knows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from deadheat.catalog.names import OPTIONAL, PRECISION, SERVING, is_date, key_of, namespace, plain, readings, words
from deadheat.facts.model import Lab

# Words of fine-tunes by third parties: such a name is never taken for a model of the lab whose family it starts with.
_THIRD_PARTY = frozenset({"derestricted", "uncensored", "abliterated", "heretic", "unshackled", "distilled", "eva"})
_SIZE = re.compile(r"^(?:a?\d+b|\d+[te])$")


class Sources(Struct, frozen=True, kw_only=True):
    """The lists of names a registry is built from, most trusted first; `listed` holds (host, id on that host)."""

    aliases: Mapping[str, Iterable[str]]
    records: Iterable[str]
    hub: Iterable[str]
    listed: Iterable[tuple[str, str]]
    labs: Iterable[Lab]


def build_registry(sources: Sources) -> dict[str, tuple[str, ...]]:
    """Every known key with the models it may mean: one, or several where the short form of a name is ambiguous."""
    labs = tuple(sources.labs)
    by_namespace = {name: lab.id for lab in labs for name in lab.namespaces}
    listed = sorted(set(sources.listed))
    known: dict[str, str] = {}
    for model, names in sources.aliases.items():
        for name in (model, *names):
            known[key_of(name)] = model
    for record in sorted(sources.records, key=len):
        known.setdefault(key_of(record), record.lower())
    for model in _hub_models(sources.hub, by_namespace, known):
        known.setdefault(key_of(model), model)
    for model in _first_party(listed, labs, by_namespace, known):
        known.setdefault(key_of(model), model)
    for model in _namespaced(listed, by_namespace, known.keys() | _short_forms(known).keys()):
        known.setdefault(key_of(model), model)
    shorts = _short_forms(known)
    for model in _by_family(listed, labs, known.keys() | shorts.keys()):
        known.setdefault(key_of(model), model)
    return {**shorts, **{key: (model,) for key, model in known.items()}}


def slug(name: str) -> str:
    """The part of a canonical id behind the lab: lower case, words joined by dashes, points kept."""
    return re.sub(r"[^a-z0-9.+]+", "-", re.split(r"[:@]", plain(name))[0]).strip("-.")


def _hub_models(hub: Iterable[str], labs: Mapping[str, str], known: Mapping[str, str]) -> Iterator[str]:
    """Repositories of known labs, but not the copies of one model in another precision."""
    keys = set(known)
    for repository in sorted(hub, key=len):
        lab = labs.get(namespace(repository))
        tokens = words(repository)
        if lab is None or any(
            "".join(tokens[:end]) in keys and PRECISION.issuperset(tokens[end:]) for end in range(1, len(tokens) + 1)
        ):
            continue
        keys.add("".join(tokens))
        yield f"{lab}/{slug(repository)}"


def _first_party(
    listed: Iterable[tuple[str, str]], labs: Iterable[Lab], by_namespace: Mapping[str, str], known: Mapping[str, str]
) -> Iterator[str]:
    """What a lab lists on its own host is a model of its own, unless only a date or an empty word tells it apart."""
    own = {host: lab.id for lab in labs if lab.first_party for host in lab.hosts}
    keys = set(known)
    for host, name in listed:
        lab = own.get(host)
        if lab is None or by_namespace.get(namespace(name), lab) != lab or _family(name, labs) not in (lab, None):
            continue
        if not any(r.key in keys and not r.variant for r in readings(name)):
            keys.add(key_of(name))
            yield f"{lab}/{slug(name)}"


def _namespaced(listed: Iterable[tuple[str, str]], labs: Mapping[str, str], known: Iterable[str]) -> Iterator[str]:
    keys = set(known)
    for _host, name in sorted(listed, key=lambda pair: len(pair[1])):
        lab = labs.get(namespace(name))
        if lab is not None and not any(r.key in keys for r in readings(name)):
            keys.add(key_of(name))
            yield f"{lab}/{slug(name)}"


def _by_family(listed: Iterable[tuple[str, str]], labs: Iterable[Lab], known: Iterable[str]) -> Iterator[str]:
    """Names without a namespace that begin as only one lab's names do."""
    keys = set(known)
    for _host, name in listed:
        if "/" in name or _is_third_party(words(name)) or any(r.key in keys for r in readings(name)):
            continue
        if "latest" not in words(name) and (lab := _family(name, labs)):
            keys.add(key_of(name))
            yield f"{lab}/{slug(name)}"


def _family(name: str, labs: Iterable[Lab]) -> str | None:
    """The lab whose names begin as `name` does; None if no lab's do."""
    low = plain(name)
    return next((lab.id for lab in labs if any(low.startswith(family) for family in lab.families)), None)


def _is_third_party(tokens: list[str]) -> bool:
    """Whether a name looks like somebody's fine-tune: `qwen3.5-27b-queen` has a word of its own behind the size."""
    sized = next((at for at, token in enumerate(tokens) if _SIZE.match(token)), len(tokens))
    own = [
        t
        for t in tokens[sized + 1 :]
        if not (_SIZE.match(t) or t in SERVING or t in OPTIONAL or is_date(t) or t[-1] == "k")
    ]
    return bool(own) or not _THIRD_PARTY.isdisjoint(tokens)


def _short_forms(known: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """`qwen3-coder-480b` for `qwen3-coder-480b-a35b-instruct`: without sizes and empty words at the end."""
    shorts: dict[str, set[str]] = {}
    for model in set(known.values()):
        rest = words(model)
        while len(rest) > 2 and (
            rest[-1] in OPTIONAL or _SIZE.match(rest[-1]) or (len(rest) > 3 and is_date(rest[-1]))
        ):
            rest = rest[:-1]
            shorts.setdefault("".join(rest), set()).add(model)
    return {key: tuple(sorted(models)) for key, models in shorts.items() if key not in known}
