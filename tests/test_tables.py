"""The tables: complete, typed, and each caller's own."""

import json

import pandas as pd
import pytest

import ilslearn as ils
from ilslearn import tables
from ilslearn.places import place

DESCRIPTOR = json.loads((place("datasets") / "datapackage.json").read_text(encoding="utf-8"))
SCHEMAS = {resource["name"]: resource["schema"]["fields"] for resource in DESCRIPTOR["resources"]}
EVERY_TABLE = pytest.mark.parametrize("name", sorted(SCHEMAS))

# Public function -> table; most bear the name of the table.
OTHER_NAMES = {
    "cas_individual_cases": "conference_cases",
    "ceacr_comments": "comments",
    "commissions_of_inquiry": "inquiries",
    "labour_inspection_modules": "inspection_modules",
}


def with_kind(kind):
    return [(table, f["name"]) for table, fields in SCHEMAS.items() for f in fields if f.get("kind") == kind]


def with_type(*types):
    return [
        (table, f["name"])
        for table, fields in SCHEMAS.items()
        for f in fields
        if f["type"] in types and "kind" not in f and "enum" not in f.get("constraints", {})
    ]


def with_enum():
    return [
        (table, f["name"], f["constraints"]["enum"])
        for table, fields in SCHEMAS.items()
        for f in fields
        if "enum" in f.get("constraints", {}) and "kind" not in f
    ]


@EVERY_TABLE
def test_every_table_loads_with_every_field_in_order_and_every_row(name):
    frame, raw = tables.table(name), tables.read_raw(name)
    added = {
        f"{column}_{end}"
        for table, column in with_kind("partial_date")
        if table == name
        for end in ("earliest", "latest")
    }
    assert [column for column in frame.columns if column not in added] == [f["name"] for f in SCHEMAS[name]]
    assert len(frame) == len(raw) > 0
    assert [f["name"] for f in tables.fields(name)] == [f["name"] for f in SCHEMAS[name]]


@EVERY_TABLE
def test_every_table_says_which_it_is_and_as_of_when(name):
    assert tables.table(name).attrs == {"table": name, "as_of": DESCRIPTOR["as_of"]}


@EVERY_TABLE
def test_every_table_has_a_public_function_that_returns_it(name):
    public = OTHER_NAMES.get(name, name)
    assert public in ils.__all__
    pd.testing.assert_frame_equal(getattr(ils, public)(), tables.table(name))


@EVERY_TABLE
def test_no_cell_is_lost_or_made_up_on_the_way_from_the_file(name):
    frame, raw = tables.table(name), tables.read_raw(name)
    for field in SCHEMAS[name]:
        column = frame[field["name"]]
        empty = column.map(len) == 0 if field.get("kind") == "list" else column.isna()
        assert empty.tolist() == (raw[field["name"]] == "").tolist(), field["name"]


@pytest.mark.parametrize(("table", "column", "words"), with_enum())
def test_a_closed_vocabulary_is_a_category_with_exactly_its_words(table, column, words):
    cells = tables.table(table)[column]
    assert isinstance(cells.dtype, pd.CategoricalDtype)
    assert list(cells.cat.categories) == words
    assert cells.dropna().tolist() == [cell for cell in tables.read_raw(table)[column] if cell]


@pytest.mark.parametrize(("table", "column"), with_type("date"))
def test_a_day_is_a_timestamp(table, column):
    cells = tables.table(table)[column]
    assert pd.api.types.is_datetime64_any_dtype(cells)
    assert cells.dropna().dt.strftime("%Y-%m-%d").tolist() == [cell for cell in tables.read_raw(table)[column] if cell]


@pytest.mark.parametrize(("table", "column"), with_kind("list"))
def test_a_list_is_a_tuple_and_an_empty_one_is_empty(table, column):
    cells = tables.table(table)[column]
    assert all(type(cell) is tuple for cell in cells)
    assert [";".join(cell) for cell in cells] == tables.read_raw(table)[column].tolist()


@pytest.mark.parametrize(("table", "column"), with_type("integer", "year"))
def test_a_number_is_a_whole_number_or_missing(table, column):
    cells = tables.table(table)[column]
    assert cells.dtype == "Int64"
    assert [int(cell) for cell in tables.read_raw(table)[column] if cell] == cells.dropna().tolist()


@pytest.mark.parametrize(("table", "column"), with_type("boolean"))
def test_yes_or_no_is_a_boolean_or_missing(table, column):
    cells = tables.table(table)[column]
    assert cells.dtype == "boolean"
    assert [cell == "true" for cell in tables.read_raw(table)[column] if cell] == cells.dropna().tolist()


@pytest.mark.parametrize(("table", "column"), with_kind("partial_date"))
def test_a_date_that_may_be_a_year_stays_text_beside_its_first_and_last_day(table, column):
    frame, raw = tables.table(table), tables.read_raw(table)[column]
    assert [text for text in raw if text] == frame[column].dropna().tolist()
    known = frame[frame[column].notna()]
    first, last = known[f"{column}_earliest"].dt.strftime("%Y-%m-%d"), known[f"{column}_latest"].dt.strftime("%Y-%m-%d")
    for text, earliest, latest in zip(known[column], first, last, strict=True):
        assert earliest == text + "-01-01"[len(text) - 4 :]
        assert latest.startswith(text)
        assert len(text) < 10 or latest == text
        assert len(text) > 4 or latest == f"{text}-12-31"
    unknown = frame[frame[column].isna()]
    assert unknown[f"{column}_earliest"].isna().all()
    assert unknown[f"{column}_latest"].isna().all()


def test_a_year_in_the_list_of_ratifications_does_not_look_like_a_day():
    frame = ils.ratifications()
    years = frame[frame["precision"] == "year"]
    assert len(years) > 40
    assert years["ratified_on"].str.fullmatch(r"\d{4}").all()
    assert ((years["ratified_on_latest"] - years["ratified_on_earliest"]).dt.days >= 364).all()


def test_namibia_is_a_country_code_not_a_missing_value():
    assert "NA" in set(ils.countries()["alpha2"])


# What a caller changes in a frame


def change_a_cell(frame):
    frame.iloc[0, 3] = "changed"


def change_a_cell_by_label(frame):
    frame.loc[frame.index[0], "title"] = "changed"


def change_the_array(frame):
    frame["number"].array[0] = 999


def change_a_column(frame):
    frame["title"] = "changed"


def add_a_column(frame):
    frame["new"] = 1


def drop_a_column(frame):
    frame.drop(columns="title", inplace=True)


def rename_columns(frame):
    frame.columns = [column.upper() for column in frame.columns]


def sort_in_place(frame):
    frame.sort_values("title", ascending=False, inplace=True)


def drop_rows(frame):
    frame.drop(index=frame.index[:5], inplace=True)


def index_anew(frame):
    frame.set_index("code", inplace=True)


def label_the_frame(frame):
    frame.attrs["as_of"] = "1900"
    frame.attrs["new"] = True


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # old habits still work, and must not harm
@pytest.mark.parametrize(
    "change",
    [
        change_a_cell, change_a_cell_by_label, change_the_array, change_a_column, add_a_column, drop_a_column,
        rename_columns, sort_in_place, drop_rows, index_anew, label_the_frame,
    ],
)  # fmt: skip
def test_what_one_caller_changes_the_next_does_not_see(change):
    before, mine = ils.instruments(), ils.instruments()
    change(mine)
    assert not mine.equals(before) or mine.attrs != before.attrs  # something did change
    after = ils.instruments()
    pd.testing.assert_frame_equal(after, before)
    assert after.attrs == {"table": "instruments", "as_of": DESCRIPTOR["as_of"]}


def test_what_one_caller_changes_in_the_descriptor_the_next_does_not_see():
    mine = ils.data_package()
    as_of = mine["as_of"]
    mine["as_of"] = "1900-01-01"
    mine["resources"].clear()
    assert ils.data_package()["as_of"] == as_of
    assert ils.data_package()["resources"]


def test_the_descriptor_is_the_file_of_the_package():
    assert ils.data_package() == DESCRIPTOR


def test_every_table_of_the_descriptor_is_a_file_and_every_file_is_in_the_descriptor():
    assert {path.stem for path in place("datasets").glob("*.csv")} == set(SCHEMAS)
