"""Templates escape what they show and refuse names that nobody defined."""

import pytest
from jinja2 import UndefinedError

from deadheat.report.pages import page_environment


def test_values_are_escaped() -> None:
    assert page_environment().from_string("{{ name }}").render(name="<b>") == "&lt;b&gt;"


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        page_environment().from_string("{{ nmae }}").render(name="x")
