"""The hosts: who answers, whether they take our key, and what time they tell. Nothing asked here costs money."""

import http.client
import ssl
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from msgspec import DecodeError, Struct, json

from deadheat.cli.checks.finding import Finding, State
from deadheat.errors import did_you_mean
from deadheat.facts.route import Host, Offer
from deadheat.settings.secret import mask

TIMEOUT_S = 5.0
MOST_SKEW_S = 60.0
MOST_BYTES = 16 * 1024 * 1024


class Answer(NamedTuple):
    """What a host said to `GET /models`: a status, or 0 and the reason why there is none; its clock minus ours.

    models: the names it lists; None where it lists none, or not all of them at once.
    """

    status: int
    reason: str
    ms: float
    skew_s: float | None
    models: tuple[str, ...] | None = None


class _Model(Struct):
    id: str


class _Models(Struct):
    data: list[_Model]
    has_more: bool = False


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:  # Any: the signature of urllib
        """A host that sends us elsewhere is not the one that was configured."""


def check_hosts(
    hosts: tuple[Host, ...], offers: tuple[Offer, ...] = (), *, timeout_s: float = TIMEOUT_S
) -> list[Finding]:
    """One finding for each host, for each offer of a model that its host does not list, and for the clock."""
    if not hosts:
        fix = "Add a [hosts.NAME] to deadheat.toml, or set OPENAI_API_KEY or another key the gateway knows."
        return [Finding(check="hosts", state="failed", detail="there is none", fix=fix)]
    with ThreadPoolExecutor(min(16, len(hosts))) as pool:
        answers = list(pool.map(lambda host: ask(host, timeout_s=timeout_s), hosts))
    findings = [judge(host, answer) for host, answer in zip(hosts, answers, strict=True)]
    listed = {host.name: answer.models for host, answer in zip(hosts, answers, strict=True)}
    findings += [found for offer in offers if (found := _unlisted(offer, listed.get(offer.host)))]
    return [*findings, check_clock([a.skew_s for a in answers if a.skew_s is not None])]


def ask(host: Host, *, timeout_s: float) -> Answer:
    """`GET` the list of models, which is free, with the key if there is one."""
    path = "/v1/models" if host.dialect == "anthropic" else "/models"
    request = urllib.request.Request(host.base_url + path, headers=_headers(host))  # noqa: S310 - http(s) was checked
    context = ssl.create_default_context()
    opener = urllib.request.build_opener(_NoRedirects, urllib.request.HTTPSHandler(context=context))
    began = time.monotonic()
    try:
        with opener.open(request, timeout=timeout_s) as reply:
            answer = _answer(reply.status, reply.headers.get("Date"), began)
            return answer._replace(models=_listed(reply.read(MOST_BYTES)))
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error.code, error.headers.get("Date"), began)
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        return Answer(0, str(reason), (time.monotonic() - began) * 1000, None)


def _headers(host: Host) -> dict[str, str]:
    headers = {"User-Agent": "deadheat-doctor"}
    if host.dialect == "anthropic":
        headers["anthropic-version"] = "2023-06-01"
        return headers | ({"x-api-key": host.key} if host.key else {})
    return headers | ({"Authorization": f"Bearer {host.key}"} if host.key else {})


def _answer(status: int, date: str | None, began: float) -> Answer:
    ended = time.monotonic()
    try:
        skew = parsedate_to_datetime(date).timestamp() - time.time() if date else None
    except (ValueError, OverflowError):
        skew = None
    return Answer(status, "", (ended - began) * 1000, skew)


def _listed(body: bytes) -> tuple[str, ...] | None:
    try:
        seen = json.decode(body, type=_Models)
    except DecodeError:
        return None
    return None if seen.has_more or not seen.data else tuple(model.id for model in seen.data)


def _unlisted(offer: Offer, listed: tuple[str, ...] | None) -> Finding | None:
    """A warning where the host lists models and not this one. Aliases and names behind a folder count as listed."""
    asked = offer.host_model_id.casefold()
    if listed is None or offer.host_model_id == "*":
        return None
    if any(name.casefold().startswith(asked) or name.casefold().endswith("/" + asked) for name in listed):
        return None
    told = f"{offer.host} does not list {offer.host_model_id!r}"
    fix = f"Set offers.{offer.name}.host_model_id to the host's own name. {did_you_mean(offer.host_model_id, listed)}"
    return Finding(check=f"offers.{offer.name}", state="warning", detail=told, fix=fix)


def judge(host: Host, answer: Answer) -> Finding:
    """Whether what came back means that requests will be served."""
    key = f"key {host.key_ref} ({mask(host.key)})" if host.key else "no key"
    told = f"{host.base_url} answered {answer.status} in {answer.ms:.0f} ms, {key}"
    state, fix = _verdict(host, answer.status)
    if not answer.status:
        told = f"{host.base_url}: {answer.reason}, {key}"
    return Finding(check=f"hosts.{host.name}", state=state, detail=told, fix=fix)


def _verdict(host: Host, status: int) -> tuple[State, str]:
    if status == 0:
        return "failed", f"Is it running? Is hosts.{host.name}.base_url right? Is a proxy needed (HTTPS_PROXY)?"
    if status in (401, 403):
        way = f"Put a key in force behind {host.key_ref}." if host.key_ref else f"Set hosts.{host.name}.key."
        return "failed", f"The host refuses the key. {way}"
    if 300 <= status < 400:
        return (
            "failed",
            f"The host points elsewhere, and redirects are not followed. Correct hosts.{host.name}.base_url.",
        )
    if status in (404, 405):
        return "warning", f"It has no list of models. If requests fail too, correct hosts.{host.name}.base_url."
    if status == 429 or status >= 500:
        return "warning", "The host is there but not well. Ask again later."
    return "ok", ""


def check_clock(skews: list[float]) -> Finding:
    """This machine's clock agrees with what the hosts say; without hosts there is nothing to compare with."""
    if not skews:
        return Finding(check="clock", state="skipped", detail="no host told the time")
    skew = sorted(skews)[len(skews) // 2]
    told = f"{abs(skew):.0f} s {'behind' if skew > 0 else 'ahead of'} the hosts ({len(skews)} asked)"
    if abs(skew) > MOST_SKEW_S:
        fix = "Set the clock, for instance with `timedatectl set-ntp true`: entries are sorted by it."
        return Finding(check="clock", state="failed", detail=told, fix=fix)
    return Finding(check="clock", state="ok", detail=told)
