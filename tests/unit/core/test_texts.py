"""The catalog's template lists every text of the program, so that a translation can be complete."""

import io
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from healthmed_app.core.texts import LOCALE_DIR, _, in_language, language, ngettext_

ROOT = Path(__file__).parents[3]
KEYWORDS = {"_": None, "N_": None, "ngettext_": (1, 2)}


def written_texts() -> set[str]:
    """Return the message ids in the source."""
    ids: set[str] = set()
    for folder in ("healthmed_app", "pages", "components", "state"):
        found = extract_from_dir(ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS)
        ids |= {
            message if isinstance(message, str) else message[0] for _file, _line, message, *_rest in found
        }
    return ids


def test_the_template_is_complete_and_current() -> None:
    template = read_po(io.BytesIO((LOCALE_DIR / "healthmed.pot").read_bytes()))
    listed = {message.id if isinstance(message.id, str) else message.id[0] for message in template} - {""}
    assert listed == written_texts(), "run `make texts`"


def test_plurals_and_braces_are_filled() -> None:
    assert ngettext_("{n} review", "{n} reviews", 1) == "1 review"
    assert ngettext_("{n} review", "{n} reviews", 3) == "3 reviews"
    assert _("Hello {name}", name="Ana") == "Hello Ana"


def test_an_unknown_language_falls_back() -> None:
    with in_language("tlh"):
        assert language() == "en"
