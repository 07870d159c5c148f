"""What one needs of a model and of an offer."""

import subprocess
import sys

import pytest

from deadheat.catalog.book import open_catalogue
from deadheat.cli.model_needs import ANY_MODEL, ANY_OFFER, ModelNeeds, OfferNeeds, model_filter
from deadheat.errors import ConfigError

pytestmark = pytest.mark.slow


def test_every_option_reaches_the_filter() -> None:
    model = ModelNeeds(weights="open", licence="MIT", may=("par83",), lab="zhipuai", lab_country="CN")
    offer = OfferNeeds(
        host="deepinfra",
        host_country="US",
        region="US",
        max_input="0.5",
        max_output="2",
        min_context="128k",
        tools=True,
        reasoning=True,
        modality="image",
        alive_days=30,
    )
    wanted = model_filter(open_catalogue(), "glm", "2026-11-23", model, offer)
    blank = model_filter(open_catalogue(), "", "2026-11-22", ANY_MODEL, ANY_OFFER)
    same = [name for name in wanted.__struct_fields__ if getattr(wanted, name) == getattr(blank, name)]
    assert same == []


@pytest.mark.parametrize(
    ("model", "offer", "said"),
    [
        (ModelNeeds(lab="moonshot-ai"), ANY_OFFER, "--lab.*moonshot"),
        (ModelNeeds(licence="beerware"), ANY_OFFER, "--licence"),
        (ANY_MODEL, OfferNeeds(host="deep-infra"), "--host.*deepinfra"),
        (ANY_MODEL, OfferNeeds(max_input="cheap"), "--max-input"),
        (ANY_MODEL, OfferNeeds(max_output="-1"), "--max-output"),
        (ANY_MODEL, OfferNeeds(min_context="long"), "--min-context"),
        (ANY_MODEL, OfferNeeds(alive_days=-5), "--alive-days"),
    ],
)
def test_a_need_that_is_none_is_named(model: ModelNeeds, offer: OfferNeeds, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        model_filter(open_catalogue(), "", None, model, offer)


def test_the_options_are_those_of_the_command_line() -> None:
    words = "models list --weights open --may par83 --may commercial --lab-country FR --max-input 0.5 --tools --top 1"
    command = [sys.executable, "-c", "from deadheat.cli.app import main; main()", *words.split()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "models" in done.stdout


def test_a_lab_goes_by_any_of_its_names() -> None:
    assert model_filter(open_catalogue(), "", None, ModelNeeds(lab="Qwen"), ANY_OFFER).lab == "alibaba"
