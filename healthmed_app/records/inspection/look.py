"""What kind of file it is, by its content, and whether it is that alone."""

import zipfile
from typing import BinaryIO

from healthmed_app.records.inspection import images, pdfs
from healthmed_app.records.inspection.verdict import Accepted, Refused

_PDF, _PNG, _JPEG = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_HEAD_BYTES = 1_024
"""Where readers look for a sign of what a file is (ISO 32000 for PDF; WHATWG MIME Sniffing for HTML)."""
_OTHERS = (b"<!doctype html", b"<html", b"<head", b"<script", b"<?php", b"<svg", b"#!/")


def check(file: BinaryIO, made: BinaryIO) -> Accepted:
    """Return what `file` is. An image is written anew to `made`, its pixels and nothing else; a PDF is kept as it is.

    Raises:
        Refused: it may not be kept.
    """
    head = file.read(_HEAD_BYTES)
    if not head:
        raise Refused("empty")
    if head.startswith(_PDF):
        _is_that_alone(file, head[len(_PDF) :])
        return pdfs.check(file)
    if head.startswith((_PNG, _JPEG)):
        _is_that_alone(file, head)
        return images.check(file, "PNG" if head.startswith(_PNG) else "JPEG", made)
    raise Refused("wrong_type")


def page(file: BinaryIO, number: int, made: BinaryIO) -> Accepted:
    """Draw a page of a PDF to `made`, counted from 1, and return what was made."""
    return pdfs.draw(file, number, made)


def _is_that_alone(file: BinaryIO, head: bytes) -> None:
    """Refuse a file that other programs would take for something else."""
    low = head.lower()
    if _PDF in head or any(sign in low for sign in _OTHERS) or zipfile.is_zipfile(file):
        raise Refused("two_kinds")
    file.seek(0)
