"""The catalogue as one reads it: the newest snapshot, with the user's overlay on top."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from deadheat.catalog import curated, snapshot
from deadheat.catalog.licences import check_licence, check_model, licences
from deadheat.catalog.names import key_of
from deadheat.catalog.overlay import SNAPSHOT, Overlay, lay_over, read_overlay
from deadheat.catalog.refused import RefusedParty, read_refused
from deadheat.catalog.resolver import Resolution, in_registry, resolve
from deadheat.errors import DataError, nearest
from deadheat.facts.host import Host
from deadheat.facts.licence import Licence, LicenceCheck, Organisation
from deadheat.facts.model import Lab, Model
from deadheat.facts.offer import Offer
from deadheat.facts.price import YOURS


def open_catalogue(settings: Path | None = None) -> "Catalogue":
    """The catalogue that holds in this folder: a refreshed snapshot if there is one, else the bundled one."""
    overlay = read_overlay(settings)
    refreshed = Path(overlay.snapshot) if overlay.snapshot else SNAPSHOT
    if overlay.snapshot and not refreshed.exists():
        raise DataError("catalog.snapshot names a folder that does not exist.", where=str(refreshed))
    folder = refreshed if (refreshed / snapshot.FILES[0]).exists() else curated.data_folder()
    return Catalogue(folder=folder, overlay=overlay)


@dataclass(frozen=True)
class Catalogue:
    """Models, offers, hosts and licences of one snapshot and one overlay."""

    folder: Path
    overlay: Overlay

    @cached_property
    def hosts(self) -> Mapping[str, Host]:
        """Every host by id; the user's replace the curated ones field by field."""
        found = dict(curated.hosts())
        for host in self.overlay.host:
            stated = {
                name: getattr(host, name) for name in host.__struct_fields__ if getattr(host, name) not in ((), "")
            }
            found[host.id] = replace(found[host.id], **stated) if host.id in found else host
        return found

    @property
    def labs(self) -> Mapping[str, Lab]:
        """Every lab by id."""
        return curated.labs()

    @cached_property
    def licences(self) -> Mapping[str, Licence]:
        """Every licence by id, the user's on top."""
        return {**licences(), **{licence.id: licence for licence in self.overlay.licence}}

    @cached_property
    def refused(self) -> tuple[RefusedParty, ...]:
        """The parties of the user's lists."""
        return tuple(party for name in self.overlay.refused_parties for party in read_refused(Path(name)))

    def resolve(self, name: str) -> Resolution:
        """The model that `name` means."""
        return resolve(name, lambda keys: {**snapshot.read_names(self.folder, keys), **self._own_names})

    def resolve_all(self, names: Iterable[str]) -> dict[str, Resolution]:
        """The models that many names mean, with one reading of the snapshot."""
        look = in_registry({**snapshot.read_names(self.folder), **self._own_names})
        return {name: resolve(name, look) for name in names}

    @cached_property
    def _own_names(self) -> dict[str, tuple[str, ...]]:
        own: dict[str, tuple[str, ...]] = {key_of(model.id): (model.id,) for model in self.overlay.model}
        for model, names in self.overlay.aliases.items():
            own |= {key_of(alias): (model,) for alias in (model, *names)}
        return own

    def model(self, name: str) -> Model:
        """The model that `name` means, with the fields that the user states.

        Raises: DataError if the name means none or several, with the candidates or the near names.
        """
        if not name.strip():
            raise DataError("The name of the model is empty.", hint="See `deadheat models list`.")
        meant = self.resolve(name)
        if meant.model is None and meant.candidates:
            listed = ", ".join(meant.candidates[:6])
            raise DataError(f"{name!r} may mean {len(meant.candidates)} models.", hint=f"Name one of {listed}.")
        if meant.model is None:
            known = [model for (model, *_) in snapshot.read_names(self.folder).values()]
            slugs = {model.split("/", 1)[-1]: model for model in known}
            near = nearest(name.rsplit("/", 1)[-1], list(slugs))
            hint = f"Did you mean {' or '.join(slugs[n] for n in near)}?" if near else "See `deadheat models list`."
            raise DataError(f"{name!r} names no model of the catalogue.", hint=hint)
        found = self.models([meant.model])
        lab = meant.model.split("/", 1)[0]
        return found[0] if found else Model(id=meant.model, lab=lab, source=YOURS)

    def models(self, ids: Iterable[str] | None = None) -> tuple[Model, ...]:
        """The models with these ids, or all."""
        wanted = None if ids is None else set(ids)
        found = {model.id: model for model in snapshot.read_models(self.folder, ids=wanted)}
        for model in self.overlay.model:
            if wanted is None or model.id in wanted:
                names = model.__struct_fields__
                stated = {name: value for name in names if (value := getattr(model, name)) not in (None, "")}
                found[model.id] = replace(found[model.id], **stated) if model.id in found else model
        return tuple(found[id_] for id_ in sorted(found))

    def offers(self, *, models: Iterable[str] | None = None, hosts: Iterable[str] | None = None) -> tuple[Offer, ...]:
        """The offers of some models or hosts, or all, the user's on top."""
        if models is None and hosts is None:
            return self._every_offer
        wanted_models = None if models is None else set(models)
        wanted_hosts = None if hosts is None else set(hosts)
        found = lay_over(snapshot.read_offers(self.folder, models=wanted_models, hosts=wanted_hosts), self.overlay)
        return tuple(
            offer
            for offer in found
            if (wanted_models is None or offer.model in wanted_models)
            and (wanted_hosts is None or offer.host in wanted_hosts)
        )

    @cached_property
    def _every_offer(self) -> tuple[Offer, ...]:
        return lay_over(snapshot.read_offers(self.folder), self.overlay)

    def check(self, model: Model, organisation: Organisation) -> LicenceCheck:
        """What `organisation` may do with `model`; the user's own entries on licences come first."""
        for release in self.overlay.release:
            if any(fnmatchcase(model.id, pattern) for pattern in release.models):
                checked = check_licence(self.licences[release.licence], organisation)
                return replace(
                    checked, model=model.id, reason=f"licence of the release from your overlay ({release.source})"
                )
        return check_model(model.id, organisation, open_weights=model.open_weights)
