"""Each translation has every text of the template, with the same placeholders, and nothing else."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from healthmed_app.core import texts

TEMPLATE = texts.LOCALE_DIR / f"{texts.DOMAIN}.pot"
CATALOGS = sorted(texts.LOCALE_DIR.glob(f"*/LC_MESSAGES/{texts.DOMAIN}.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def forms(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def written(catalog: Catalog) -> dict[tuple[str, ...], Message]:
    return {tuple(forms(message.id)): message for message in catalog if message.id}


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{[^}]*}", text))


def edges(text: str) -> tuple[str, str]:
    """Return the white space before and after."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_there_is_a_portuguese_catalog() -> None:
    assert [path.parts[-3] for path in CATALOGS] == ["pt"]


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
class TestTranslation:
    def test_has_the_texts_of_the_template_and_no_other(self, path: Path) -> None:
        catalog = read(path)
        assert written(catalog).keys() == written(read(TEMPLATE)).keys()
        assert not catalog.obsolete

    def test_has_every_form_and_none_is_fuzzy(self, path: Path) -> None:
        catalog = read(path)
        for ids, message in written(catalog).items():
            translated = forms(message.string)
            assert len(translated) == (catalog.num_plurals if len(ids) > 1 else 1), ids
            assert all(translated), ids
            assert not message.fuzzy, ids

    def test_keeps_the_placeholders_and_the_space_around(self, path: Path) -> None:
        for ids, message in written(read(path)).items():
            for text in forms(message.string):
                if len(ids) == 1:
                    assert placeholders(text) == placeholders(ids[0]), ids
                else:
                    assert placeholders(text) in [placeholders(one) for one in ids], ids
                assert edges(text) == edges(ids[0]), ids


def test_portuguese_is_read_from_its_catalog() -> None:
    with texts.in_language("pt"):
        assert texts._("Find a doctor") == "Buscar profissionais"
        assert texts.ngettext_("{n} star", "{n} stars", 0) == "0 estrela"
        assert texts.ngettext_("{n} star", "{n} stars", 3) == "3 estrelas"
