"""Every template has headings of its own, all of which exist."""

from healthmed_app.demo.sources import visits
from healthmed_app.directory.specialties import BY_SLUG
from healthmed_app.records import report_templates as templates


def test_twelve_specialties_have_templates() -> None:
    assert len(templates.TEMPLATES) == 12
    assert set(templates.TEMPLATES) <= set(BY_SLUG)
    assert set(templates.TEMPLATES) == set(visits()["reasons"])


def test_every_heading_exists_and_is_used() -> None:
    used = {key for keys in templates.TEMPLATES.values() for key in keys}
    assert used == set(templates.SECTIONS)
    for keys in templates.TEMPLATES.values():
        assert len(set(keys)) == len(keys)
        assert {"complaint", "assessment", "plan"} <= set(keys)


def test_another_specialty_begins_with_the_general_headings() -> None:
    assert templates.of_specialty("urology") == templates.GENERAL
    assert templates.of_specialty("neurology") == "neurology"
