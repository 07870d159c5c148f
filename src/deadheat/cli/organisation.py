"""Who uses a model, as options of `deadheat licence check`."""

from dataclasses import dataclass
from typing import Literal

from cyclopts import Parameter

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
    users: int | None = None
    """Users a month, of all products together."""
    revenue_month: int | None = None
    """Revenue a month in USD."""
    revenue_year: int | None = None
    """Revenue in 12 months in USD."""
    maas_revenue_year: int | None = None
    """Revenue in 12 months from serving models, in USD."""
    distributes: bool = False
    """Weights are passed on to others."""
    images: bool = False
    """Images are used with the model."""
    non_commercial: bool = False
    """The use is not commercial."""

    def organisation(self) -> Organisation:
        """The facts, checked. Raises: ConfigError that names the option."""
        if self.domicile is not None and not (len(self.domicile) == 2 and self.domicile.isalpha()):
            told = f"{self.domicile!r} is no ISO country code. Expected two letters such as DE."
            raise ConfigError(told, where="--domicile")
        for name in ("users", "revenue_month", "revenue_year", "maas_revenue_year"):
            size: int | None = getattr(self, name)
            if size is not None and size < 0:
                raise ConfigError(f"{size} is below zero. Expected 0 or more.", where=f"--{name.replace('_', '-')}")
        return Organisation(
            role=self.role,
            domicile=self.domicile,
            users_month=self.users,
            revenue_usd_month=self.revenue_month,
            revenue_usd_12m=self.revenue_year,
            maas_revenue_usd_12m=self.maas_revenue_year,
            distributes_weights=self.distributes,
            uses_images=self.images,
            commercial=not self.non_commercial,
        )


UNKNOWN = Who()
