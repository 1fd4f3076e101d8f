"""General solvers of linear and quadratic programs, one program per line, as package peer describes.

A program is {"kind", "lo", "hi", "want", "weight", "levels"}: each level a list of rows
[[[variable, factor], ...], bound], which want the sum of factor times variable at or below bound.

"lp" answers by how much each level is missed at the least, from HiGHS, level by level, and the
nanoseconds that HiGHS itself took. "qp" answers the nearest point to the wants, by weights, among
those that miss no level by more, from cvxopt.
"""

import json
import sys
import time

import numpy as np
from cvxopt import matrix, solvers
from scipy.optimize._highs import _highs_constants as highs
from scipy.optimize._highs._highs_wrapper import _highs_wrapper
from scipy.sparse import csc_array

OPTIONS = {
    "presolve": True,
    "sense": highs.HIGHS_OBJECTIVE_SENSE_MINIMIZE,
    "solver": "simplex",
    "highs_debug_level": highs.MESSAGE_LEVEL_NONE,
    "log_to_console": False,
    "output_flag": False,
    "dual_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    "simplex_strategy": highs.HIGHS_SIMPLEX_STRATEGY_DUAL,
}
SLACK = 1e-8  # by which earlier levels may be missed more, so that rounding does not forbid all


def rows_of(program, levels):
    """Normals, bounds and levels of the rows of the first levels."""
    n = len(program["lo"])
    normals, bounds, at = [], [], []
    for level, rows in enumerate(program["levels"][:levels]):
        for terms, bound in rows:
            normal = np.zeros(n)
            for i, factor in terms:
                normal[i] = factor
            normals.append(normal)
            bounds.append(bound)
            at.append(level)
    return np.array(normals).reshape(len(bounds), n), np.array(bounds), np.array(at, dtype=int)


def matrices(program, levels, least):
    """The constraints on the variables and on by how much each row is missed."""
    normals, bounds, at = rows_of(program, levels)
    n, m = len(program["lo"]), len(bounds)
    a = np.zeros((m + len(least), n + m))
    a[:m, :n] = normals
    a[:m, n:] = -np.eye(m)
    for level in range(len(least)):
        a[m + level, n:][at == level] = 1
    return a, np.concatenate([bounds, np.array(least) + SLACK]), at


def least_missed(program):
    least, took = [], 0
    for levels in range(1, len(program["levels"]) + 1):
        a, b, at = matrices(program, levels, least)
        n, m = len(program["lo"]), len(at)
        c = np.concatenate([np.zeros(n), (at == levels - 1).astype(float)])
        if not c.any():
            least.append(0.0)
            continue
        a = csc_array(a)
        low = np.concatenate([program["lo"], np.zeros(m)]).astype(float)
        high = np.concatenate([program["hi"], np.full(m, np.inf)]).astype(float)
        for options in (OPTIONS, OPTIONS | {"presolve": False}):
            began = time.perf_counter_ns()
            res = _highs_wrapper(
                c, a.indptr, a.indices, a.data, np.full(len(b), -np.inf), b, low, high,
                np.empty(0, dtype=np.uint8), options,
            )
            took += time.perf_counter_ns() - began
            if res.get("fun") is not None:
                break
        else:
            return {"missed": None, "status": res["message"]}
        least.append(max(0.0, res["fun"]))
    return {"missed": least, "ns": took}


def nearest(program):
    solvers.options.update(show_progress=False, abstol=1e-11, reltol=1e-11, feastol=1e-11, maxiters=200)
    least = [v + 1e-8 if v > 0 else 0.0 for v in program["missed"]]
    normals, bounds, at = rows_of(program, len(least))
    n = len(program["lo"])
    held = np.array([least[k] == 0.0 for k in at], dtype=bool)
    free = np.flatnonzero(~held)
    m = len(free)
    # Levels that are met are met row by row; only the others need to know by how much.
    blocks = [np.hstack([normals[held], np.zeros((held.sum(), m))])]
    right = [bounds[held]]
    blocks.append(np.hstack([normals[free], -np.eye(m)]))
    right.append(bounds[free])
    for level, most in enumerate(least):
        if most > 0:
            blocks.append(np.concatenate([np.zeros(n), (at[free] == level).astype(float)])[None, :])
            right.append(np.array([most]))
    box = np.eye(n + m)
    blocks += [-box, box[:n]]
    right += [-np.concatenate([program["lo"], np.zeros(m)]), np.array(program["hi"])]
    weight = np.array(program["weight"])
    p = np.diag(np.concatenate([1 / weight, np.zeros(m)]))
    q = np.concatenate([-np.array(program["want"]) / weight, np.zeros(m)])
    try:
        res = solvers.qp(matrix(p), matrix(q), matrix(np.vstack(blocks)), matrix(np.concatenate(right)))
    except (ArithmeticError, ValueError) as fault:  # its scaling has left the cone by rounding
        return {"x": None, "status": str(fault)}
    return {"x": list(res["x"])[:n], "status": res["status"]}


def highest(program, cost, fixed, level):
    """The linear program of a tree of caps: x below its caps, x at or above weight times the level."""
    n = len(program["hi"])
    pointers, indices, data = [0], [], []
    above = [[] for _ in range(n)]
    for row, leaves in enumerate(program["rows"]):
        for leaf in leaves:
            above[leaf].append(row)
    bounds, m = list(program["bounds"]), len(program["rows"])
    rising = [i for i in range(n) if i not in fixed] if level is None else []
    at = {leaf: m + k for k, leaf in enumerate(rising)}
    for i in range(n):
        indices += above[i]
        data += [1.0] * len(above[i])
        if i in at:
            indices.append(at[i])
            data.append(-1.0)
        pointers.append(len(indices))
    for i in rising:
        indices.append(at[i])
        data.append(float(program["weight"][i]))
    pointers.append(len(indices))
    low = np.array([fixed.get(i, 0.0 if level is None else program["weight"][i] * level) for i in range(n)] + [0.0])
    high = np.array([fixed.get(i, program["hi"][i]) for i in range(n)] + [np.inf if level is None else 0.0])
    right = np.array(bounds + [0.0] * len(rising), dtype=float)
    began = time.perf_counter_ns()
    res = _highs_wrapper(
        cost, np.array(pointers, dtype=np.int32), np.array(indices, dtype=np.int32), np.array(data), np.full(len(right), -np.inf), right,
        low, high, np.empty(0, dtype=np.uint8), OPTIONS,
    )
    return res, time.perf_counter_ns() - began


def first_level(program):
    """How far all leaves can rise together, one linear program."""
    cost = np.zeros(len(program["hi"]) + 1)
    cost[-1] = -1
    res, took = highest(program, cost, {}, None)
    return {"x": [-res["fun"]], "ns": took}


def max_min(program):
    """Max-min fairness by its definition: raise the least level, fix who cannot rise alone, go on.

    HiGHS is asked in units of the largest request: its tolerance of 1e-9 is finer than a double can hold at
    1e8 W. Leaves are fixed as far above a cap as that tolerance let them come, so that for the next program
    caps are wider by a billionth.
    """
    one = max(program["hi"])
    program = program | {"hi": [h / one for h in program["hi"]], "bounds": [b / one * (1 + 1e-9) for b in program["bounds"]]}
    n, fixed, took = len(program["hi"]), {}, 0
    while len(fixed) < n:
        cost = np.zeros(n + 1)
        cost[-1] = -1
        res, ns = highest(program, cost, fixed, None)
        took += ns
        level = -res["fun"]
        new = {}
        for i in range(n):
            if i in fixed:
                continue
            alone = np.zeros(n + 1)
            alone[i] = -1
            res, ns = highest(program, alone, fixed, level * (1 - 1e-12))
            took += ns
            if -res["fun"] <= program["weight"][i] * level + 1e-6 * (1 + program["hi"][i]):
                new[i] = program["weight"][i] * level
        if not new:
            return {"x": None, "status": "nobody is stopped"}
        fixed |= new
    return {"x": [fixed[i] * one for i in range(n)], "ns": took}


KINDS = {"lp": least_missed, "qp": nearest, "level": first_level, "maxmin": max_min}

for line in sys.stdin:
    program = json.loads(line)
    print(json.dumps(KINDS[program["kind"]](program)), flush=True)
