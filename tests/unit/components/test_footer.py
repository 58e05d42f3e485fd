"""The foot of every page says where to write to."""

import reflex as rx

from components import ui
from tests.unit.components.test_kit import markup


def test_the_foot_has_the_address_of_support_once_it_is_known() -> None:
    assert "mailto:help@example.com" in markup(
        ui.shell(rx.el.p(), reader=ui.Reader(support="help@example.com"))
    )
    assert "mailto:" not in markup(ui.shell(rx.el.p(), reader=ui.Reader()))
