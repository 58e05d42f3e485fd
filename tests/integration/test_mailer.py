"""The mailer: many mails in one conversation, each on its own, at a pace that what is urgent does not wait for."""

import email
import email.policy

import pytest

from infra.mail.mailer import Attachment, Mail, Mailer, MailNotSent, MailRefused, message
from tests.mail_server import mail_server


def mails(count: int) -> list[Mail]:
    return [Mail(f"person{number}@demo.test", "Subject", "Text") for number in range(count)]


def mailer_of(url: str, mails_per_second: int = 1_000) -> Mailer:
    return Mailer.of(url, "Health&Med <no@reply.test>", "help@reply.test", mails_per_second=mails_per_second)


async def test_many_mails_go_over_one_conversation() -> None:
    with mail_server() as server:
        async with mailer_of(server.url).conversation() as send:
            for mail in mails(30):
                await send(mail)
    assert server.mails == [mail.to for mail in mails(30)]
    assert len(server.conversations) == 1


async def test_the_next_mail_goes_out_after_a_refused_one() -> None:
    with mail_server(refused={"person0@demo.test"}) as server:
        async with mailer_of(server.url).conversation() as send:
            with pytest.raises(MailRefused):
                await send(mails(1)[0])
            await send(mails(2)[1])
    assert server.mails == ["person1@demo.test"]


async def test_a_server_that_hangs_up_ends_the_conversation() -> None:
    with mail_server(dies_after=1) as server:
        async with mailer_of(server.url).conversation() as send:
            await send(mails(1)[0])
            for mail in mails(3)[1:]:
                with pytest.raises(MailNotSent) as raised:
                    await send(mail)
                assert not isinstance(raised.value, MailRefused)
    assert server.mails == ["person0@demo.test"]


async def test_a_mail_that_somebody_waits_for_does_not_wait_for_the_pace() -> None:
    with mail_server() as server:
        mailer = mailer_of(server.url, mails_per_second=1)
        async with mailer.conversation() as send:
            await send(mails(1)[0])
        assert not mailer.pace.has_capacity()
        await mailer.send(mails(2)[1])
        assert not mailer.pace.has_capacity()
    assert server.mails == ["person0@demo.test", "person1@demo.test"]


def test_a_message_is_ascii_and_reads_as_it_was_written() -> None:
    text = "Olá Conceição,\n.\n" + "long " * 400
    attachment = Attachment(
        "appointment.ics", "text/calendar", "BEGIN:VCALENDAR\r\nSUMMARY:Consulta às 10\r\n"
    )
    raw = message(
        Mail("a@demo.test", "Sua consulta às 10 h", text, (attachment,)),
        "Health&Med <no@reply.test>",
        "help@reply.test",
    )
    assert raw.isascii()
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert (read["Subject"], read["To"], read["Reply-To"]) == (
        "Sua consulta às 10 h",
        "a@demo.test",
        "help@reply.test",
    )
    body, calendar = read.iter_parts()
    assert body.get_content().splitlines() == text.splitlines()
    assert calendar.get_content_type() == "text/calendar"
    assert "Consulta às 10" in calendar.get_content()


@pytest.mark.parametrize("subject", ["Confirmada: Dra. Conceição Araújo dos Anjos, às 10 h", "é" * 300])
def test_a_long_subject_reads_as_it_was_written(subject: str) -> None:
    raw = message(Mail("a@demo.test", subject, ""), "Saúde & Companhia <no@reply.test>")
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert (read["Subject"], read["From"]) == (subject, "Saúde & Companhia <no@reply.test>")
    assert all(len(line) <= 78 for line in raw.splitlines())


@pytest.mark.parametrize(
    "mail",
    [Mail("a@demo.test\r\nBcc: b@demo.test", "Hi", ""), Mail("a@demo.test", "Hi\nBcc: b@demo.test", "")],
)
def test_a_line_end_adds_no_header(mail: Mail) -> None:
    with pytest.raises(ValueError, match="no mail can have"):
        message(mail, "no@reply.test")


def test_a_page_goes_beside_its_text_and_before_what_is_attached() -> None:
    html = "<p>Olá: uma página de uma linha só, que é mais comprida do que o correio deixa uma linha ser. =_</p>\n"
    attachment = Attachment("a.ics", "text/calendar", "BEGIN", "REQUEST")
    raw = message(Mail("a@demo.test", "Hi", "Olá", (attachment,), html), "no@reply.test")
    assert max(len(line) for line in raw.splitlines()) <= 998
    read = email.message_from_bytes(raw, policy=email.policy.default)
    for kind, content in (("plain", "Olá"), ("html", html)):
        part = read.get_body((kind,))
        assert part is not None
        assert part.get_content().strip() == content.strip()
    assert [part.get_content_type() for part in read.iter_attachments()] == ["text/calendar"]
