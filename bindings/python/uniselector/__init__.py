"""Uniselector: contact-centre routing in one engine, live, replayed and simulated.

>>> import uniselector as us
>>> engine = us.Engine({"version": 1,
...                     "queues": {"care": {}},
...                     "agents": {"ana": {"queues": ["care"], "capacity": {"voice": 1}}}})
>>> engine.login("ana")
>>> engine.submit("call-1", queue="care")
>>> [event.kind for event in engine.poll()][-1]
'offered'

Times are ``datetime`` in UTC, lengths ``timedelta``; where a length is expected, seconds and texts
such as ``"1m30s"`` do as well. A configuration is any mapping, or the path of a file. Answers about
interactions, agents and queues are dicts with the members of the C++ views, under the same names.

Failed commands raise a subclass of :class:`Error` whose ``code`` and ``detail`` are those of the
C++ status. Values that cannot be handed over at all raise ``TypeError``, ``OverflowError`` or
``ValueError``, which name the argument.

Threads may share an engine: they take turns, command by command. ``simulate``, ``replay`` and
``run_scenarios`` let other threads run while they work.
"""

from ._core import (
    AbortedError,
    AlreadyExistsError,
    Engine,
    Error,
    Event,
    FailedPreconditionError,
    InvalidArgumentError,
    NotFoundError,
    ResourceExhaustedError,
    __version__,
)
from .files import (
    ReplayResult,
    ScenarioResult,
    SimulationResult,
    replay,
    run_scenarios,
    simulate,
)

__all__ = [
    "AbortedError",
    "AlreadyExistsError",
    "Engine",
    "Error",
    "Event",
    "FailedPreconditionError",
    "InvalidArgumentError",
    "NotFoundError",
    "ReplayResult",
    "ResourceExhaustedError",
    "ScenarioResult",
    "SimulationResult",
    "__version__",
    "replay",
    "run_scenarios",
    "simulate",
]
