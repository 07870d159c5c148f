"""Each definition gives its own figure, and says which it is."""

from dataclasses import replace
from datetime import date

import pytest

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.hub_listing import HubRepo
from deadheat.evidence.origins import regions_of_orgs
from deadheat.evidence.share import ShareQuestion, share_of_hub, share_of_releases, share_of_use
from deadheat.evidence.usage_rows import UsageRow
from deadheat.facts.share import Share

REGIONS = {"qwen": "china", "meta": "us", "me": "eu"}
REPOS = (
    HubRepo(id="Qwen/base", created=date(2025, 1, 1), downloads=100, downloads30=9),
    HubRepo(id="meta/base", created=date(2025, 1, 1), downloads=50, downloads30=8),
    HubRepo(
        id="me/tuned", created=date(2025, 9, 1), downloads=6, downloads30=1, relation="finetune", parents=("Qwen/base",)
    ),
    HubRepo(
        id="x/again", created=date(2025, 9, 9), downloads=4, downloads30=1, relation="adapter", parents=("me/tuned",)
    ),
    HubRepo(
        id="y/mix",
        created=date(2025, 10, 1),
        downloads=2,
        downloads30=1,
        relation="merge",
        parents=("me/tuned", "meta/base"),
    ),
    HubRepo(
        id="z/gguf", created=date(2025, 9, 5), downloads=90, downloads30=9, relation="quantized", parents=("meta/base",)
    ),
)


def ask(**options: object) -> Share:
    return share_of_hub(REPOS, replace(ShareQuestion(), **options), regions=REGIONS, source="test")  # type: ignore[arg-type]


def shares(result: Share) -> dict[str, float]:
    return {row.origin: row.share for row in result.origins}


def test_publisher_immediate_and_root_differ() -> None:
    assert shares(ask(derivatives_only=True)) == pytest.approx({"eu": 1 / 3})
    assert shares(ask(origin="immediate")) == pytest.approx({"china": 1 / 3, "eu": 1.5 / 3, "us": 0.5 / 3})
    assert shares(ask(origin="root")) == pytest.approx({"china": 2.5 / 3, "us": 0.5 / 3})


def test_flow_counts_what_came_and_stock_what_is_there() -> None:
    september = {"window": "flow", "since": date(2025, 9, 1), "until": date(2025, 9, 30)}
    assert ask(origin="root", **september).n == 2
    assert ask(origin="root", until=date(2025, 9, 5)).n == 1
    assert ask(window="flow").n == ask().n == 6


def test_quantised_copies_count_only_when_asked_for() -> None:
    assert ask(origin="root").n == 3
    assert ask(origin="root", relations=("quantized",)).n == 1


def test_the_measure_weighs() -> None:
    assert shares(ask(measure="downloads"))["china"] == pytest.approx(100 / 252)
    assert ask(measure="downloads30").total == 29


def test_unknown_is_shown_and_bounds_every_share() -> None:
    result = ask()
    assert result.unknown == pytest.approx(3 / 6)
    assert all(row.upper == pytest.approx(row.share + result.unknown) for row in result.origins)
    assert result.hhi_lower < result.hhi_upper


def test_organisations_need_no_region() -> None:
    assert ask(by="org").unknown == 0


def test_months_add_up_for_a_stock() -> None:
    stock = ask(every="month")
    assert [p.start for p in stock.periods] == ["2025-01-01", "2025-09-01", "2025-10-01"]
    assert [p.total for p in stock.periods] == [2, 5, 6]
    assert [p.total for p in ask(window="flow", every="month").periods] == [2, 3, 1]


def test_releases_of_the_catalogue_are_a_flow_by_quarter() -> None:
    asked = ShareQuestion(window="flow", every="quarter", since=date(2025, 1, 1), until=date(2025, 12, 31))
    found = share_of_releases(asked)
    assert [period.start for period in found.periods] == ["2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01"]
    assert sum(period.total for period in found.periods) == found.n == found.total
    assert sum(origin.share for origin in found.origins) + found.unknown == pytest.approx(1)
    assert "open-weight models released from 2025-01-01 to 2025-12-31" in found.definition
    assert "without a known day of release are left out" in found.notes[0]
    by_lab = share_of_releases(replace(asked, by="org"))
    assert "alibaba" in {origin.origin for origin in by_lab.origins}
    assert by_lab.n == found.n


def test_a_region_of_ones_own_counts_for_releases() -> None:
    asked = ShareQuestion(window="flow")
    moved = share_of_releases(asked, regions=regions_of_orgs() | {"alibaba": "elsewhere"})
    assert "elsewhere" in {origin.origin for origin in moved.origins}


@pytest.mark.parametrize("bad", [{"measure": "downloads"}, {"origin": "root"}, {"by": "access"}, {"window": "stock"}])
def test_releases_have_no_parents_and_no_downloads(bad: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="knows days of release"):
        share_of_releases(replace(ShareQuestion(window="flow"), **bad))  # type: ignore[arg-type]


def test_the_definition_is_part_of_the_result() -> None:
    text = ask(origin="root", window="flow", since=date(2025, 9, 1)).definition
    for words in (
        "flow",
        "from 2025-09-01",
        "finetune, adapter, merge",
        "start of its lineage",
        "number of repositories",
    ):
        assert words in text


def test_what_a_listing_cannot_tell_is_refused() -> None:
    with pytest.raises(ConfigError, match="tokens"):
        ask(measure="tokens")
    with pytest.raises(ConfigError, match="open weights only"):
        ask(by="access")
    bare = (HubRepo(id="a/b"),)
    with pytest.raises(DataError, match="no day of creation"):
        share_of_hub(bare, ShareQuestion(window="flow"), regions={}, source="t")
    with pytest.raises(DataError, match="downloadsAllTime"):
        share_of_hub(bare, ShareQuestion(measure="downloads"), regions={}, source="t")
    with pytest.raises(DataError, match="nothing to share"):
        share_of_hub(bare, ShareQuestion(origin="root"), regions={}, source="t")
    with pytest.raises(DataError, match="no day"):
        share_of_hub(bare, ShareQuestion(every="month"), regions={}, source="t")


@pytest.mark.parametrize(
    "bad",
    [
        {"window": "later"},
        {"origin": "grandparent"},
        {"measure": "stars"},
        {"by": "city"},
        {"every": "year"},
        {"relations": ("copy",)},
        {"since": date(2025, 1, 1)},
        {"window": "flow", "since": date(2025, 2, 1), "until": date(2025, 1, 1)},
    ],
)
def test_wrong_questions_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        ShareQuestion(**bad)  # type: ignore[arg-type]


USE = (
    UsageRow(day=date(2026, 5, 11), model="openai/gpt-4o-2024-05-13", weight=60.0),
    UsageRow(day=date(2026, 5, 11), model="moonshotai/kimi-k2.6", weight=30.0),
    UsageRow(day=date(2026, 5, 19), model="stealth/ox", weight=5.0),
    UsageRow(day=date(2026, 5, 19), model=None, weight=5.0),
)


def test_use_is_shared_by_lab_region_and_by_access() -> None:
    question = ShareQuestion(window="flow", measure="tokens")
    by_region = share_of_use(USE, question, source="t")
    assert shares(by_region) == pytest.approx({"us": 0.6, "china": 0.3})
    assert by_region.unknown == pytest.approx(0.1)
    assert by_region.unresolved == ("stealth/ox",)
    assert any("30.0 %" in note for note in by_region.notes)
    assert shares(share_of_use(USE, replace(question, by="access"), source="t")) == pytest.approx(
        {"closed": 0.6, "open": 0.3}
    )
    weeks = share_of_use(USE, replace(question, every="week"), source="t").periods
    assert [w.start for w in weeks] == ["2026-05-11", "2026-05-18"]
    assert weeks[1].unknown == 1.0
    one = share_of_use(USE, replace(question, until=date(2026, 5, 12)), source="t")
    assert one.n == 2


def test_region_and_access_together_need_both_facts() -> None:
    rows = (
        UsageRow(day=None, model="deepseek/deepseek-v3.2", weight=3),
        UsageRow(day=None, model="qwen3-max", weight=2),
        UsageRow(day=None, model="anthropic/claude-sonnet-4.5", weight=4),
        UsageRow(day=None, model=None, weight=1),
    )
    found = share_of_use(rows, ShareQuestion(window="flow", measure="tokens", by="region-access"), source="t")
    assert {o.origin: o.share for o in found.origins} == {"us closed": 0.4, "china open": 0.3, "china closed": 0.2}
    assert found.unknown == pytest.approx(0.1)
    with pytest.raises(ConfigError, match="open weights only"):
        share_of_hub(REPOS, ShareQuestion(by="region-access"), regions=REGIONS, source="t")


def test_what_use_cannot_tell_is_refused() -> None:
    with pytest.raises(ConfigError, match="repos"):
        share_of_use(USE, ShareQuestion(window="flow"), source="t")
    with pytest.raises(ConfigError, match="publisher"):
        share_of_use(USE, ShareQuestion(window="flow", measure="tokens", origin="root"), source="t")
    undated = (UsageRow(day=None, model=None, weight=1.0),)
    with pytest.raises(DataError, match="no day"):
        share_of_use(undated, ShareQuestion(window="flow", measure="tokens", every="week"), source="t")
    with pytest.raises(DataError, match="nothing to share"):
        share_of_use((), ShareQuestion(window="flow", measure="tokens"), source="t")
