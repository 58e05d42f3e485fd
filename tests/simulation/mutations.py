"""Guards of production, each taken away in turn: if no scenario misses one, either the scenario or the guard is no good."""

from tests.simulation.mutations_leave import LEAVE
from tests.simulation.mutations_order import ORDER
from tests.simulation.mutations_times import TIMES

MUTATIONS = (*ORDER, *TIMES, *LEAVE)
