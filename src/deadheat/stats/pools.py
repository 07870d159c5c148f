"""Which models can be compared at all: pools inside which no model only ever wins or only ever loses."""

from dataclasses import dataclass

import numpy as np

from deadheat.stats.inputs import IntArray
from deadheat.stats.vote_counts import PairCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """The models, divided.

    pool: (models,), models with one number have finite differences of strength among them; the pools are numbered
    from the one with the most models (then the most votes) down. component: (models,), models with one number are
    linked by some chain of votes; numbered in the order of their largest pool.
    """

    pool: IntArray
    component: IntArray

    def members(self, pool: int) -> IntArray:
        """The models of a pool, rising."""
        return np.flatnonzero(self.pool == pool)

    @property
    def n_pools(self) -> int:
        return int(self.pool.max()) + 1


def find_pools(counts: PairCounts) -> Pools:
    """Divide the models by who took points from whom.

    Assumes: nothing. A draw takes points both ways, a win takes them one way.
    Returns: pools = strongly connected parts of the graph "took points from", components = its connected parts.
    Method:  maximum-likelihood strengths exist exactly inside a strongly connected part: Ford (Amer. Math. Monthly
             1957). Parts by Tarjan (SIAM J. Comput. 1972), without recursion.
    Checked: tests/stats/test_pools.py: hand-made graphs, scipy's connected_components on random ones.
    """
    took, gave = _edges(counts, draws=True)
    strong = _strong_parts(counts.n_models, took, gave)
    weak = _strong_parts(counts.n_models, np.concatenate([took, gave]), np.concatenate([gave, took]))
    votes = counts.votes_of_models()
    sizes, total = np.bincount(strong), np.bincount(strong, votes)
    lowest = np.full(len(sizes), counts.n_models)
    np.minimum.at(lowest, strong, np.arange(counts.n_models))
    order = np.lexsort((lowest, -total, -sizes))
    pool = np.argsort(order)[strong]
    best_pool = np.full(int(weak.max()) + 1, counts.n_models)
    np.minimum.at(best_pool, weak, pool)
    return Pools(pool=pool, component=np.argsort(np.argsort(best_pool))[weak])


def davidson_is_finite(counts: PairCounts) -> bool:
    """Whether Davidson's weight of a tie has a finite, positive estimate in the pool `counts`.

    It needs draws, and wins that run in a circle: where every win points down one order, larger gaps with a larger
    weight of ties fit ever better.
    """
    if counts.drawn.sum() == 0:
        return False
    parts = _strong_parts(counts.n_models, *_edges(counts, draws=False))
    return bool(parts.max() + 1 < counts.n_models)


def _edges(counts: PairCounts, *, draws: bool) -> tuple[IntArray, IntArray]:
    """From whom points were taken, by whom: one edge for each direction in which a pair saw points."""
    drawn = counts.drawn if draws else np.zeros(len(counts.first))
    up, down = counts.first_won + drawn > 0, counts.second_won + drawn > 0
    took = np.concatenate([counts.first[up], counts.second[down]])
    gave = np.concatenate([counts.second[up], counts.first[down]])
    return took, gave


def _strong_parts(n: int, start: IntArray, end: IntArray) -> IntArray:
    """A number for each node, equal exactly for nodes that reach each other."""
    if n and _reaches_all(n, start, end) and _reaches_all(n, end, start):
        return np.zeros(n, dtype=np.int64)
    order = np.argsort(start, kind="stable")
    bounds = np.searchsorted(start[order], np.arange(n + 1))
    neighbours = end[order].tolist()
    return _tarjan(neighbours, bounds.tolist())


def _reaches_all(n: int, start: IntArray, end: IntArray) -> bool:
    seen = np.zeros(n, dtype=bool)
    seen[0] = True
    while True:
        fresh = np.zeros(n, dtype=bool)
        fresh[end[seen[start]]] = True
        if not np.any(fresh & ~seen):
            return bool(seen.all())
        seen |= fresh


def _tarjan(neighbours: list[int], bounds: list[int]) -> IntArray:
    n = len(bounds) - 1
    part, low, visited, stack = [-1] * n, [0] * n, [-1] * n, list[int]()
    clock, parts, following = 0, 0, bounds[:n]
    for root in range(n):
        if visited[root] >= 0:
            continue
        path = [root]
        while path:
            node = path[-1]
            if visited[node] < 0:
                visited[node] = low[node] = clock
                clock += 1
                stack.append(node)
            if following[node] < bounds[node + 1]:
                neighbour = neighbours[following[node]]
                following[node] += 1
                if visited[neighbour] < 0:
                    path.append(neighbour)
                elif part[neighbour] < 0:
                    low[node] = min(low[node], visited[neighbour])
                continue
            path.pop()
            if path:
                low[path[-1]] = min(low[path[-1]], low[node])
            if low[node] == visited[node]:
                while part[node] < 0:
                    part[stack.pop()] = parts
                parts += 1
    return np.array(part, dtype=np.int64)
