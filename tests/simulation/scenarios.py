"""All directed scenarios: each brings about, step by step, one thing that must not go wrong."""

from inspect import iscoroutinefunction

from tests.simulation import scenarios_failure, scenarios_leave, scenarios_order, scenarios_times
from tests.simulation.acting import Scenario

SCENARIOS: dict[str, Scenario] = {
    name: scenario
    for module in (scenarios_order, scenarios_failure, scenarios_times, scenarios_leave)
    for name, scenario in vars(module).items()
    if iscoroutinefunction(scenario) and scenario.__module__ == module.__name__ and not name.startswith("_")
}
