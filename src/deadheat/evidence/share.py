"""Shares by origin as code: every definition is an option, and the result says which one it used."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from deadheat.catalog.curated import labs
from deadheat.errors import ConfigError, DataError
from deadheat.evidence.hub_listing import RELATIONS, HubRepo, roots_of
from deadheat.evidence.origins import (
    dated_releases,
    origins_of_models,
    regions_of_orgs,
    tracked_repositories,
)
from deadheat.evidence.usage_rows import UsageRow
from deadheat.facts.share import Every, GroupBy, Measure, Origin, OriginShare, Share, SharePeriod, Window
from deadheat.stats.concentration import concentrate

UNKNOWN = "unknown"
TRACKED_SOURCE = "ATOM project, tracked models of 2026-08-17 (Apache-2.0), bundled: a curated list, not the whole hub"
RELEASES_AS_OF = "2026-07-01"
_WHAT = {
    "repos": "number of repositories",
    "downloads": "all-time downloads (every counted request for a file, no unique users)",
    "downloads30": "downloads of the last 30 days before the listing (a rolling window: never add two of them)",
    "tokens": "tokens of prompts and answers, each counted by its model's own tokenizer",
    "requests": "number of requests",
    "usd": "USD paid",
}
_FROM = {
    "publisher": "the organisation that publishes the repository",
    "immediate": "the organisations of its direct parents, in equal parts",
    "root": "the organisations at the start of its lineage, in equal parts at every step",
}

HUB_MEASURES = ("repos", "downloads", "downloads30")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareQuestion:
    """Which share: of what population (window, relations), attributed to whom (origin, by), weighed how (measure)."""

    window: Window = "stock"
    origin: Origin = "publisher"
    measure: Measure = "repos"
    by: GroupBy = "region"
    since: date | None = None
    until: date | None = None
    relations: tuple[str, ...] = ("finetune", "adapter", "merge")
    derivatives_only: bool = False
    every: Every | None = None

    def __post_init__(self) -> None:
        for name, value, allowed in (
            ("window", self.window, ("flow", "stock")),
            ("origin", self.origin, tuple(_FROM)),
            ("measure", self.measure, tuple(_WHAT)),
            ("by", self.by, ("region", "org", "access", "region-access")),
            ("every", self.every, (None, "quarter", "month", "week")),
        ):
            if value not in allowed:
                raise ConfigError(f"{name} is {value!r}. Expected one of {', '.join(str(a) for a in allowed)}.")
        if wrong := [r for r in self.relations if r not in RELATIONS]:
            raise ConfigError(f"relations holds {wrong[0]!r}. Expected some of {', '.join(RELATIONS)}.")
        if self.window == "stock" and self.since:
            raise ConfigError("a stock has no first day.", hint="Ask for --window flow, or leave --since out.")
        if self.since and self.until and self.until < self.since:
            raise ConfigError(f"until {self.until} is before since {self.since}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A weight with its owner (None: unknown) and its day."""

    owner: str | None
    weight: float
    day: date | None


def share_of_hub(
    repos: Sequence[HubRepo], question: ShareQuestion, *, regions: Mapping[str, str], source: str
) -> Share:
    """Shares among the repositories of a hub listing.

    Raises: DataError if no repository is in the population, or the listing lacks the measure or the days.
    """
    if question.measure not in HUB_MEASURES:
        raise ConfigError(f"a hub listing has no {question.measure!r}. Expected repos, downloads or downloads30.")
    if question.by not in ("region", "org"):
        raise ConfigError("a hub listing holds open weights only. Expected region or org.")
    only_derived = question.derivatives_only or question.origin != "publisher"
    chosen = [r for r in repos if _in_window(r.created, question) and (not only_derived or _is_derivative(r, question))]
    undated = sum(r.created is None for r in repos)
    if question.window == "flow" and undated:
        raise DataError(f"{undated} of {len(repos)} repositories have no day of creation, so that no flow can be told.")
    roots = roots_of(repos) if question.origin == "root" else {}
    pieces = [piece for repo in chosen for piece in _pieces(repo, question, roots, regions)]
    derived = f", derivatives by {', '.join(question.relations)}" if only_derived else ""
    population = f"repositories {_period(question)}{derived}"
    definition = _definition(question, population, _WHAT[question.measure], _FROM[question.origin])
    return _share(pieces, question, definition=definition, n=len(chosen), source=source)


def share_of_tracked(question: ShareQuestion | None = None, *, regions: Mapping[str, str] | None = None) -> Share:
    """Shares among the bundled list of tracked repositories, which has no days, parents or downloads.

    Raises: ConfigError for a definition that needs one of them.
    """
    asked = question or ShareQuestion()
    if asked.window != "stock" or asked.origin != "publisher" or asked.measure != "repos" or asked.until:
        raise ConfigError(
            "the bundled list of tracked models has no days, parents or downloads.",
            hint="Name a listing of the hub by --hub for any other definition.",
        )
    repos = tuple(HubRepo(id=name) for name in tracked_repositories())
    known = regions_of_orgs() if regions is None else regions
    return share_of_hub(repos, asked, regions=known, source=TRACKED_SOURCE)


def share_of_releases(question: ShareQuestion, *, regions: Mapping[str, str] | None = None) -> Share:
    """Shares among the catalogue's open-weight models by their day of release, each model once: always a flow.

    regions: by organisation on the hub or lab, in lower case; None uses the bundled ones.
    Raises: ConfigError for an origin or measure that a release does not have; DataError if none is in the window.
    """
    asked = (question.window, question.origin, question.measure)
    if asked != ("flow", "publisher", "repos") or question.by not in ("region", "org"):
        raise ConfigError(
            "the bundled catalogue knows days of release of open weights, no parents or downloads.",
            hint="Name a listing of the hub by --hub for any other definition.",
        )
    known = regions_of_orgs() if regions is None else regions
    names = {lab.id: [name.lower() for name in (lab.id, *lab.namespaces)] for lab in labs().values()}
    releases, undated = dated_releases()
    pieces = []
    for model, day in releases:
        lab = model.split("/", 1)[0]
        region = next((known[name] for name in names.get(lab, [lab.lower()]) if name in known), None)
        if _in_window(day, question):
            pieces.append(Piece(owner=lab if question.by == "org" else region, weight=1.0, day=day))
    population = f"open-weight models released {_period(question)}"
    return _share(
        pieces,
        question,
        definition=_definition(question, population, "number of models", "the lab of the model"),
        n=len(pieces),
        source=f"the bundled catalogue: releases as models.dev ({RELEASES_AS_OF}), hosts and labs state them",
        as_of=RELEASES_AS_OF,
        notes=(
            f"{undated:,} open-weight models without a known day of release are left out; the latest are incomplete",
        ),
    )


def share_of_use(
    rows: Sequence[UsageRow],
    question: ShareQuestion,
    *,
    source: str,
    as_of: str | None = None,
    regions: Mapping[str, str] | None = None,
) -> Share:
    """Shares among rows of use, by the lab that made the model; always a flow over the days of the rows.

    regions: the user's region by lab, which wins.
    Raises: ConfigError for an origin or measure that use does not have; DataError if no row is left.
    """
    if question.measure in HUB_MEASURES:
        raise ConfigError(f"use is not measured in {question.measure!r}. Expected tokens, requests or usd.")
    if question.origin != "publisher" or question.window != "flow":
        raise ConfigError("use has the origin `publisher` (the lab) and the window `flow` only.")
    if question.every and any(row.day is None for row in rows):
        raise DataError("some rows have no day, so that no periods can be told.", where=source)
    chosen = [row for row in rows if _in_window(row.day, question)]
    origins = origins_of_models(row.model for row in chosen if row.model is not None)
    unresolved: Counter[str] = Counter()
    pieces, disputed = [], 0.0
    for row in chosen:
        found = origins.get(row.model) if row.model is not None else None
        if found and regions and (own := regions.get(found.org or "")):
            found = replace(found, region=None if own == "unknown" else own, disputed=False)
        owner = found.owner(question.by) if found else None
        if row.model is not None and owner is None:
            unresolved[row.model] += int(row.weight)
        disputed += row.weight if found and found.disputed and question.by.startswith("region") else 0.0
        pieces.append(Piece(owner=owner, weight=row.weight, day=row.day))
    total = sum(p.weight for p in pieces)
    notes = []
    if disputed and total:
        notes.append(
            f"sources name different regions for the labs of {100 * disputed / total:.1f} %: the first one counts"
        )
    return _share(
        pieces,
        question,
        definition=_definition(
            question, f"rows of use {_period(question)}", _WHAT[question.measure], "the lab of the model"
        ),
        n=len(chosen),
        source=source,
        as_of=as_of,
        unresolved=tuple(name for name, _ in unresolved.most_common(20)),
        notes=tuple(notes),
    )


def _definition(question: ShareQuestion, population: str, weighed: str, origin: str) -> str:
    return f"{question.window} of {population}; weighed by {weighed}; origin: {origin}, by {question.by}"


def _is_derivative(repo: HubRepo, question: ShareQuestion) -> bool:
    return bool(repo.parents) and (repo.relation or "finetune") in question.relations


def _in_window(day: date | None, question: ShareQuestion) -> bool:
    if question.since and (day is None or day < question.since):
        return False
    return not (question.until and (day is None or day > question.until))


def _period(question: ShareQuestion) -> str:
    if question.window == "stock":
        return f"that existed on {question.until}" if question.until else "in the listing"
    ends = (f"from {question.since}" if question.since else "", f"to {question.until}" if question.until else "")
    return " ".join(end for end in ends if end) or "of all days"


def _pieces(
    repo: HubRepo, question: ShareQuestion, roots: Mapping[str, Mapping[str, float]], regions: Mapping[str, str]
) -> Iterator[Piece]:
    weight = 1 if question.measure == "repos" else getattr(repo, question.measure)
    if weight is None:
        name = {"downloads": "downloadsAllTime", "downloads30": "downloads"}[question.measure]
        raise DataError(f"{repo.id} has no `{name}`. Expected it for every repository.")
    if question.origin == "publisher":
        owners: Mapping[str, float] = {repo.id: 1.0}
    elif question.origin == "immediate":
        owners = {parent: 1.0 / len(repo.parents) for parent in repo.parents}
    else:
        owners = roots[repo.id]
    for name, part in owners.items():
        org = name.split("/", 1)[0] if "/" in name else None
        owner = org if question.by == "org" or org is None else regions.get(org.lower())
        yield Piece(owner=owner, weight=weight * part, day=repo.created)


def _share(
    pieces: Iterable[Piece],
    question: ShareQuestion,
    *,
    definition: str,
    n: int,
    source: str,
    as_of: str | None = None,
    unresolved: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Share:
    listed = list(pieces)
    known, unknown = _summed(listed)
    if not listed or sum(known.values()) + unknown <= 0:
        raise DataError(f"nothing to share: no weight in the {definition}.", where=source)
    found = concentrate(known, unknown=unknown)
    largest = sorted(found.shares.items(), key=lambda item: (-item[1], item[0]))
    return Share(
        window=question.window,
        origin=question.origin,
        measure=question.measure,
        by=question.by,
        since=None if question.since is None else question.since.isoformat(),
        until=None if question.until is None else question.until.isoformat(),
        origins=tuple(
            OriginShare(origin=o, weight=known[o], share=s, lower=s, upper=s + found.unknown) for o, s in largest
        ),
        unknown=found.unknown,
        hhi_lower=found.hhi_lower,
        hhi_upper=found.hhi_upper,
        total=sum(known.values()) + unknown,
        n=n,
        periods=tuple(_periods(listed, question)) if question.every else (),
        definition=definition,
        method="shares of the whole with the unknown part in it; an origin's true share lies between its share and its "
        "share plus the unknown; HHI bounds over all owners the unknown part may have",
        source=source,
        as_of=as_of,
        unresolved=unresolved,
        notes=notes,
    )


def _start(day: date, every: Every | None) -> date:
    """The first day of the quarter, month or week that `day` is in."""
    if every == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1, month=day.month - (day.month - 1) % 3 if every == "quarter" else day.month)


def _summed(pieces: Iterable[Piece]) -> tuple[dict[str, float], float]:
    known: dict[str, float] = defaultdict(float)
    unknown = 0.0
    for piece in pieces:
        if piece.owner is None:
            unknown += piece.weight
        else:
            known[piece.owner] += piece.weight
    return dict(known), unknown


def _periods(pieces: Iterable[Piece], question: ShareQuestion) -> Iterator[SharePeriod]:
    """Per quarter, month or week what came in it; for a stock, what had come by its end."""
    by_start: dict[date, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.day is None:
            raise DataError("some rows have no day, so that no periods can be told.")
        by_start[_start(piece.day, question.every)].append(piece)
    known: dict[str, float] = {}
    unknown = 0.0
    for start in sorted(by_start):
        added, nameless = _summed(by_start[start])
        if question.window == "stock":
            known = {owner: known.get(owner, 0.0) + added.get(owner, 0.0) for owner in known | added}
            unknown += nameless
        else:
            known, unknown = added, nameless
        total = sum(known.values()) + unknown
        shares = {o: w / total for o, w in sorted(known.items(), key=lambda item: -item[1])} if total else {}
        yield SharePeriod(
            start=start.isoformat(), total=total, unknown=unknown / total if total else 0.0, shares=shares
        )
