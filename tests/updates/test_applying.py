"""An update is written whole or not at all, once, and leaves everything else as it was."""

import csv
import difflib
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from ilslearn.data_check import check
from ilslearn.data_check.package import Package
from ilslearn.errors import IlsError
from ilslearn.places import place
from ilslearn.table_files import alone, finish, put_in_place
from ilslearn.tables import read_raw
from ilslearn.updates.applying import apply, new_tables
from ilslearn.updates.difference import difference
from ilslearn.updates.reading import read_page
from tests.updates.pages import ADDRESS, Line, line_of, of_country, of_instrument

ON, TODAY = date(2026, 11, 20), date(2026, 11, 22)
PAGE = "a saved page of the ILO database of 2026-11-20, read on 2026-11-22"
TABLES = ("instruments", "ratification_coverage", "ratifications")


@pytest.fixture
def datasets(tmp_path):
    return Path(shutil.copytree(place("datasets"), tmp_path / "datasets"))


def found_in(datasets, html, *, as_of=ON, renew=False):
    path = datasets.parent / "page.html"
    path.write_text(html, encoding="utf-8")
    package = Package(datasets)
    page = read_page(path, source=ADDRESS, as_of=as_of, folder=datasets)
    found = difference(page, package, renew=renew)
    return found, new_tables(found, package, TODAY), package


def rows_of(datasets, table, **wanted):
    with (datasets / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[name] == value for name, value in wanted.items())]


def lines_of(datasets, **wanted):
    return [line_of(row) for row in rows_of(datasets, "ratifications", **wanted)]


def row(datasets, table, **wanted):
    (one,) = rows_of(datasets, table, **wanted)
    return one


def files(datasets):
    return {path.name: path.read_bytes() for path in sorted(datasets.iterdir())}


def changed_lines(before, after):
    old, new = (text.decode("utf-8").splitlines() for text in (before, after))
    return [line for line in difflib.unified_diff(old, new, n=0, lineterm="") if line[0] in "+-"][2:]


def test_a_whole_list_is_written_with_where_and_when_it_was_read(datasets):
    before = files(datasets)
    lines = lines_of(datasets, instrument="C140")
    kenya = next(line for line in lines if line.country == "KEN")
    kenya.status, kenya.denounced_on = "denounced", date(2026, 9, 24)
    lines.append(Line("ZMB", "C140", date(2026, 3, 2), "not_yet_in_force", in_force_on=date(2027, 3, 2)))
    found, tables, package = found_in(datasets, of_instrument(lines))
    assert (sorted(tables), found.doubts) == (list(TABLES), ())
    apply(tables, package)
    after = files(datasets)
    assert {name for name in after if after[name] != before.get(name)} == {f"{name}.csv" for name in TABLES}
    assert after.keys() == before.keys()
    assert len(changed_lines(before["ratifications.csv"], after["ratifications.csv"])) == 3  # one row, one new row
    new = row(datasets, "ratifications", country="ZMB", instrument="C140")
    assert (new["source_url"], new["verified"], new["as_of"]) == (ADDRESS, "confirmed", "2026-11-20")
    assert new["note"] == f"Read on {PAGE}."
    old = row(datasets, "ratifications", country="KEN", instrument="C140")
    assert (old["status"], old["denounced_on"], old["denunciation_mode"]) == ("denounced", "2026-09-24", "act")
    assert old["source_url"].startswith(f"{ADDRESS};http")
    assert old["note"].endswith(f"Denunciation read on {PAGE}.")
    covered = row(datasets, "ratification_coverage", instrument="C140")
    assert [covered[name] for name in ("rows", "stated_count", "stated_as_of", "coverage", "verified")] == [
        "36", "36", "2026-11-20", "complete", "confirmed",
    ]  # fmt: skip
    counted = row(datasets, "instruments", code="C140")
    assert (counted["ratification_count"], counted["ratification_count_as_of"]) == ("36", "2026-11-20")
    again, nothing, _ = found_in(datasets, of_instrument(lines))  # a second time there is nothing to do
    assert (nothing, again.changes, again.same) == ({}, (), 36)
    assert files(datasets) == after


def test_a_page_of_a_state_counts_the_rows_anew_but_completes_no_list(datasets):
    lines = [
        Line("KEN", "C190", date(2026, 3, 2)),
        Line("KEN", "C103", date(1984, 1, 9)),
        Line("KEN", "C110", date(1984, 1, 9)),
    ]
    found, tables, _ = found_in(datasets, of_country("KEN", [*lines_of(datasets, country="KEN"), *lines]))
    assert {one.instrument for one in found.changes if one.kind == "new"} == {"C190", "C103", "C110"}
    assert sorted(tables) == ["ratification_coverage", "ratifications"]
    (datasets / "ratification_coverage.csv").write_text(tables["ratification_coverage"], encoding="utf-8", newline="")
    whole = row(datasets, "ratification_coverage", instrument="C103")
    assert (whole["rows"], whole["coverage"], whole["stated_count"]) == ("42", "complete", "41")
    assert whole["note"] == "The table holds 42 ratifications, more than the 41 that the source counted (2013)."
    new = row(datasets, "ratification_coverage", instrument="C110")
    assert (new["rows"], new["coverage"], new["verified"]) == ("1", "partial", "unconfirmed")


def test_our_own_facts_as_a_page_of_a_state_leave_every_byte(datasets):
    lines = [line for line in lines_of(datasets, country="GBR", precision="day") if line.status != "unknown"]
    found, tables, _ = found_in(datasets, of_country("GBR", lines))
    assert (found.same, found.doubts, tables) == (len(lines), (), {})


def test_our_own_list_gives_no_more_than_the_number_that_the_page_states(datasets):
    found, tables, package = found_in(
        datasets, of_instrument(lines_of(datasets, instrument="C001")), as_of=date(2013, 12, 31)
    )
    assert (found.complete, found.doubts, list(tables)) == ("C001", (), ["instruments"])
    (old, new) = changed_lines(package.text("instruments").encode(), tables["instruments"].encode())
    assert ",,52,2013-12-31," not in old
    assert ",52,2013-12-31," in new


def test_a_contradiction_is_not_written_while_the_rest_is(datasets):
    lines = lines_of(datasets, instrument="C140")
    lines[0].on = date(1980, 5, 17)
    found, tables, _ = found_in(datasets, of_instrument([*lines, Line("ZMB", "C140", date(2026, 3, 2))]))
    assert (len(found.doubts), found.complete) == (1, "")
    assert sorted(tables) == ["ratification_coverage", "ratifications"]
    assert "1980-05-17" not in tables["ratifications"]
    assert "ZMB,Zambia,C140,ratification,2026-03-02" in tables["ratifications"]


def test_what_would_not_pass_the_check_is_not_written(datasets):
    before = files(datasets)
    _, tables, package = found_in(
        datasets, of_instrument([*lines_of(datasets, instrument="C140"), Line("ZMB", "C140", ON)])
    )
    broken = {**tables, "ratifications": tables["ratifications"].replace("ZMB,Zambia,C140", "ZMB,Sambia,C140")}
    with pytest.raises(IlsError, match=r"Nothing was written: .* countries calls ZMB 'Zambia'"):
        apply(broken, package)
    assert files(datasets) == before


def test_a_table_in_another_form_is_not_rewritten(datasets):
    path = datasets / "instruments.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(IlsError, match=r"instruments\.csv is not in its usual form"):
        found_in(datasets, of_instrument([*lines_of(datasets, instrument="C140"), Line("ZMB", "C140", ON)]))


# ---------------------------------------------------------------------------------------------------------------------
# Killed at any point
# ---------------------------------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
from ilslearn.table_files import finish, put_in_place, text_of

folder, names = Path(sys.argv[1]), ["a.csv", "b.csv", "c.csv"]
for point in range(1, 200):
    for name in names:
        (folder / name).write_text("old")
    if child := os.fork():
        _, status = os.waitpid(child, 0)
    else:
        left = [point]
        def stop(event, _):
            if event in ("open", "os.mkdir", "os.rename", "os.rmdir", "os.remove", "os.listdir", "os.scandir"):
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(stop)
        put_in_place(dict.fromkeys(names, "new"), folder)
        os._exit(0)
    texts = {(folder / name).read_text() for name in names}
    assert texts <= {"old", "new"}, texts          # each file is whole
    seen = {text_of(folder, name) for name in names}
    assert len(seen) == 1, (texts, seen)           # who reads sees one state
    finish(folder)
    after = {(folder / name).read_text() for name in names}
    assert after == seen, (seen, after)            # and finishing changes none of it
    assert texts == {"old"} or after == {"new"}, (texts, after)   # all or nothing
    assert sorted(path.name for path in folder.iterdir()) == names
    print(point, *sorted(texts), "->", *after)
    if status == 0:
        break
"""


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="kills a forked process")
def test_whoever_kills_it_leaves_all_or_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    ends = [line.split(maxsplit=1)[1] for line in done.stdout.splitlines()]
    assert {"old -> old", "new old -> new", "new -> new"} <= set(ends)  # before, in the middle, after
    assert "old -> new" in ends  # written, and not yet in its place


def test_finishing_what_was_never_begun_does_nothing(tmp_path):
    assert not finish(tmp_path)
    (tmp_path / ".update-draft").mkdir()
    assert not finish(tmp_path)
    assert list(tmp_path.iterdir()) == []


def half_way(datasets):
    """An update of two tables of which the second is not in its place yet."""
    texts = {name: (datasets / name).read_text(encoding="utf-8") for name in ("countries.csv", "ratifications.csv")}
    changed = {name: text.replace("Zambia", "Zambie") for name, text in texts.items()}
    ready = datasets / ".update-ready"
    ready.mkdir()
    (datasets / "countries.csv").write_text(changed["countries.csv"], encoding="utf-8", newline="")
    (ready / "ratifications.csv").write_text(changed["ratifications.csv"], encoding="utf-8", newline="")
    return changed


def test_who_reads_after_a_kill_sees_the_update_whole_and_repairs_nothing(datasets):
    changed = half_way(datasets)
    before = sorted(path.relative_to(datasets) for path in datasets.rglob("*"))
    assert {name: Package(datasets).text(name.removesuffix(".csv")) for name in changed} == changed
    members, ratified = (read_raw(name, datasets).set_index("country") for name in ("countries", "ratifications"))
    assert {members.loc["ZMB", "name"], *ratified.loc["ZMB", "country_name"]} == {"Zambie"}
    (problem,) = check(datasets)
    assert "stopped half-way" in problem.message
    assert sorted(path.relative_to(datasets) for path in datasets.rglob("*")) == before


def test_the_next_update_finishes_what_was_stopped(datasets):
    changed = half_way(datasets)
    with alone(datasets):
        assert {name: (datasets / name).read_text(encoding="utf-8") for name in changed} == changed
    assert not (datasets / ".update-ready").exists()


def test_two_updates_at_once_are_one_after_the_other(datasets):
    with alone(datasets), pytest.raises(IlsError, match="Another update of"), alone(datasets):
        pass
    with alone(datasets):  # whoever is done lets go
        put_in_place({"countries.csv": "new"}, datasets)
    assert (datasets / "countries.csv").read_text() == "new"
