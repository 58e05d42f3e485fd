"""What every page must pass: no violation that axe finds, everything reachable by keyboard, nothing wider than a phone."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page


def no_violation(page: Page) -> None:
    """Fail with what axe finds on the page as it is now."""
    violations = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []


def press_until(page: Page, target: Locator, key: str = "Tab", most: int = 80) -> None:
    """Press `key` until `target` has the focus."""
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached by {key}")


def fits(page: Page, width: int = 320) -> None:
    """Fail when the page must be scrolled sideways at `width` pixels (WCAG 2.2, 1.4.10)."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 700})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if before is not None:
        page.set_viewport_size(before)
    assert wide <= width, f"{page.url} is {wide} pixels wide"
