"""A page or a spreadsheet that a person saved, opened without trusting it: its lines of text and its tables.

Nothing in the file is run, followed or fetched. Limits keep a file that is no page of ratifications from filling the
memory.
"""

import csv
import email
import email.policy
import io
import re
import stat
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from ilslearn.errors import IlsError, UnusableFile

LIMIT = 20_000_000  # bytes of a file; a page of the database has less than a tenth of that
UNPACKED_LIMIT = 20_000_000
ROWS_LIMIT = 5_000
CELL_LIMIT = 10_000  # characters
_AGAIN = "Open the page in a browser, wait until the table is there, and save it again."

Table = list[list[str]]  # rows of cells; a cell's parts stand on lines of their own


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file holds: lines of text, tables, and the address and the day of saving where the file tells them."""

    lines: tuple[str, ...]
    tables: tuple[Table, ...]
    source: str = ""
    saved_on: date | None = None


def opened(path: Path) -> Opened:
    """Open a saved page (.html, .htm, .mht, .mhtml) or a spreadsheet (.xlsx, .csv).

    Raises UnusableFile, which says what is wrong with the file and what to do.
    """
    kind = path.suffix.lower()
    ways = {".html": _page, ".htm": _page, ".mht": _archive, ".mhtml": _archive, ".xlsx": _workbook, ".csv": _list}
    if kind not in ways:
        raise UnusableFile(
            f"{path.name} is none of .html, .mhtml, .xlsx, .csv: save the page from the browser, or the spreadsheet"
            " from the office program, in one of these forms."
        )
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # reading a device or a pipe may never end
            raise UnusableFile(f"{path} is no file: name a saved page or a spreadsheet.")
        if status.st_size > LIMIT:
            raise UnusableFile(
                f"{path.name} is larger than {LIMIT // 1_000_000} MB and cannot be a page of ratifications."
            )
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise UnusableFile(f"{path} cannot be read ({reason}): name a saved page or a spreadsheet.") from None
    if not content.strip():
        raise UnusableFile(f"{path.name} is empty. {_AGAIN}")
    return ways[kind](path.name, content)


def _page(name: str, content: bytes) -> Opened:
    """A page as HTML: scripts and styles are dropped unread."""
    try:
        from lxml import etree, html
    except ImportError:
        raise IlsError("Reading a saved page needs the package lxml: pip install 'ilslearn[data]'.") from None
    text = _decoded(name, content)
    if not re.search(r"</html\s*>", text[-5000:], re.IGNORECASE):
        raise UnusableFile(f"{name} breaks off: the end of the page is missing. {_AGAIN}")
    try:
        root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, ValueError):
        raise UnusableFile(f"{name} holds no page that can be read. {_AGAIN}") from None
    etree.strip_elements(root, "script", "style", "noscript", "template", with_tail=False)
    etree.strip_elements(root, etree.Comment, with_tail=False)
    if (number := sum(1 for _ in root.iter("tr"))) > ROWS_LIMIT:
        raise UnusableFile(f"{name} has tables of {number} rows: it is no page of ratifications.")
    tables = []
    for table in root.iter("table"):
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
        tables.append([[_parts(cell) for cell in row if cell.tag in ("td", "th")] for row in rows])
    return Opened(tuple(_lines(root)), tuple(tables), *_told_by(text, root))


def _decoded(name: str, content: bytes) -> str:
    """The text of a page, in the encoding that it declares; UTF-8 if it declares none."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    else:
        match = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", content[:5000], re.IGNORECASE)
        encoding = match[1].decode("ascii") if match else "utf-8-sig"
    try:
        text = content.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except (ValueError, LookupError):
        raise UnusableFile(f"{name} is not written in {encoding}, as it says of itself. {_AGAIN}") from None
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


_BLOCKS = {
    "br", "div", "form", "h1", "h2", "h3", "h4", "h5", "li", "main", "p", "section", "table", "td", "th", "title", "tr",
}  # fmt: skip


def _lines(root: object) -> list[str]:
    """The text of a page, a line for each block."""
    from lxml import etree

    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        edge = "\n" if element.tag in _BLOCKS else ""
        pieces += [edge, (element.text or "").replace("\n", " ")] if event == "start" else [edge]
        if event == "end":
            pieces.append((element.tail or "").replace("\n", " "))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return [line for line in lines if line]


def _parts(cell: object) -> str:
    """The text of a cell, each element of it on a line of its own; no more of it than shows that it is too long.

    A cell of the layout may have the whole page in it, and the next cell within it again.
    """
    from lxml import html

    assert isinstance(cell, html.HtmlElement)
    text = ""
    for part in cell.itertext():
        if words := " ".join(str(part)[: CELL_LIMIT + 1].split()):
            text = f"{text}\n{words}" if text else words
        if len(text) > CELL_LIMIT:
            break
    return text


def _told_by(text: str, root: object) -> tuple[str, date | None]:
    """The address from which a browser says that it saved the page, and the day where it says that too."""
    from lxml import html

    assert isinstance(root, html.HtmlElement)
    if match := re.search(r"<!-- saved from url=\(\d+\)(\S+) -->", text[:2000]):  # Chrome and Edge
        return address(match[1]), None
    if match := re.search(
        r"Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*\w{3} (\w{3} \d\d \d{4})", text[:3000]
    ):
        return address(match[1]), datetime.strptime(match[2], "%b %d %Y").date()
    for way in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content", "//base/@href"):
        for found in root.xpath(way):
            if usable := address(str(found)):
                return usable, None
    return "", None


def address(text: str) -> str:
    """An address as the facts hold it, without the number of the browser's session; empty if it is none.

    >>> address("https://normlex.ilo.org/dyn/nrmlx_en/f?p=NORMLEXPUB:11200:8151234567890::NO:::#main")
    'https://normlex.ilo.org/dyn/nrmlx_en/f?p=NORMLEXPUB:11200:0::NO:::'
    """
    found = text.strip().partition("#")[0]
    if not re.fullmatch(r"https?://[^\s;<>\"]{4,400}", found):
        return ""
    return re.sub(r"(f\?p=\w+(?::|%3A)\d+(?::|%3A))\d{4,}", r"\g<1>0", found)


def _archive(name: str, content: bytes) -> Opened:
    """A page in one file (MHTML), which also tells its address and the day."""
    message = email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if page is None:
        raise UnusableFile(f"{name} holds no page. {_AGAIN}")
    told = _page(name, bytes(page.get_payload(decode=True)))
    try:
        day = parsedate_to_datetime(str(message["Date"])).date()
    except ValueError:
        day = None
    return Opened(told.lines, told.tables, address(str(message["Snapshot-Content-Location"] or "")) or told.source, day)


def _workbook(name: str, content: bytes) -> Opened:
    """A spreadsheet: each sheet is a table, and its cells are the lines."""
    try:
        import openpyxl
    except ImportError:
        raise IlsError("Reading a spreadsheet needs the package openpyxl: pip install 'ilslearn[data]'.") from None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > UNPACKED_LIMIT:
                raise UnusableFile(f"{name} would unpack to more than {UNPACKED_LIMIT // 1_000_000} MB: not opened.")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        tables = [
            [
                [_cell(value) for value in row]
                for row in sheet.iter_rows(max_row=ROWS_LIMIT + 1, max_col=50, values_only=True)
            ]
            for sheet in book.worksheets
        ]
    except UnusableFile:
        raise
    except Exception:  # openpyxl raises whatever its parts raise on a file that is not what it says
        raise UnusableFile(f"{name} is no workbook that can be read: save it again as .xlsx or .csv.") from None
    if max(map(len, tables), default=0) > ROWS_LIMIT:
        raise UnusableFile(
            f"{name} has a sheet of more than {ROWS_LIMIT} rows: it is no list of ratifications of one State or"
            " Convention, or has empty rows below the list. Delete them."
        )
    return Opened(_cells(tables), tuple(tables))


def _list(name: str, content: bytes) -> Opened:
    """A list with a separator."""
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableFile(f"{name} is not written in UTF-8: save it as 'CSV UTF-8' from the office program.") from None
    head = next((line for line in text.split("\n") if line.strip()), "")
    separator = max(";,\t", key=head.count)
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        raise UnusableFile(f"{name} is no list with separators: save it as 'CSV UTF-8'.") from None
    if len(table) > ROWS_LIMIT:
        raise UnusableFile(f"{name} has {len(table)} rows: it is no list of ratifications of one State or Convention.")
    return Opened(_cells([table]), (table,))


def _cell(value: object) -> str:
    if isinstance(value, datetime | date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    return "" if value is None else str(value).strip()


def _cells(tables: list[Table]) -> tuple[str, ...]:
    return tuple(line for table in tables for row in table for cell in row for line in cell.split("\n") if line)
