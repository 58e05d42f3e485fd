"""How the words that somebody typed are understood. Pure: what the directory knows of the words comes in as arguments.

One text may mix a name, a specialty, a city, a state and a CRM ("cardiologista recife", "dra ana souza", "112233-PE").
Everything is compared folded: lower case, without accents. A word that nobody knows is replaced by a near one.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from healthmed_app.directory.folding import fold
from healthmed_app.directory.specialties import SPECIALTIES
from healthmed_app.directory.states import CODES, STATES

PHRASE_WORDS_MAX = 5
WORDS_MAX = 12
"""Words of one text that are looked at; the rest is ignored."""
_SPECIALTY_PREFIX_MIN = 5
_PREFIX_MIN = 2
# fmt: off
_FILLERS = frozenset((
    "a", "o", "e", "em", "no", "na", "de", "da", "do", "das", "dos",
    "um", "uma", "para", "com", "perto", "the", "an", "and", "in", "at", "near",
    "of", "for", "with", "doctor", "doctors", "dr", "dra", "doutor", "doutora", "medico", "medica",
    "medicos", "crm", "physician", "specialist", "especialista",
))
# fmt: on
_CEP = re.compile(r"\b[0-9]{5}-?[0-9]{3}\b")
_CRM = re.compile(r"\b(?:crm\W{0,3})?(?:([a-z]{2})\W{0,3})?([0-9]{4,7})(?![0-9])(?:\W{0,3}([a-z]{2})\b)?")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Term:
    """One word that the doctor's name must have, or unless `named` their neighbourhood or city; `prefix`: it may be unfinished."""

    word: str
    prefix: bool
    named: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text was taken for. Empty strings mean that it says nothing of that."""

    specialty: str = ""
    city_key: str = ""
    state: str = ""
    crm: str = ""
    crm_state: str = ""
    zip: str = ""
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """A known word that might have been meant: folded, as it is shown, and how many doctors it finds."""

    word: str
    shown: str
    doctors: int


def words_of(text: str) -> list[str]:
    """Return the folded words of `text` that can mean something; those of a CRM or a CEP are not among them."""
    plain = _CRM.sub(
        lambda found: found[0] if _state_of(found) is None else " ", _CEP.sub(" ", _marked(text))
    )
    return [word for word in fold(plain).split() if word not in _FILLERS][:WORDS_MAX]


def crm_of(text: str) -> tuple[str, str]:
    """Return the CRM number and state that `text` names, such as `("112233", "PE")`; the state may be empty."""
    for found in _CRM.finditer(_CEP.sub(" ", _marked(text))):
        state = _state_of(found)
        if state is not None:
            return found[2], state
    return "", ""


def zip_of(text: str) -> str:
    """Return the 8 digits of the CEP that `text` names, or nothing."""
    found = _CEP.search(_marked(text))
    return found[0].replace("-", "") if found else ""


def _marked(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _state_of(found: re.Match[str]) -> str | None:
    """The state beside a CRM's digits, empty when there is none; None when the letters there are no state."""
    beside = (found[1] or found[3] or "").upper()
    return beside if beside in {"", *STATES} else None


SYNONYMS = {
    " ".join(words_of(synonym)): specialty.slug for specialty in SPECIALTIES for synonym in specialty.synonyms
}
"""What people call each specialty, as `words_of` leaves it."""
_STATE_PHRASES = {" ".join(words_of(name)): code for name, code in CODES.items() if words_of(name)}
SPECIALTY_WORDS = frozenset(word for synonym in SYNONYMS for word in synonym.split())


def place_words(specialty: str, neighborhood: str, city: str) -> str:
    """Return the folded words of a doctor's place, and marks of specialty and city for searches that have words too."""
    marks = (mark("specialty", specialty), mark("city", fold(city)))
    return " ".join((fold(f"{neighborhood} {city}"), *marks))


def mark(kind: str, value: str) -> str:
    """Return one word that nobody types, such as `specialtyinternalmedicine`, to be found together with words."""
    return kind + "".join(char for char in value if char.isalnum())


def known_words(name: str, neighborhood: str, city: str) -> set[tuple[str, str, str]]:
    """Return the `(folded, kind, shown)` that a doctor's row makes known: single words, and the city as a whole."""
    areas = {(fold(word), "area", word) for word in f"{neighborhood} {city}".split()}
    names = {(fold(word), "name", word) for word in name.split()}
    return {entry for entry in areas | names | {(fold(city), "city", city)} if entry[0]}


def phrases(words: list[str]) -> set[str]:
    """Return every run of 1 to `PHRASE_WORDS_MAX` words, to be looked up at once."""
    return {
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + PHRASE_WORDS_MAX, len(words)) + 1)
    }


def state_words(words: list[str]) -> set[str]:
    """Return those of `words` that name a state: they are no typos, whether or not a doctor is known by them."""
    named = {phrase for phrase in phrases(words) if _state(phrase)}
    return {word for phrase in named for word in phrase.split()}


def understand(words: list[str], known: Mapping[str, Collection[str]]) -> Meaning:
    """Take `words` for a specialty, a city, a state and the rest; `known` gives the kinds of each known phrase.

    Longest phrase first. A word that is both a city and a name ("Santos", "Vitória") is the city unless another
    plain name stands beside it; then it is part of the name.
    """
    specialty, rest = _take(words, lambda phrase: _specialty(phrase, known))
    named = any("name" in known.get(word, ()) and "city" not in known.get(word, ()) for word in rest)
    city, rest = _take(rest, lambda phrase: phrase if _is_city(phrase, known, alone=not named) else "")
    state, rest = _take(rest, _state)
    if specialty:
        rest = [word for word in rest if not _says_again(word, specialty, known)]
    return Meaning(specialty=specialty, city_key=city, state=state, terms=_terms(rest, known))


def _says_again(word: str, specialty: str, known: Mapping[str, Collection[str]]) -> bool:
    """Whether a word beside a specialty adds nothing to it, as in "ginecologista e obstetra"."""
    return SYNONYMS.get(word) == specialty or set(known.get(word, ())) == {"specialty"}


def _terms(words: list[str], known: Mapping[str, Collection[str]]) -> tuple[Term, ...]:
    """The words that are left; several that all may be names are a name: "João Silva" is nobody in João Pessoa."""
    words = [word for word in words if len(word) >= _PREFIX_MIN]
    named = len(words) > 1 and all("name" in known.get(word, ("name",)) for word in words)
    return tuple(Term(word, prefix=word not in known, named=named) for word in words)


def _specialty(phrase: str, known: Mapping[str, Collection[str]]) -> str:
    if phrase in SYNONYMS:
        return SYNONYMS[phrase]
    if len(phrase) < _SPECIALTY_PREFIX_MIN or {"name", "city"} & set(known.get(phrase, ())):
        return ""
    begun = {slug for synonym, slug in SYNONYMS.items() if synonym.startswith(phrase)}
    return begun.pop() if len(begun) == 1 else ""


def _state(phrase: str) -> str:
    return phrase.upper() if phrase.upper() in STATES else _STATE_PHRASES.get(phrase, "")


def _is_city(phrase: str, known: Mapping[str, Collection[str]], *, alone: bool) -> bool:
    kinds = known.get(phrase, ())
    return "city" in kinds and (alone or "name" not in kinds)


def _take(words: list[str], meaning: Callable[[str], str]) -> tuple[str, list[str]]:
    """Return what the first, longest phrase with a meaning means, and the words without it."""
    for length in range(min(PHRASE_WORDS_MAX, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            found = meaning(" ".join(words[start : start + length]))
            if found:
                return found, words[:start] + words[start + length :]
    return "", words


def edits(word: str) -> list[str]:
    """Return every word one slip away: a letter left out, added, changed, or two swapped (Norvig's `edits1`)."""
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made = {left + right[1:] for left, right in splits if right}
    made |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    made |= {left + letter + right[1:] for left, right in splits if right for letter in _LETTERS}
    made |= {left + letter + right for left, right in splits for letter in _LETTERS}
    return sorted(made - {word})


def nearest(word: str, candidates: Iterable[Near]) -> Near | None:
    """Return the candidate with the fewest slips, then the most doctors; None when all are too far to be meant."""
    allowed = _slips_allowed(word)
    rated = [(distance(word, near.word), -near.doctors, near.word, near) for near in candidates]
    best = min(rated, default=None, key=lambda entry: entry[:3])
    return best[3] if best and best[0] <= allowed else None


def _slips_allowed(word: str) -> int:
    if len(word) <= 2 or word.isdigit():
        return 0
    return 1 if len(word) <= 5 else 2 if len(word) <= 9 else 3


def distance(one: str, other: str) -> int:
    """Return the number of slips between two words: Damerau–Levenshtein, optimal string alignment."""
    before, last = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, opposite in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
