"""A mail's page says the same words as its text, and nothing in a text becomes markup."""

from html.parser import HTMLParser

from healthmed_app.core.letters import page
from healthmed_app.core.texts import in_language

URL = "https://site.test/en/confirm-email?token=a&b=c"


class Read(HTMLParser):
    """Collects the words and the links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.links, self.tags = "", list[str](), set[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_address_alone_in_a_paragraph_becomes_the_one_button() -> None:
    read = Read(page(f"Hello Ana,\n\nconfirm it:\n\n{URL}\n\nBye.\n", title="Confirm", button=("Do it", URL)))
    assert read.links == [URL]
    assert "Do it" in read.words
    assert URL not in read.words
    assert all(words in read.words for words in ("Hello Ana,", "confirm it:", "Bye.", "Confirm"))


def test_an_address_in_a_sentence_is_a_link_without_the_sentences_end() -> None:
    read = Read(page(f"Sign in: {URL}. Or do not.", title="Hi"))
    assert read.links == [URL]
    assert f"Sign in: {URL}. Or do not." in read.words


def test_what_people_typed_is_never_markup() -> None:
    name = "<script>alert(1)</script> & \"Bia\" <a href='javascript:x'>"
    read = Read(page(f"Hello {name},\n\nHi.", title=name, card="Hi.", foot=(name, 'https://x.test/"><b>')))
    assert not read.tags & {"script", "b"}
    assert read.links == ['https://x.test/"><b>']
    assert f"Hello {name}," in read.words


def test_it_says_its_language_and_fetches_nothing() -> None:
    with in_language("pt"):
        html = page("Oi.", title="Oi")
    assert '<html lang="pt">' in html
    assert not Read(html).tags & {"img", "link", "script", "iframe"}
    assert "url(" not in html
