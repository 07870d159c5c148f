"""`deadheat models list`."""

import json

import pytest

from deadheat.cli.model_list import list_
from deadheat.cli.model_needs import ModelNeeds, OfferNeeds
from deadheat.errors import ConfigError

pytestmark = pytest.mark.slow


def test_json_is_one_document_with_all_models(capsys: pytest.CaptureFixture[str]) -> None:
    list_("kimi", model=ModelNeeds(weights="open"), top=1, json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "deadheat.models/1"
    assert len(document["models"]) > 1


def test_a_table_says_what_is_not_shown_and_what_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    list_(model=ModelNeeds(weights="open"), offer=OfferNeeds(region="EU"), top=2)
    out = capsys.readouterr().out
    for words in ("models", "shown", "unknown", "sources", "USD per million tokens"):
        assert words in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"on": "today"}, "--on"),
        ({"model": ModelNeeds(lab_country="Germany")}, "--lab-country"),
        ({"offer": OfferNeeds(host_country="Germany")}, "--host-country"),
        ({"offer": OfferNeeds(region="Mars")}, "--region"),
        ({"offer": OfferNeeds(modality="smell")}, "--modality.*'image'"),
    ],
)
def test_wrong_options_are_named(options: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        list_(**options)  # type: ignore[arg-type]  # the parametrisation names options
