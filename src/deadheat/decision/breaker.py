"""A circuit breaker: an offer that fails again and again is left alone for a while, then tried by one request."""

from deadheat.facts.route import Breaker

LONGEST_REST_S = 300.0


class Circuit:
    """The state of one offer in one worker. Pure apart from its own fields: the caller brings the time.

    Closed: every request may ask. Open: none may until the rest is over. Half open: one may, and decides. Each
    failure of that one doubles the rest, up to five minutes.
    """

    __slots__ = ("_failures", "_first_failure", "_probing", "_rest_s", "_until", "rule")

    def __init__(self, rule: Breaker) -> None:
        self.rule = rule
        self._failures = 0
        self._first_failure = 0.0
        self._until = 0.0
        self._rest_s = rule.open_s
        self._probing = False

    @property
    def is_closed(self) -> bool:
        """Nothing is known against the offer."""
        return self._until == 0.0

    def admits(self, now: float) -> bool:
        """Whether a request may ask the offer at `now`; says yes once when a rest is over, until that one reports."""
        if self._until == 0.0:
            return True
        if now < self._until or self._probing:
            return False
        self._probing = True
        return True

    def would_admit(self, now: float) -> bool:
        """`admits` without taking the one chance."""
        return self._until == 0.0 or (now >= self._until and not self._probing)

    def rests_for_s(self, now: float) -> float:
        """How much longer the offer is left alone; 0 when it is not."""
        return max(self._until - now, 0.0)

    def succeeded(self) -> None:
        """The offer answered: all is forgiven."""
        if self._failures or self._until:
            self._failures = 0
            self._until = 0.0
            self._probing = False
            self._rest_s = self.rule.open_s

    def failed(self, now: float) -> None:
        """The offer did not do its part."""
        if self._probing:
            self._probing = False
            self._rest_s = min(self._rest_s * 2, LONGEST_REST_S)
            self._until = now + self._rest_s
            return
        if self._until:
            return  # a request from before the circuit opened
        if not self._failures or now - self._first_failure > self.rule.window_s:
            self._failures, self._first_failure = 0, now
        self._failures += 1
        if self._failures >= self.rule.failures:
            self._until = now + self._rest_s

    def abandoned(self) -> None:
        """The request that had the one chance ended without a verdict, because its client left."""
        self._probing = False

    def rest(self, until: float) -> None:
        """The offer itself asked to be left alone until then."""
        self._probing = False
        self._until = max(self._until, until)
