"""Dates and money as a Brazilian reads them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from healthmed_app.core import formats, texts

DAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def portuguese() -> Iterator[None]:
    with texts.in_language("pt"):
        yield


def test_dates_have_their_words_between() -> None:
    assert formats.day(DAY) == "terça-feira, 24 de novembro de 2026"
    assert formats.short_day(DAY) == "ter., 24/11"
    assert formats.day_of_month(DAY) == "24/11"
    assert formats.short_date(DAY) == "24 de nov. de 2026"
    moment = formats.moment(datetime(2026, 11, 24, 17, 30, tzinfo=UTC), "America/Recife")
    assert moment == "terça-feira, 24 de novembro de 2026 às 14:30"


def test_the_first_of_a_month_is_an_ordinal() -> None:
    first = date(2026, 12, 1)
    assert formats.day(first) == "terça-feira, 1º de dezembro de 2026"
    assert formats.short_date(first) == "1º de dez. de 2026"
    assert (formats.short_day(first), formats.day_of_month(first)) == ("ter., 1/12", "1/12")
    moment = formats.moment(datetime(2026, 12, 1, 2, 30, tzinfo=UTC), "America/Recife")
    assert moment == "segunda-feira, 30 de novembro de 2026 às 23:30"


def test_numbers_have_a_comma() -> None:
    assert formats.money(25050).replace("\xa0", " ") == "R$ 250,50"
    assert formats.decimal(4.8) == "4,8"
    assert formats.count(12480) == "12.480"
