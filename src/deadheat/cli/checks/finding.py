"""What the doctor found out about one thing."""

from typing import Literal

from msgspec import Struct

State = Literal["ok", "warning", "failed", "skipped"]


class Finding(Struct, frozen=True, kw_only=True):
    """One check: what was looked at, how it is, and for what is not well the way to put it right."""

    check: str
    state: State
    detail: str
    fix: str = ""


class Diagnosis(Struct, frozen=True, kw_only=True):
    """All findings; `well` if none failed."""

    schema: Literal["deadheat.doctor/1"] = "deadheat.doctor/1"
    well: bool
    findings: tuple[Finding, ...]


def diagnose(findings: list[Finding]) -> Diagnosis:
    """The findings together."""
    return Diagnosis(well=all(f.state != "failed" for f in findings), findings=tuple(findings))
