"""The people of the demo data: who they are, where they are, and what a doctor's profile says."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from random import Random
from uuid import UUID

from healthmed_app.demo.numbers import Ids, cpf, crm, phone
from healthmed_app.demo.sources import STATE_NAMES, Place, bios, names, places
from healthmed_app.directory.rules import fold
from healthmed_app.directory.specialties import BY_SLUG

SPECIALTY_SHARES = {
    "cardiology": 12,
    "internal-medicine": 11,
    "pediatrics": 11,
    "gynecology": 11,
    "dermatology": 10,
    "orthopedics": 9,
    "psychiatry": 8,
    "ophthalmology": 7,
    "endocrinology": 6,
    "neurology": 6,
    "gastroenterology": 5,
    "otorhinolaryngology": 4,
}
"""The twelve specialties of the demo, and how many of a hundred doctors practise each."""
DEMO_CRM = "112233"
"""The demo doctor's number, which no other is given."""
_BASE_PRICES_REAIS = {
    "pediatrics": 260,
    "internal-medicine": 220,
    "psychiatry": 380,
    "neurology": 400,
    "cardiology": 340,
    "orthopedics": 310,
}
_ELDERS_SHARE = 0.03
_SUFFIXES = ("", "", "", "", "", "", "", "", "", " Filho", " Neto", " Júnior")


@dataclass(frozen=True, slots=True)
class Person:
    """A patient, or the human side of a doctor."""

    id: UUID
    name: str
    email: str
    cpf: str
    phone: str
    birth_date: date
    place: Place
    neighborhood: str
    zip: str
    street: str
    number: str
    complement: str | None


@dataclass(frozen=True, slots=True)
class Doctor:
    """A doctor with their profile; `quality` is what patients tend to think, from 3 to 5."""

    person: Person
    slug: str
    crm: str
    rqe: str | None
    specialty: str
    bio: str
    price_cents: int
    online: bool
    in_person: bool
    quality: float


class People:
    """Makes people one after another; the same seed makes the same ones."""

    def __init__(self, random: Random, ids: Ids) -> None:
        """Draw from `random`."""
        self._random = random
        self._ids = ids
        self._people = 0
        self._of_state: Counter[str] = Counter()
        self._bios: set[bytes] = set()
        self._specialties = list(SPECIALTY_SHARES)
        self._specialty_weights = list(SPECIALTY_SHARES.values())
        self._place_weights = [place.share for place in places()]

    def patient(self, *, name: str = "", email: str = "", place: Place | None = None) -> Person:
        """Make a patient; what is not given is drawn."""
        return self._person(name or self._name(), email, place or self._place())

    def doctor(
        self,
        *,
        specialty: str = "",
        place: Place | None = None,
        name: str = "",
        email: str = "",
        crm_number: str = "",
    ) -> Doctor:
        """Make a doctor; what is not given is drawn."""
        random = self._random
        specialty = specialty or random.choices(self._specialties, self._specialty_weights)[0]
        person = self._person(name or self._name(), email, place or self._place())
        state = person.place.state
        number = crm_number or self._crm(state)
        base = _BASE_PRICES_REAIS.get(specialty, 290)
        kinds = random.choices([(True, True), (False, True), (True, False)], [45, 48, 7])[0]
        return Doctor(
            person=person,
            slug=f"{fold(person.name).replace(' ', '-')}-{number}-{state.lower()}",
            crm=number,
            rqe=str(random.randrange(1_000, 60_000)) if random.random() < 0.85 else None,
            specialty=specialty,
            bio=self._bio(specialty, person),
            price_cents=max(80, round(base * random.triangular(0.35, 2.1, 0.95) / 10) * 10) * 100,
            online=kinds[0],
            in_person=kinds[1],
            quality=round(random.triangular(3.2, 5, 4.75), 2),
        )

    def _crm(self, state: str) -> str:
        number = crm(self._of_state[state])
        self._of_state[state] += 1
        return number if number != DEMO_CRM else self._crm(state)

    def _place(self) -> Place:
        return self._random.choices(places(), self._place_weights)[0]

    def _name(self) -> str:
        random, known = self._random, names()
        if random.random() < _ELDERS_SHARE:
            return random.choice(known.long)
        woman = random.random() < 0.54
        given = " ".join(random.sample(known.women if woman else known.men, random.choice((1, 1, 1, 2))))
        last = random.choice(known.common) if random.random() < 0.45 else random.choice(known.family)
        first = random.choice(known.family)
        between = f" {first} " if random.random() < 0.7 and first != last else " "
        linked = last in known.particles and random.random() < 0.4
        particle = f"{known.particles[last]} " if linked else ""
        return f"{given}{between}{particle}{last}{'' if woman else random.choice(_SUFFIXES)}"

    def _person(self, name: str, email: str, place: Place) -> Person:
        random = self._random
        count = self._people
        self._people += 1
        neighborhood, zip_begin = random.choice(place.neighborhoods)
        parts = fold(name).split()
        return Person(
            id=self._ids.next(),
            name=name,
            email=email or f"{parts[0]}.{parts[-1]}.{count}@demo.test",
            cpf=cpf(count),
            phone=phone(random, place.ddd),
            birth_date=date(random.randrange(1938, 2003), random.randrange(1, 13), random.randrange(1, 29)),
            place=place,
            neighborhood=neighborhood,
            zip=f"{zip_begin}{random.randrange(0, 900, 10):03}",
            street=random.choice(place.streets),
            number=str(random.randrange(12, 3_200)),
            complement=random.choice(
                (None, None, f"Sala {random.randrange(101, 1_899)}", f"{random.randrange(2, 19)}º andar")
            ),
        )

    def _bio(self, specialty: str, person: Person) -> str:
        """Put a bio together; again when the very same one was made before."""
        parts, random, field = bios(), self._random, BY_SLUG[specialty].name
        while True:
            focuses = random.sample(parts["focus"][specialty], 2)
            template = " ".join(
                (
                    random.choice(parts["openings"]),
                    *focuses,
                    random.choice(parts["manners"]),
                    random.choice(parts["closings"]),
                )
            )
            bio = template.format(
                school=random.choice(parts["schools"]),
                hospital=random.choice(parts["hospitals"]),
                birthplace=random.choice(parts["birthplaces"]),
                year=random.randrange(1988, 2023),
                field=field.lower(),
                field_capital=field,
                city=person.place.name,
                neighborhood=person.neighborhood,
                state_name=STATE_NAMES[person.place.state],
            )
            digest = blake2b(bio.encode(), digest_size=8).digest()
            if digest not in self._bios:
                self._bios.add(digest)
                return bio
