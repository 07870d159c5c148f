"""A diagnosis is well unless something failed."""

from deadheat.cli.checks.finding import Finding, diagnose


def test_warnings_and_skipped_checks_are_not_failures() -> None:
    findings = [Finding(check="a", state=state, detail="") for state in ("ok", "warning", "skipped")]
    assert diagnose(findings).well
    assert not diagnose([*findings, Finding(check="b", state="failed", detail="")]).well
