"""`deadheat share`: shares by origin under a named definition, beside the figures that others have published."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.markup import escape

from deadheat.cli.amounts import day
from deadheat.cli.figures import Top, new_table, percent, show
from deadheat.cli.mapping import parse_map
from deadheat.cli.output import print_json
from deadheat.cli.unused import refuse_given, refuse_unused
from deadheat.errors import ConfigError
from deadheat.evidence.claims import read_claims
from deadheat.evidence.hub_listing import read_hub_listing
from deadheat.evidence.origins import read_regions, regions_of_orgs
from deadheat.evidence.share import ShareQuestion, share_of_hub, share_of_releases, share_of_tracked, share_of_use
from deadheat.evidence.usage_rows import read_rankings, read_usage
from deadheat.facts.share import Claims, Every, GroupBy, Measure, Origin, Share, Window

FIELDS = ("day", "model", "tokens", "input_tokens", "output_tokens", "requests", "usd", "cost_usd")


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """One source, or none: the bundled list of tracked models, or for a flow the catalogue's releases."""

    hub: Path | None = None
    """A listing of a model hub: huggingface_hub API models as JSON or JSONL, or a hub-stats Parquet file."""
    rankings: Path | None = None
    """An answer of OpenRouter's /api/v1/datasets/rankings-daily, saved as JSON."""
    usage: Path | None = None
    """Your own table with `model`, `day`, and tokens (or input_tokens, output_tokens), requests, or usd."""
    map_: Annotated[list[str], Parameter(name="--map")] = field(default_factory=list)
    """COLUMN=FIELD where a column of USAGE has another name."""
    regions: Path | None = None
    """A table with `org` and `region` that adds to, or overrules, the bundled one."""

    @property
    def named(self) -> list[Path]:
        """The files that are named."""
        return [file for file in (self.hub, self.rankings, self.usage) if file is not None]

    @property
    def is_use(self) -> bool:
        """Whether the source is use, not a hub."""
        return self.rankings is not None or self.usage is not None


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionOptions:
    """Which share is meant."""

    window: Window | None = None
    """`flow` (what came between two days) or `stock` (what exists on a day)."""
    origin: Origin = "publisher"
    """Whom a derivative counts for: its `publisher`, its `immediate` parents, or the `root` of its lineage."""
    measure: Measure | None = None
    """repos, downloads or downloads30 of a hub; tokens, requests or usd of use."""
    by: GroupBy = "region"
    """region of the lab's head office, or org; of use also access (open or closed weights) or region-access (both)."""
    since: str | None = None
    """First day that counts."""
    until: str | None = None
    """Last day that counts."""
    every: Every | None = None
    """Also show every quarter, month or week."""
    relation: list[str] = field(default_factory=lambda: ["finetune", "adapter", "merge"])
    """Kinds of derivatives that count: finetune, adapter, merge, quantized."""
    derivatives: bool = False
    """Count derivatives only, also for the origin `publisher`."""

    def question(self, *, is_use: bool) -> ShareQuestion:
        """The same as the evidence room takes it, checked; what is left open follows from the source."""
        return ShareQuestion(
            window=self.window or ("flow" if is_use else "stock"),
            origin=self.origin,
            measure=self.measure or ("tokens" if is_use else "repos"),
            by=self.by,
            since=None if self.since is None else day(self.since, "--since"),
            until=None if self.until is None else day(self.until, "--until"),
            relations=tuple(self.relation),
            derivatives_only=self.derivatives,
            every=self.every,
        )


def share(
    *,
    source: SourceOptions = SourceOptions(),
    definition: DefinitionOptions = DefinitionOptions(),
    claims: bool = False,
    top: Top = 15,
    json: bool = False,
) -> None:
    """Compute shares by origin from a hub listing, router rankings or your own use; without a file, of tracked models.

    Parameters
    ----------
    claims
        Show the figures that others have published, with what they do not say.
    top
        How many origins, or published figures, to show; 0 for all. `--json` always holds all.
    json
        Print one JSON document (schema deadheat.share/1 or deadheat.claims/1).
    """
    if len(source.named) > 1 or (source.named and claims):
        raise ConfigError("more than one source is named. Expected one of --hub, --rankings, --usage, --claims.")
    if claims:
        refuse_unused(source, "--claims shows figures as others published them")
        refuse_unused(definition, "--claims shows figures as others published them")
        published = read_claims()
        print_json(published) if json else _show_claims(published, top)
        return
    _refuse_what_the_source_lacks(source, definition)
    question = definition.question(is_use=source.is_use)
    result = _use_share(source, question) if source.is_use else _hub_share(source.hub, question, source.regions)
    print_json(result) if json else _show(result, top)


def _refuse_what_the_source_lacks(source: SourceOptions, definition: DefinitionOptions) -> None:
    if source.usage is None:
        refuse_given("--map", source.map_, "only --usage has columns of other names")
    if source.is_use:
        refuse_given("--derivatives", definition.derivatives, "rows of use are no repositories")
    elif source.hub is None:
        refuse_given("--derivatives", definition.derivatives, "the bundled lists have no parents; --hub has them")
    if not definition.derivatives and definition.origin == "publisher":
        told = "it chooses among derivatives: ask for --derivatives, --origin immediate or --origin root"
        refuse_given("--relation", definition.relation != DefinitionOptions().relation, told)


def _use_share(source: SourceOptions, question: ShareQuestion) -> Share:
    regions = None if source.regions is None else read_regions(source.regions)
    if source.usage is not None:
        rows = read_usage(source.usage, question.measure, columns=parse_map(source.map_, FIELDS))
        return share_of_use(rows, question, source=source.usage.name, regions=regions)
    if question.measure != "tokens":
        raise ConfigError("the rankings hold tokens only.", where="--measure")
    rows, as_of = read_rankings(source.named[0])
    origin = f"OpenRouter (openrouter.ai/rankings), as of {as_of or 'an unknown day'}"
    return share_of_use(rows, question, source=origin, as_of=as_of, regions=regions)


def _hub_share(hub: Path | None, question: ShareQuestion, regions: Path | None) -> Share:
    known = regions_of_orgs(regions)
    if hub is not None:
        return share_of_hub(read_hub_listing(hub), question, regions=known, source=hub.name)
    bundled = share_of_releases if question.window == "flow" else share_of_tracked
    return bundled(question, regions=known)


def _show(result: Share, top: int) -> None:
    table = new_table(f"Shares by {result.by}", result.by, ">weight", ">share", ">at most")
    for row in result.origins[: top or None]:
        table.add_row(escape(row.origin), _weight(row.weight), percent(row.share), percent(row.upper))
    table.add_row("unknown", _weight(result.total * result.unknown), percent(result.unknown), "")
    lines = [
        ("HHI", f"{result.hhi_lower:.3f} to {result.hhi_upper:.3f}, whoever owns the unknown part (1 = one owner)")
    ]
    for period in result.periods:
        leaders = ", ".join(f"{o} {percent(s)}" for o, s in list(period.shares.items())[:4])
        lines.append((period.start, f"{leaders}; unknown {percent(period.unknown)}; of {_weight(period.total)}"))
    lines += [("n", f"{result.n:,}"), ("definition", result.definition), ("method", result.method)]
    if result.unresolved:
        lines.append(("unresolved", ", ".join(result.unresolved)))
    lines += [("note", note) for note in result.notes]
    show(table, *lines, ("source", result.source))


def _weight(weight: float) -> str:
    return f"{weight:,.0f}" if weight >= 100 else f"{weight:.4g}"


def _show_claims(claims: Claims, top: int) -> None:
    table = new_table("Published figures", "figure", "_says", "_definition", "_does not say", "_source")
    table.show_lines = True
    for c in claims.claims[: top or None]:
        source = f"{c.source}, {c.published} [{c.evidence}]"
        table.add_row(*map(escape, (c.figure, c.says, c.definition, c.does_not_say, source)))
    lines = [
        ("note", "figures as published, never computed here; V read in a primary file, R on a page that quotes it")
    ]
    if top and len(claims.claims) > top:
        lines.append(("shown", f"{top} of {len(claims.claims)}; `--top 0` shows all"))
    show(table, *lines)
