"""The licence of a release, and what it lets an organisation do."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from deadheat.catalog.curated import data_folder, decode
from deadheat.catalog.rules import apply, eu_par83, worst
from deadheat.errors import DataError, did_you_mean
from deadheat.facts.licence import Finding, Licence, LicenceCheck, Organisation, Release, Terms


class _Licences(Struct, forbid_unknown_fields=True):
    licence: tuple[Licence, ...]


class _Releases(Struct, forbid_unknown_fields=True):
    release: tuple[Release, ...]
    terms: tuple[Terms, ...] = ()


@cache
def licences() -> dict[str, Licence]:
    """Every curated licence by id."""
    return {entry.id: entry for entry in decode(data_folder() / "licences.toml", _Licences).licence}


@cache
def _releases() -> _Releases:
    return decode(data_folder() / "releases.toml", _Releases)


def release_of(model: str) -> Release | None:
    """The first entry of `releases.toml` that names `model`; None when the licence is unknown."""
    return next((r for r in _releases().release if any(fnmatchcase(model, p) for p in r.models)), None)


def terms_of(lab: str) -> Terms | None:
    """What the lab's terms of service say about outputs; None when the catalogue does not know."""
    return next((terms for terms in _releases().terms if terms.lab == lab), None)


def licence_named(name: str, known: Mapping[str, Licence]) -> Licence:
    """The licence among `known` with this id or SPDX id.

    Raises: DataError if there is none, with the near spellings.
    """
    low = name.lower()
    found = next((entry for entry in known.values() if low and low in (entry.id.lower(), entry.spdx.lower())), None)
    if found is None:
        raise DataError(f"{name!r} is no licence of the catalogue.", hint=did_you_mean(name, list(known)))
    return found


def check_model(model: str, organisation: Organisation, *, open_weights: bool | None) -> LicenceCheck:
    """What `organisation` may do with `model` under its licence, or unknown with the reason."""
    release = release_of(model)
    if open_weights is False:
        return _without_licence(model, organisation)
    if release is None:
        reason = "the catalogue does not know the licence of this release; read its card and add it to your overlay"
        return _unknown(model, organisation, reason)
    checked = check_licence(licences()[release.licence], organisation)
    note = f"{release.note}; " if release.note else ""
    reason = f"{note}licence of the release from: {release.source} ({release.as_of}, evidence {release.evidence})"
    return replace(checked, model=model, reason=reason)


def check_licence(licence: Licence, organisation: Organisation) -> LicenceCheck:
    """What `organisation` may do under `licence`, clause by clause."""
    findings = apply(licence, organisation)
    grade, because = eu_par83(licence)
    return LicenceCheck(
        model="",
        licence=licence.id,
        name=licence.name,
        outcome=worst(tuple(finding.outcome for finding in findings)),
        findings=findings,
        eu_par83=grade,
        eu_par83_because=because,
        reason="",
        organisation=organisation,
    )


def _without_licence(model: str, organisation: Organisation) -> LicenceCheck:
    """Closed weights: the host's terms hold. Only what they say about outputs is known, for those who train on them."""
    unknown = _unknown(model, organisation, "its weights are not open: the terms of the host hold, not a licence")
    terms = terms_of(model.split("/", 1)[0])
    if terms is None:
        return unknown
    claim = terms.outputs
    if organisation.role != "distiller":
        told = f"{terms.says} ({claim.source}, {claim.as_of}, evidence {claim.evidence})"
        return replace(unknown, reason=f"{unknown.reason}. On training with outputs: {told}")
    barred = claim.value == "no"
    finding = Finding(
        outcome="blocked" if barred else "unknown",
        kind="outputs",
        because="outputs train a model",
        says=terms.says,
        source=claim.source,
        as_of=claim.as_of,
        evidence=claim.evidence,
    )
    return replace(unknown, outcome=finding.outcome, findings=(finding,))


def _unknown(model: str, organisation: Organisation, reason: str) -> LicenceCheck:
    return LicenceCheck(
        model=model,
        licence="",
        name="",
        outcome="unknown",
        findings=(),
        eu_par83=None,
        eu_par83_because="",
        reason=reason,
        organisation=organisation,
    )
