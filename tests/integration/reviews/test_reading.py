"""What anybody reads of a doctor's reviews: how many stars how often, and the comments page by page."""

from uuid import UUID

from healthmed_app.reviews import service
from healthmed_app.reviews.views import PublicReview
from infra.db.pool import Database

MOST = "SELECT id, reviews, rating_hundredths FROM doctors ORDER BY reviews DESC, id LIMIT 1"


async def most_reviewed(country: Database) -> tuple[UUID, int, int]:
    async with country.read() as conn:
        row = await (await conn.execute(MOST)).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


async def test_stars_add_up_to_what_search_shows(country: Database) -> None:
    doctor_id, number, mean = await most_reviewed(country)
    async with country.read() as conn:
        stars = await service.distribution(conn, doctor_id)
    assert sum(stars.values()) == number
    assert abs(sum(rating * times for rating, times in stars.items()) * 100 / number - mean) <= 0.5


async def test_pages_hold_every_review_once_newest_first(country: Database) -> None:
    doctor_id, number, _ = await most_reviewed(country)
    seen: list[PublicReview] = []
    async with country.read() as conn:
        while page := await service.latest(conn, doctor_id, 7, after=seen[-1] if seen else None):
            seen += page
        assert await service.latest(conn, doctor_id, 7) == seen[:7]
    assert len({review.id for review in seen}) == len(seen) == number
    assert seen == sorted(seen, key=lambda review: (review.created_at, review.id), reverse=True)


async def test_an_author_is_a_first_name_and_an_initial(country: Database) -> None:
    doctor_id, _, _ = await most_reviewed(country)
    async with country.read() as conn:
        reviews = await service.latest(conn, doctor_id, 20)
    assert all(len(review.author.split()[-1]) == 2 and review.author.endswith(".") for review in reviews)


async def test_a_hidden_review_is_not_read(db: Database, country: Database) -> None:
    async with db.read() as conn:
        assert await service.latest(conn, UUID(int=1), 5) == []
        assert await service.distribution(conn, UUID(int=1)) == {}
    doctor_id, number, _ = await most_reviewed(country)
    async with country.transaction() as conn:
        hide = "UPDATE reviews SET hidden_at = now() WHERE doctor_id = %s AND id = %s"
        hidden = (await service.latest(conn, doctor_id, 1))[0]
        await conn.execute(hide, (doctor_id, hidden.id))
        assert hidden not in await service.latest(conn, doctor_id, number)
        assert sum((await service.distribution(conn, doctor_id)).values()) == number - 1
        await conn.execute("UPDATE reviews SET hidden_at = NULL WHERE id = %s", (hidden.id,))
