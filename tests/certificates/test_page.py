"""The page: one page, readable aloud, carrying the credential, and harmless whatever a name holds."""

import io
import json
from datetime import UTC, datetime

import pikepdf
import pytest
from pdfua import Severity, validate
from pypdf import PdfReader

from ilslearn.catalogues import speaking
from ilslearn.certificates.identity import code
from ilslearn.certificates.page import content, pdf
from ilslearn.certificates.reading import parse
from ilslearn.certificates.settings import Settings
from ilslearn.errors import IlsError
from tests.certificates.conftest import WHEN

ISSUER = Settings(issuer="Faculty of Law", verify_at="https://law.example/check?code=")


def page(signed, name="Ada Lovelace", settings=ISSUER):
    return pdf(content(settings, name, WHEN), signed[0])


def elements(node):
    """Every element of the structure tree, in the order of reading."""
    if isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        kids = node.get("/K", pikepdf.Array())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            yield from elements(kid)


@pytest.fixture(scope="module")
def opened(signed):
    with pikepdf.open(io.BytesIO(page(signed))) as document:
        yield document


def test_it_is_one_tagged_page_in_english_with_a_title(opened):
    root = opened.Root
    assert len(opened.pages) == 1
    assert root.MarkInfo.Marked
    assert str(root.Lang).startswith("en")
    assert root.ViewerPreferences.DisplayDocTitle
    with opened.open_metadata() as told:
        assert told["dc:title"] == "Certificate of completion: International labour standards before domestic courts"
        assert (told["pdfuaid:part"], told["pdfaid:part"], told["pdfaid:conformance"]) == ("1", "3", "A")


def test_headings_table_and_picture_are_told_as_such(opened):
    kinds = [str(one.S) for one in elements(opened.Root.StructTreeRoot)]
    assert "/Title" in kinds
    assert kinds.count("/H1") == 3
    assert kinds.count("/TH") == 2
    assert kinds.count("/TD") == 12
    figures = [one for one in elements(opened.Root.StructTreeRoot) if one.S == "/Figure"]
    assert len(figures) == 1
    assert str(figures[0].Alt).startswith("QR code: https://law.example/check?code=")


def test_a_checker_of_accessibility_finds_nothing(signed, tmp_path):
    (tmp_path / "page.pdf").write_bytes(page(signed))
    found = [one for one in validate(tmp_path / "page.pdf").findings if one.severity >= Severity.WARNING]
    assert found == []


def test_it_carries_the_credential_and_shows_its_code(opened, signed):
    (attached,) = opened.attachments.values()
    assert parse(attached.get_file().read_bytes(), "credential") == signed[0]
    assert opened.docinfo["/Subject"] == f"Certificate of completion {code(signed[0])}"


def test_the_same_content_gives_the_same_bytes(signed):
    assert page(signed) == page(signed)


@pytest.mark.parametrize(
    "name",
    [
        "#panic()",
        "$x$ *b* _i_ `r` <l> @ref \\n // /* ]",
        '#import "@preview/x:1.0.0"',
        "محمد علي",
        "שרה כהן",
        "Ελένη Жанна",
        "O’Neill-Müller",
        "a" * 300,
        "Ada " * 60,
    ],
)
def test_any_name_is_printed_on_one_page(signed, name):
    made = page(signed, name)
    with pikepdf.open(io.BytesIO(made)) as document:
        assert len(document.pages) == 1


def test_a_name_is_printed_as_it_is_and_never_run(signed):
    shown = PdfReader(io.BytesIO(page(signed, "#panic() *b* $x$"))).pages[0].extract_text()
    assert "#panic() *b* $x$" in shown


def test_letters_of_the_machines_fonts_are_taken_or_the_font_is_asked_for(signed):
    try:
        made = page(signed, "李明")
    except IlsError as error:
        made = str(error).encode()
    assert made.startswith((b"%PDF", b"No font on this machine has all letters of"))


def test_settings_are_data_too(signed):
    settings = Settings(course="#panic() " * 30, issuer=']#read("/etc/passwd")', verify_at="https://x.example/#")
    with pikepdf.open(io.BytesIO(page(signed, settings=settings))) as document:
        assert len(document.pages) == 1
        assert "#panic()" in str(document.docinfo["/Title"])


def test_letters_that_no_font_has_are_told_in_one_sentence(signed):
    with pytest.raises(IlsError, match="No font on this machine has all letters of") as caught:
        page(signed, "\U000f0000")
    assert len(str(caught.value).splitlines()) == 1


def test_the_words_are_in_the_order_of_reading(opened):
    text = json.dumps([str(one.S) for one in elements(opened.Root.StructTreeRoot)])
    assert text.index("/Title") < text.index("/H1") < text.index("/Table") < text.index("/Figure")


@pytest.mark.parametrize(
    ("language", "title", "issued"),
    [
        ("fr", "Certificat d’achèvement", "délivré le 1er mars 2026 par"),
        ("es", "Certificado de finalización", "expedido el 1 de marzo de 2026 por"),
    ],
)
def test_a_certificate_issued_in_another_language_is_a_page_in_it(signed, language, title, issued):
    first_of_march = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with speaking(language):
        shown = content(Settings(issuer="Faculty of Law"), "Ada Lovelace", first_of_march)
    made = pdf(shown, signed[0])  # set again later, whatever is spoken then
    with pikepdf.open(io.BytesIO(made)) as document:
        assert str(document.Root.Lang) == language
        with document.open_metadata() as told:
            assert told["dc:title"].startswith(f"{title}: ")
    text = " ".join(PdfReader(io.BytesIO(made)).pages[0].extract_text().split())
    assert issued in text
    assert "This" not in text
