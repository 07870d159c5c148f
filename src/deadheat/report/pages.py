"""The house's templates: escaped by default, and a name that nobody defined is an error."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def _loader() -> PackageLoader:
    return PackageLoader("deadheat.report")


def page_environment() -> Environment:
    """A fresh environment, to which a page adds its filters."""
    return Environment(
        loader=_loader(), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
