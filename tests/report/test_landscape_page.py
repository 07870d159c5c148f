"""The landscape page stands alone: its charts draw in a real browser without a network, and tables say the same."""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deadheat.evidence.landscape import survey
from deadheat.facts.landscape import Landscape
from deadheat.report.landscape_charts import landscape_charts
from deadheat.report.landscape_page import landscape_page

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def found() -> Landscape:
    return survey(datetime(2026, 11, 23, 12, tzinfo=UTC), draws=20)


@pytest.fixture(scope="module")
def page(found: Landscape) -> str:
    return landscape_page(found, command="deadheat landscape -o landscape.html")


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    own = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"""src=|href=(?!"#)|url\(|@import""", own)
    assert "default-src 'none'" in own


def test_every_chart_is_followed_by_a_table_and_every_section_by_its_source(found: Landscape, page: str) -> None:
    assert page.count("application/vnd.vegalite+json") >= len(landscape_charts(found))
    assert page.count("<table") >= 6
    for source in (found.index.source, found.gap.source, found.boards[0].source, found.share.source):
        assert source.split("(")[0].strip()[:40] in page


def test_each_chart_has_a_table_with_as_many_rows_as_it_has_marks(found: Landscape, page: str) -> None:
    rows = [table.count("<tr>") - 1 for table in re.findall(r"<table.*?</table>", page, flags=re.DOTALL)]
    assert len(found.frontier.models) in rows
    assert len(found.gap.records) in rows
    assert {len(history.days) for history in found.histories} <= set(rows)
    assert len(found.releases.periods) in rows


def test_every_answer_leads_to_its_section(found: Landscape, page: str) -> None:
    for answer in found.answers:
        assert f'href="#{answer.topic}"' in page
        assert f'<h2 id="{answer.topic}">' in page


def test_published_figures_stand_beside_ours_with_what_they_do_not_say(found: Landscape, page: str) -> None:
    for claim in found.claims.claims:
        assert claim.figure in page
    assert "agent" in page


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (Debian package chromium)")
def test_charts_draw_in_a_real_browser_under_the_policy(page: str, found: Landscape, tmp_path: Path) -> None:
    path = tmp_path / "landscape.html"
    path.write_text(page)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    command = [str(CHROMIUM), *flags, f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=10000"]
    done = subprocess.run(
        [*command, "--enable-logging=stderr", "--dump-dom", f"file://{path}"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    drawn = re.sub(r"<script.*?</script>", "", done.stdout, flags=re.DOTALL)
    assert drawn.count("<svg") == len(landscape_charts(found))
    assert "Kimi K3" in drawn
    assert "CONSOLE" not in done.stderr, done.stderr
