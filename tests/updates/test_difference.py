"""What a page changes, what it leaves to a person, and that our own facts change nothing."""

from datetime import date

import pytest

from ilslearn.data_check.package import Package
from ilslearn.places import place
from ilslearn.updates.difference import difference
from ilslearn.updates.reading import read_page
from tests.updates.pages import ADDRESS, Line, line_of, of_country, of_instrument

PACKAGE = Package(place("datasets"))
FACTS = PACKAGE.tables["ratifications"]
ON = date(2026, 11, 20)


def compare(folder, lines, *, about="instrument", as_of=ON, package=PACKAGE, renew=False, **options):
    path = folder / "page.html"
    html = of_instrument(lines, **options) if about == "instrument" else of_country(about, lines, **options)
    path.write_text(html, encoding="utf-8")
    return difference(read_page(path, source=ADDRESS, as_of=as_of), package, renew=renew)


def told(found):
    return sorted((one.kind, one.country, one.instrument) for one in found.changes)


SURE = [
    row for row in FACTS if row["precision"] == "day" and row["status"] != "unknown" and row["verified"] == "confirmed"
]


@pytest.mark.parametrize(
    ("code", "language"),
    [("C001", "en"), ("C081", "en"), ("C081", "fr"), ("C081", "es"), ("C132", "fr"), ("C158", "es"), ("P029", "en")],
)
def test_the_facts_as_a_page_of_a_convention_change_nothing(tmp_path, code, language):
    lines = [line_of(row) for row in SURE if row["instrument"] == code]
    found = compare(tmp_path, lines, language=language)
    ours = {row["country"] for row in FACTS if row["instrument"] == code} - {line.country for line in lines}
    assert (found.changes, found.same) == ((), len(lines))
    assert {one.country for one in found.doubts} == ours  # rows that were left out of the page, for they are not sure
    assert found.page.unknown == ()


@pytest.mark.parametrize("state", ["KEN", "GBR", "FRA", "BRA", "ESP", "TZA"])
def test_the_facts_as_a_page_of_a_state_change_nothing(tmp_path, state):
    lines = [line_of(row) for row in SURE if row["country"] == state]
    lines = [line for line in lines if line.instrument[0] != "P" or line.status == "in_force"]
    found = compare(tmp_path, lines, about=state)
    assert (found.changes, found.same) == ((), len(lines))


# ---------------------------------------------------------------------------------------------------------------------
# One row of the facts, one line of a page: the change that follows, or the doubt
# ---------------------------------------------------------------------------------------------------------------------

ROW = dict.fromkeys(FACTS[0], "") | {
    "country": "KEN", "country_name": "Kenya", "instrument": "C081", "mode": "ratification",
    "ratified_on": "1964-01-13", "precision": "day", "status": "in_force", "verified": "confirmed",
    "as_of": "2023-05", "source_url": "https://example.org", "note": "Read elsewhere.",
}  # fmt: skip
YEAR = {"ratified_on": "1964", "precision": "year"}
ENDED = {"status": "denounced", "denounced_on": "1970-03-01", "denunciation_mode": "act"}
AUTO = {"status": "denounced", "denounced_on": "1975-06-01", "denunciation_mode": "automatic", "denounced_by": "C129"}
OPENS = {"status": "not_in_force"}
DAY = date(1964, 1, 13)


class Held(Package):
    """The facts with these ratifications alone."""

    def __init__(self, rows):
        super().__init__(place("datasets"))
        self.tables = {**PACKAGE.tables, "ratifications": rows}


def line(on=DAY, status="in_force", **more):
    return Line("KEN", "C081", on, status, **more)


ACT = {"status": "denounced", "denounced_on": date(1970, 3, 1)}
AUTOMATIC = {"status": "denounced", "effective_on": date(1976, 6, 1), "by": "C129"}
# what it is: cells of the row, the line of the page, the kind of the change, cells that it writes
CHANGES = {
    "the same": ({}, line(), None, {}),
    "the day of a year": (YEAR, line(), "day", {"ratified_on": "1964-01-13", "precision": "day"}),
    "the day of a month": ({"ratified_on": "1964-01", "precision": "month"}, line(), "day", {"precision": "day"}),
    "denounced": ({}, line(**ACT), "denunciation", {
        "status": "denounced", "denounced_on": "1970-03-01", "denunciation_mode": "act", "as_of": "2026-11-20"}),
    "denounced automatically": ({}, line(**AUTOMATIC), "denunciation", {
        "denunciation_effective_on": "1976-06-01", "denunciation_mode": "automatic", "denounced_by": "C129"}),
    "the day of effect of an automatic one": (AUTO, line(**AUTOMATIC), "denunciation", {
        "denunciation_effective_on": "1976-06-01"}),
    "the day of a denunciation known by its year": (ENDED | {"denounced_on": "1970"}, line(**ACT), "denunciation", {
        "denounced_on": "1970-03-01"}),
    "the same denunciation": (ENDED, line(**ACT), None, {}),
    "denounced, and the page tells only that it is not in force": (ENDED, line(status="not_in_force"), None, {}),
    "come into force": ({"status": "not_yet_in_force"}, line(), "status", {"status": "in_force"}),
    "not known until now": ({"status": "unknown"}, line(), "status", {"status": "in_force"}),
    "not in force any more": ({}, line(status="not_in_force"), "status", {"status": "not_in_force"}),
    "the day of entry into force": ({"status": "not_yet_in_force"},
        line(status="not_yet_in_force", in_force_on=date(1965, 1, 13)), "status", {"in_force_on": "1965-01-13"}),
    "terms": ({}, line(terms="Excluding Part II"), "terms", {"declarations": "Part II excluded."}),
    "the same terms": ({"declarations": "Part II excluded. More."}, line(terms="Excluding Part II"), None, {}),
    "confirmed": ({"verified": "partial"}, line(), "confirmed", {"verified": "confirmed"}),
    "the page leaves a day out": ({"verified": "partial", "in_force_on": "1965-01-13"}, line(), None, {}),
    "an older page does not turn back": ({"as_of": "2026-12"}, line(status="not_in_force"), None, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_a_change(tmp_path, case):
    cells, on_page, kind, written = CHANGES[case]
    found = compare(tmp_path, [on_page], package=Held([ROW | cells]))
    assert found.doubts == ()
    assert [one.kind for one in found.changes] == [kind] * (kind is not None)
    if kind:
        (change,) = found.changes
        assert change.after.items() >= written.items()
        assert change.before.items() <= (ROW | cells).items()


# what it is: cells of the row, the line of the page, words of the doubt
DOUBTS = {
    "another day": ({}, line(date(1964, 1, 14)), "the page says 1964-01-14, the facts say 1964-01-13"),
    "another year": (YEAR, line(date(1965, 1, 14)), "the facts say 1964"),
    "another day of denunciation": (ENDED, line(**ACT | {"denounced_on": date(1971, 3, 1)}), "1 March 1971"),
    "no denunciation any more": (ENDED, line(), "the page has none"),
    "denounced by another": (AUTO, line(**AUTOMATIC | {"by": "C187"}), "denounced by C187"),
    "in force again": (OPENS, line(), "the facts say not in force"),
    "in force from another day": (
        {"in_force_on": "1965-01-13", "status": "not_yet_in_force"},
        line(status="not_yet_in_force", in_force_on=date(1965, 1, 14)), "in force from 1965-01-14"),
    "other terms": ({"declarations": "Part III excluded."}, line(terms="Excluding Part II"), "the page adds"),
}  # fmt: skip


@pytest.mark.parametrize("case", DOUBTS)
def test_a_contradiction_is_left_to_a_person(tmp_path, case):
    cells, on_page, words = DOUBTS[case]
    found = compare(tmp_path, [on_page], package=Held([ROW | cells]))
    assert found.changes == ()
    (doubt,) = found.doubts
    assert (doubt.country, doubt.instrument) == ("KEN", "C081")
    assert words in doubt.message


def test_a_new_ratification(tmp_path):
    lines = [Line("KEN", "C190", date(2026, 3, 2), "not_yet_in_force", in_force_on=date(2027, 3, 2))]
    found = compare(tmp_path, lines, package=Held([ROW]))
    (change,) = found.changes
    assert (change.kind, change.before) == ("new", {})
    assert change.after.items() >= {
        "country_name": "Kenya", "mode": "ratification", "ratified_on": "2026-03-02", "status": "not_yet_in_force",
        "in_force_on": "2027-03-02", "verified": "confirmed", "as_of": "2026-11-20",
    }.items()  # fmt: skip


def test_on_the_first_day_of_membership_nobody_knows_whether_it_is_a_succession(tmp_path):
    (change,) = compare(tmp_path, [Line("MNE", "C081", date(2006, 7, 14))], package=Held([ROW])).changes
    assert change.after["mode"] == "unknown"


def test_a_ratification_outside_the_membership_is_left_to_a_person(tmp_path):
    found = compare(tmp_path, [Line("KEN", "C029", date(1950, 1, 1))], package=Held([]))
    assert found.changes == ()
    assert "outside the State's membership" in found.doubts[0].message


def test_a_second_ratification_after_a_denunciation_is_a_new_row(tmp_path):
    found = compare(tmp_path, [line(date(1980, 5, 1))], package=Held([ROW | ENDED]))
    assert told(found) == [("new", "KEN", "C081")]
    again = compare(
        tmp_path, [line(date(1980, 5, 1))], package=Held([ROW | ENDED, ROW | {"ratified_on": "1980-05-01"}])
    )
    assert (again.changes, again.doubts, again.same) == ((), (), 1)  # the ILO lists only the later one


def test_rows_that_a_whole_list_no_longer_has_are_named(tmp_path):
    other = ROW | {"country": "BEN", "country_name": "Benin"}
    newer = other | {"country": "TGO", "country_name": "Togo", "as_of": "2026-12"}
    found = compare(tmp_path, [line()], package=Held([ROW, other, newer]))
    assert [(one.country, one.message) for one in found.doubts] == [
        ("BEN", "the facts have a ratification of 1964-01-13, the page has none")
    ]
    assert found.complete == ""
    html = of_instrument([line()]).replace("<p>1 ratifications</p>", "")  # a part of a list proves nothing
    (tmp_path / "part.html").write_text(html, encoding="utf-8")
    part = difference(read_page(tmp_path / "part.html", source=ADDRESS, as_of=ON), Held([ROW, other]))
    assert (part.doubts, part.complete) == ((), "")


def test_a_whole_list_completes_the_facts(tmp_path):
    assert compare(tmp_path, [line()], package=Held([ROW])).complete == "C081"
    assert compare(tmp_path, [line()], about="KEN", package=Held([ROW])).complete == ""


def test_a_row_that_is_seen_again_is_dated_only_if_asked(tmp_path):
    assert compare(tmp_path, [line()], package=Held([ROW])).changes == ()
    (change,) = compare(tmp_path, [line()], package=Held([ROW]), renew=True).changes
    assert (change.kind, change.before, change.after) == ("seen", {"as_of": "2023-05"}, {"as_of": "2026-11-20"})
    assert compare(tmp_path, [line()], package=Held([ROW | {"as_of": "2026-12"}]), renew=True).changes == ()


def test_what_is_not_understood_is_told_and_makes_a_new_row_partial(tmp_path):
    odd = Line("KEN", "C081", DAY, terms="See the letter of the Government")
    found = compare(tmp_path, [odd], package=Held([]))
    assert found.changes[0].after["verified"] == "partial"
    assert found.unread == ("KEN C081 (row 2): see the letter of the government",)


def test_the_difference_as_data(tmp_path):
    data = compare(tmp_path, [line(**ACT)], package=Held([ROW])).to_dict()
    assert data.items() >= {"about": "C081", "as_of": "2026-11-20", "counted": 1, "whole": True, "same": 0}.items()
    assert data["changes"][0]["kind"] == "denunciation"
