"""Who uses a model, as options of `deadheat licence check`."""

import re
from dataclasses import dataclass
from typing import Literal

from cyclopts import Parameter

from deadheat.cli.amounts import count
from deadheat.errors import ConfigError
from deadheat.facts.licence import Organisation


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Facts about the organisation; what is not given is unknown, never small."""

    role: Literal["internal", "product", "maas", "distiller"] = "product"
    """Internal use, a product for others, model as a service, or a distiller that trains models on outputs."""
    domicile: str | None = None
    """ISO country code of the organisation, such as DE."""
    users: str | None = None
    """Users a month, of all products together, such as 40k."""
    revenue_month: str | None = None
    """Revenue a month in USD, such as 900k."""
    revenue_year: str | None = None
    """Revenue in 12 months in USD, such as 20M."""
    maas_revenue_year: str | None = None
    """Revenue in 12 months from serving models, in USD."""
    distributes: bool = False
    """Weights are passed on to others."""
    images: bool = False
    """Images are used with the model."""
    non_commercial: bool = False
    """The use is not commercial."""

    def organisation(self) -> Organisation:
        """The facts, checked. Raises: ConfigError that names the option."""
        try:
            return Organisation(
                role=self.role,
                domicile=self.domicile,
                users_month=_size(self.users, "--users"),
                revenue_usd_month=_size(self.revenue_month, "--revenue-month"),
                revenue_usd_12m=_size(self.revenue_year, "--revenue-year"),
                maas_revenue_usd_12m=_size(self.maas_revenue_year, "--maas-revenue-year"),
                distributes_weights=self.distributes,
                uses_images=self.images,
                commercial=not self.non_commercial,
            )
        except ValueError as error:
            raise ConfigError(_in_options(str(error))) from error


UNKNOWN = Who()
_OPTIONS = {
    "domicile": "--domicile",
    "maas_revenue_usd_12m": "--maas-revenue-year",
    "revenue_usd_12m": "--revenue-year",
    "revenue_usd_month": "--revenue-month",
}


def _in_options(message: str) -> str:
    """The same words with fields named as the options that fill them."""
    return re.sub("|".join(_OPTIONS), lambda found: _OPTIONS[found[0]], message)


def _size(text: str | None, option: str) -> int | None:
    return None if text is None else count(text, option)
