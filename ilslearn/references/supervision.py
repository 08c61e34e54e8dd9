"""References to the work of the supervisory bodies: comments, cases, General Surveys, inquiries."""

import re
from collections.abc import Mapping, Sequence

from ilslearn.dates import partial
from ilslearn.law.instruments import instrument
from ilslearn.references.entries import ILO, Entry, bracketed, of_the_ilo, state_of, unstopped, when
from ilslearn.tables import items

EXPERTS = "ILO Committee of Experts on the Application of Conventions and Recommendations"
ASSOCIATION = "ILO Committee on Freedom of Association"


def _named(codes: Sequence[str]) -> str:
    """The instruments that a document is about: "Conventions Nos. 87 and 98"."""
    parts = []
    for letter, word in (("C", "Convention"), ("R", "Recommendation")):
        numbers = [str(int(code[1:])) for code in codes if code[0] == letter]
        if numbers:
            parts.append(f"{word}{'s Nos.' if numbers[1:] else ' No.'} {_joined(numbers)}")
    parts += [instrument(code).title for code in codes if code[0] not in "CR"]
    return _joined(parts)


def _ordinal(number: str) -> str:
    ending = "th" if number[-2:-1] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")
    return f"{number}{ending}"


def _joined(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def _session(cell: str) -> tuple[str, str]:
    """ "103 (2014)" as ("103rd", "2014"); two empty texts if no session is recorded."""
    match = re.fullmatch(r"(\d+) \((\d{4})\)", cell)
    return (_ordinal(match[1]), match[2]) if match else ("", "")


def _at_the_conference(session: str, year: str) -> str:
    return f"International Labour Conference, {session} Session, {year}" if session else ""


def of_comment(row: Mapping[str, str]) -> Entry:
    """An observation or a direct request of the Committee of Experts."""
    kind, (state, alpha2) = row["kind"].replace("_", " ").capitalize(), state_of(row["country"])
    title = f"{kind} concerning {_named(items(row['instrument']))}: {state}"
    (session, year), sources = _session(row["published_ilc_session"]), items(row["source_url"])
    dates = [f"adopted {row['adopted_year']}", f"published {session} ILC Session {year}" if session else ""]
    return Entry(
        key=f"ilo-ceacr-{row['id']}",
        shelf="other",
        form="report",
        title=title,
        oscola=(f"{EXPERTS}, '{unstopped(title)}'{bracketed(dates)}", "", ""),
        verified=row["verified"],
        note=row["note"],
        sources=sources,
        issued=partial(row["adopted_year"]),
        author=EXPERTS,
        collection=_at_the_conference(session, year),
        genre=kind,
        jurisdiction=alpha2,
        publisher=ILO,
        url=of_the_ilo(sources),
    )


def of_cfa_case(row: Mapping[str, str]) -> Entry:
    """A case of the Committee on Freedom of Association, with the Committee's reports on it."""
    state, alpha2 = state_of(row["country"])
    title, reports, sources = (
        f"Case No. {row['case_no']}: {state}",
        items(row["report_nos"]),
        items(row["source_url"]),
    )
    told = f", Report{'s Nos' if reports[1:] else ' No'} {_joined(reports)}" if reports else ""
    filed = f"complaint {when(partial(row['filed_on']))}" if row["filed_on"] else ""
    return Entry(
        key=f"ilo-cfa-{row['case_no']}",
        shelf="other",
        form="report",
        title=title,
        oscola=(
            f"{ASSOCIATION}, Case No {row['case_no']} ({state}){told}{bracketed([row['year'] or filed])}",
            "",
            "",
        ),
        verified=row["verified"],
        note=row["note"],
        sources=sources,
        issued=partial(row["year"]) if row["year"] else None,
        author=ASSOCIATION,
        genre="Report",
        jurisdiction=alpha2,
        number=", ".join(reports),
        publisher=ILO,
        status="" if row["year"] else filed,
        url=of_the_ilo(sources),
    )


def of_general_survey(row: Mapping[str, str]) -> Entry:
    """A General Survey of the Committee of Experts."""
    title = row["title"] if "General Survey" in row["title"] else f"General Survey: {row['title']}"
    session, sources = _at_the_conference(*_session(row["ilc_session"])), items(row["source_url"])
    return Entry(
        key=f"ilo-{row['id']}",
        shelf="other",
        form="report",
        title=title,
        oscola=(f"{EXPERTS}, ", unstopped(title), bracketed([session or row["year"]])),
        verified=row["verified"],
        note=row["note"],
        sources=sources,
        issued=partial(row["year"]),
        author=EXPERTS,
        collection=session,
        genre="General Survey",
        publisher=ILO,
        url=of_the_ilo(sources),
    )


def of_inquiry(row: Mapping[str, str]) -> Entry:
    """The report of a Commission of Inquiry or, where none is recorded, the complaint under article 26."""
    state, alpha2 = state_of(row["state"])
    complaint = (
        f"omplaint under article 26 of the ILO Constitution concerning {_named(items(row['conventions']))}: {state}"
    )
    reported, sources = row["reported"], items(row["source_url"])
    title = f"Report on the c{complaint}" if reported else f"C{complaint}"
    filed = f"filed {when(partial(row['filed']))}" if row["filed"] else ""
    told = bracketed([when(partial(reported)) if reported else filed])
    return Entry(
        key=f"ilo-{row['id']}",
        shelf="other",
        form="report" if reported else "document",
        title=title,
        oscola=(
            f"ILO Commission of Inquiry, '{unstopped(title)}'{told}" if reported else f"{unstopped(title)}{told}",
            "",
            "",
        ),
        verified=row["verified"],
        note=row["note"],
        sources=sources,
        issued=partial(reported or row["filed"]) if reported or row["filed"] else None,
        author="ILO Commission of Inquiry" if reported else "",
        genre="Report" if reported else "Complaint",
        jurisdiction=alpha2,
        publisher=ILO,
        url=of_the_ilo(sources),
    )
