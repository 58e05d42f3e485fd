"""Options of the simulation: `--seed N` runs one seed again, `--simulations N` runs more of them."""

import pytest

SIMULATIONS = 12


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("simulation")
    group.addoption("--seed", type=int, default=None, help="run only this seed of the simulation")
    group.addoption("--simulations", type=int, default=SIMULATIONS, help="how many seeds to run")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        one = metafunc.config.getoption("--seed", default=None)
        many: int = metafunc.config.getoption("--simulations", default=SIMULATIONS)  # pyright: ignore[reportAssignmentType]
        metafunc.parametrize("seed", [one] if one is not None else range(many))
