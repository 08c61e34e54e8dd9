"""Was it binding there, that day? Known answers, special situations, and what every answer owes its reader."""

import json
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import ilslearn as ils

ONE_DAY = timedelta(days=1)
CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "binding.yaml").read_text(encoding="utf-8"))


def words(answer):
    """All reasons of an answer in one text."""
    return " ".join(str(ground) for ground in answer.basis)


# ---------------------------------------------------------------------------------------------------------------------
# Known answers
# ---------------------------------------------------------------------------------------------------------------------


def test_there_are_enough_known_answers_and_each_has_a_source():
    assert len(CASES) >= 60
    assert len({case["case"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert re.match(r"https?://\S+", case["source"] or ""), case["case"]
        assert case["status"] in ("in_force", "not_in_force", "uncertain", "not_a_member"), case["case"]
    assert {case["status"] for case in CASES} == {"in_force", "not_in_force", "uncertain", "not_a_member"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_answer_is_the_known_one(case):
    answer = ils.binding(case["country"], case["instrument"], on=case["on"])
    said = {"status": answer.status, "since": answer.since, "until": answer.until}
    known = {key: case[key] for key in said if case[key] is not None}
    assert known.items() <= said.items(), f"{case['case']}: {known}, not {said}. {case['why']} Source: {case['source']}"


def test_the_examples_of_the_issue():
    assert ils.binding("Brazil", "C158", on="1997-06-01").status == "in_force"
    assert ils.binding("Brazil", "C158", on="1999-01-01").status == "not_in_force"
    assert ils.binding("Canada", "C098", on="2007-06-08").status == "not_in_force"
    with pytest.raises(ils.UnknownCountry, match="Narnia"):
        ils.binding("Narnia", "C158", on="1997-06-01")


def test_the_answer_to_the_judge_names_its_days():
    answer = ils.binding("Brazil", "C158", on="1997-06-01")
    assert (answer.country, answer.instrument, answer.on) == ("BRA", "C158", date(1997, 6, 1))
    assert (answer.since, answer.until) == (date(1996, 1, 5), date(1997, 11, 20))


# ---------------------------------------------------------------------------------------------------------------------
# Special situations, with rows found in the tables
# ---------------------------------------------------------------------------------------------------------------------


def rows(**wanted):
    """Rows that stand alone for their State and instrument, of a Convention that came into force."""
    frame = ils.ratifications()
    frame = frame[~frame.duplicated(["country", "instrument"], keep=False)]
    one = ils.instruments().set_index("code")[["kind", "in_force_on", "ended_on_earliest", "ended_on_latest"]]
    frame = frame.join(one.add_prefix("own_"), on="instrument")
    rules = ils.final_articles().set_index("instrument")
    frame = frame.join(rules[["entry_rule", "entry_months", "denunciation_effect_months"]], on="instrument")
    frame = frame[(frame["own_kind"] == "convention") & frame["own_in_force_on"].notna()]
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    return frame


def one_for_each_instrument(frame):
    """A row for each instrument: enough to see the rule, few enough to be quick."""
    found = frame.drop_duplicates("instrument").to_dict("records")
    assert found, "no such row is left in the tables: choose another way to show the rule"
    return found


def named(row):
    return f"{row['country']}-{row['instrument']}"


def known_to_the_year():
    frame = rows(precision="year", mode="ratification", entry_rule="months_after_registration", status="in_force")
    frame = frame[frame["in_force_on"].isna() & (frame["ratified_on_earliest"] > frame["own_in_force_on"])]
    return one_for_each_instrument(frame)


@pytest.mark.parametrize("row", known_to_the_year(), ids=named)
def test_a_ratification_known_to_the_year_is_uncertain_inside_the_window_only(row):
    months = pd.DateOffset(months=int(row["entry_months"]))
    first = (row["ratified_on_earliest"] + months).date()
    last = (row["ratified_on_latest"] + months).date()

    def status(day):
        return ils.binding(row["country"], row["instrument"], on=day).status

    assert status(first - ONE_DAY) in ("not_in_force", "not_a_member")
    assert status(first) == status(first + 100 * ONE_DAY) == status(last - ONE_DAY) == "uncertain"
    assert status(last) == status(last + ONE_DAY) == "in_force"
    window = ils.binding(row["country"], row["instrument"], on=first).since
    assert (window.earliest, window.latest) == (first, last)


def convention_codes_in_force():
    frame = ils.instruments()
    return frame[(frame["kind"] == "convention") & frame["in_force_on"].notna()]


@pytest.mark.parametrize("code", convention_codes_in_force()["code"].tolist()[::12])
def test_before_its_own_entry_into_force_a_convention_binds_nobody(code):
    first = ils.instrument(code).in_force_on
    for state in ("FRA", "GBR", "KEN", "URY"):
        answer = ils.binding(state, code, on=first - ONE_DAY)
        assert answer.status in ("not_in_force", "not_a_member")
        assert answer.status == "not_a_member" or "in force for nobody" in words(answer)


@pytest.mark.parametrize(
    "row",
    one_for_each_instrument(
        rows(precision="day", mode="ratification", entry_rule="months_after_registration", status="in_force").query(
            "in_force_on.isna() and ratified_on_earliest < own_in_force_on"
        )
    ),
    ids=named,
)
def test_an_early_ratification_waits_for_the_convention_itself(row):
    first = row["own_in_force_on"].date()
    registered = (row["ratified_on_earliest"] + pd.DateOffset(months=int(row["entry_months"]))).date()
    answer = ils.binding(row["country"], row["instrument"], on=max(first, registered))
    assert answer.since == max(first, registered)


def denounced(mode):
    frame = rows(status="denounced", denunciation_mode=mode)
    day = frame["denounced_on"].str.len() == 10
    return one_for_each_instrument(
        frame[day & frame["denunciation_effective_on"].isna() & (frame["precision"] == "day")]
    )


def effective(row):
    end = (row["denounced_on_earliest"] + pd.DateOffset(months=int(row["denunciation_effect_months"]))).date()
    return end if pd.isna(row["own_ended_on_earliest"]) else min(end, row["own_ended_on_earliest"].date())


@pytest.mark.parametrize("row", denounced("act"), ids=named)
def test_a_denunciation_ends_the_obligation_on_the_day_it_takes_effect_and_not_before(row):
    last = effective(row)
    before, after = (ils.binding(row["country"], row["instrument"], on=day) for day in (last - ONE_DAY, last))
    assert (before.status, after.status) == ("in_force", "not_in_force")
    assert before.until == after.until == last
    assert "denunciation" in words(after)


@pytest.mark.parametrize("row", denounced("automatic"), ids=named)
def test_an_automatic_denunciation_ends_the_obligation_and_says_by_what(row):
    last = effective(row)
    before, after = (ils.binding(row["country"], row["instrument"], on=day) for day in (last - ONE_DAY, last))
    assert (before.status, after.status) == ("in_force", "not_in_force")
    assert f"automatic denunciation by ratifying {row['denounced_by']}" in words(after)


@pytest.mark.parametrize(
    "row",
    one_for_each_instrument(rows(denunciation_mode="automatic").query("denunciation_effective_on.notna()")),
    ids=named,
)
def test_a_stated_end_is_taken_as_the_source_states_it(row):
    last = row["denunciation_effective_on_earliest"].date()
    before, after = (ils.binding(row["country"], row["instrument"], on=day) for day in (last - ONE_DAY, last))
    assert (before.status, after.status) == ("in_force", "not_in_force")
    assert "as the source states" in words(after)


@pytest.mark.parametrize(
    ("on", "status", "since"),
    [
        ("1958-04-24", "not_in_force", date(1958, 4, 25)),
        ("1958-04-25", "in_force", date(1958, 4, 25)),
        ("1972-04-04", "in_force", date(1958, 4, 25)),
        ("1972-04-05", "not_in_force", date(1990, 10, 11)),
        ("1990-10-10", "not_in_force", date(1990, 10, 11)),
        ("1990-10-11", "in_force", date(1990, 10, 11)),
    ],
)
def test_brazil_ratified_the_labour_inspection_convention_twice(on, status, since):
    answer = ils.binding("Brazil", "C081", on=on)
    assert (answer.status, answer.since) == (status, since)


@pytest.mark.parametrize(
    "row",
    one_for_each_instrument(
        rows(precision="day", mode="succession", status="in_force").query(
            "in_force_on.isna() and ratified_on_earliest > own_in_force_on"
        )
    )[:40],
    ids=named,
)
def test_a_successor_state_is_bound_at_once(row):
    day = row["ratified_on_earliest"].date()
    answer = ils.binding(row["country"], row["instrument"], on=day)
    assert (answer.status, answer.since) == ("in_force", day)
    assert "uccession" in words(answer)
    assert ils.binding(row["country"], row["instrument"], on=day - ONE_DAY).status in ("not_in_force", "not_a_member")


@pytest.mark.parametrize(
    ("on", "status"),
    [("1966-03-10", "uncertain"), ("1966-03-11", "not_a_member"), ("1994-05-25", "not_a_member")],
)
def test_south_africa_was_no_member_for_twenty_eight_years(on, status):
    answer = ils.binding("South Africa", "C100", on=on)
    assert answer.status == status or (status, answer.status) == ("uncertain", "not_in_force")
    assert answer.status != "not_a_member" or "has been a Member" in words(answer)


def breaks_after_1948():
    """States that left after article 1(5) was in force, with a day in the middle of their absence."""
    for code in ils.countries()["country"]:
        periods = ils.country(code).membership
        for period, following in pairwise(periods):
            if period.until.earliest >= date(1948, 4, 20):
                yield (
                    code,
                    period.until.earliest,
                    period.until.latest + (following.since.earliest - period.until.latest) / 2,
                )


def ratified_before_leaving():
    alone = rows(precision="day", entry_rule="months_after_registration")
    found = []
    for state, left, amid in breaks_after_1948():
        mine = alone[
            (alone["country"] == state) & (alone["ratified_on_latest"] + pd.DateOffset(months=12) < pd.Timestamp(left))
        ]
        mine = mine[
            mine["denounced_on"].isna()
            & (mine["own_in_force_on"] < pd.Timestamp(left))
            & (mine["status"] == "in_force")
        ]
        found += [(state, code, amid) for code in mine["instrument"]]
    assert found
    return found


@pytest.mark.parametrize(("state", "code", "amid"), ratified_before_leaving())
def test_obligations_outlast_membership(state, code, amid):
    assert ils.country(state).was_member(amid) is False
    answer = ils.binding(state, code, on=amid)
    assert answer.status == "in_force"
    assert "art. 1(5)" in words(answer)


@pytest.mark.parametrize("coverage", ["complete", "partial"])
def test_absence_proves_something_only_where_the_list_is_complete(coverage):
    listed = ils.ratification_coverage()
    read = set(ils.ratifications().query("as_of.notna()")["instrument"])  # the day on which the list was read is known
    dated = listed["stated_as_of"].notna() | listed["instrument"].isin(read)
    listed = listed[(listed["coverage"] == coverage) & dated]["instrument"]
    pairs = set(zip(ils.ratifications()["country"], ils.ratifications()["instrument"], strict=True))
    seen = 0
    for code in listed:
        one = ils.instrument(code)
        if one.kind != "convention" or not one.in_force_on or one.ended_on:
            continue
        on = one.in_force_on + ONE_DAY  # before any list was read
        for state in ("CAN", "CHN", "IND", "THA"):  # Members without a break
            if (state, code) in pairs:
                continue
            answer = ils.binding(state, code, on=on)
            assert answer.status == ("not_in_force" if coverage == "complete" else "uncertain")
            assert ("complete as of" if coverage == "complete" else "absence proves nothing") in words(answer)
            assert answer.since is answer.until is None
            seen += 1
    assert seen > 5


@pytest.mark.parametrize("on", ["1960-01-01", "2020-01-01"])
@pytest.mark.parametrize("state", ["KEN", "FRA", "LIE", "ZAF"])
def test_a_recommendation_never_binds(state, on):
    codes = ils.instruments().query("kind == 'recommendation'")["code"]
    for code in codes:
        answer = ils.binding(state, code, on=on)
        assert answer.status == "not_in_force"
        assert "never binds" in words(answer)


@pytest.mark.parametrize("state", ["Liechtenstein", "Bhutan", "Monaco", "Hong Kong"])
@pytest.mark.parametrize("code", ["C087", "C158", "MLC"])
def test_a_state_that_never_was_a_member_is_not_bound_and_told_so(state, code):
    answer = ils.binding(state, code, on="2020-01-01")
    assert answer.status == "not_a_member"
    assert "not in the list of member States" in words(answer)
    assert answer.sources == ()


@pytest.mark.parametrize(
    "row",
    one_for_each_instrument(
        rows(precision="day", entry_rule="on_registration").query(
            "own_ended_on_earliest.notna() and own_ended_on_earliest == own_ended_on_latest and denounced_on.isna()"
        )
    ),
    ids=named,
)
def test_an_abrogated_convention_binds_until_the_conference_ended_it(row):
    ended = row["own_ended_on_earliest"].date()
    before, after = (ils.binding(row["country"], row["instrument"], on=day) for day in (ended - ONE_DAY, ended))
    assert (before.status, after.status) == ("in_force", "not_in_force")
    assert before.until == ended
    assert "The Conference" in words(after)
    assert "art. 19(9)" in words(after)


@pytest.mark.parametrize("code", ["C004", "C015", "C021", "C050", "C064", "C065", "C104"])
def test_an_abrogated_convention_binds_nobody_whatever_the_list_says(code):
    ended = ils.instrument(code).ended_on.latest
    for state in ("KEN", "CHE", "NPL", "PAN", "AFG"):
        assert ils.binding(state, code, on=ended).status == "not_in_force"


def test_an_abrogation_known_to_the_year_leaves_that_year_open():
    row = one_for_each_instrument(rows(instrument="C045", status="not_in_force", precision="day", mode="ratification"))[
        0
    ]
    assert ils.instrument("C045").ended_on.is_day is False
    answers = [ils.binding(row["country"], "C045", on=day).status for day in ("2023-12-31", "2024-06-01", "2024-12-31")]
    assert answers == ["in_force", "uncertain", "not_in_force"]


def test_membership_obliges_without_ratification_where_fundamental_rights_are_concerned():
    answer = ils.binding("United States", "C087", on="2020-01-01")
    assert answer.status == "not_in_force"
    assert "1998" in words(answer)
    assert "Committee on Freedom of Association" in words(answer)
    assert "1998" not in words(ils.binding("Brazil", "C158", on="1999-01-01"))
    assert "1998" not in words(ils.binding("Liechtenstein", "C087", on="2020-01-01"))


@pytest.mark.parametrize(
    ("country", "instrument", "on", "error"),
    [
        ("Brazil", "C999", "1997-06-01", ils.UnknownInstrument),
        ("Brazil", "C158", "1997", ils.UnknownDate),
        ("Brazil", "C158", "1997-02-30", ils.UnknownDate),
        ("Brazil", "C158", "", ils.UnknownDate),
        ("", "C158", "1997-06-01", ils.UnknownCountry),
        (None, "C158", "1997-06-01", ils.UnknownCountry),
        ("Brazil", None, "1997-06-01", ils.UnknownInstrument),
    ],
)
def test_a_question_that_can_not_be_read_is_not_answered(country, instrument, on, error):
    with pytest.raises(error):
        ils.binding(country, instrument, on=on)


@pytest.mark.parametrize("country", ["Brazil", "BRA", "br", "brazil"])
@pytest.mark.parametrize("instrument", ["C158", "Convention No. 158", "Termination of Employment Convention, 1982"])
@pytest.mark.parametrize("on", ["1997-06-01", date(1997, 6, 1), pd.Timestamp("1997-06-01")])
def test_however_it_is_asked_the_answer_is_the_same(country, instrument, on):
    assert ils.binding(country, instrument, on=on) == ils.binding("BRA", "C158", on="1997-06-01")


def test_without_a_day_the_question_is_about_today():
    before, answer, after = date.today(), ils.binding("Brazil", "C158"), date.today()
    assert before <= answer.on <= after


# ---------------------------------------------------------------------------------------------------------------------
# What every answer owes its reader
# ---------------------------------------------------------------------------------------------------------------------

CODES = ils.instruments()["code"].tolist()
STATES = [*ils.countries()["country"], "LIE", "BTN", "HKG"]
RATIFIED = list(zip(ils.ratifications()["country"], ils.ratifications()["instrument"], strict=True))
some_day = st.dates(date(1900, 1, 1), date(2040, 12, 31))
some_question = st.tuples(
    st.one_of(st.sampled_from(RATIFIED), st.tuples(st.sampled_from(STATES), st.sampled_from(CODES))), some_day
)
TYPICAL = [
    ("BRA", "C158", "1997-06-01"), ("BRA", "C158", "1999-01-01"), ("BRA", "C158", "1995-06-01"),
    ("BRA", "C081", "1980-01-01"), ("MYS", "C105", "1959-06-01"), ("MYS", "C105", "1991-06-01"),
    ("IND", "C004", "2020-01-01"), ("LIE", "C087", "2020-01-01"), ("ZAF", "C100", "1980-01-01"),
    ("USA", "C087", "2020-01-01"), ("KEN", "R198", "2020-01-01"), ("KEN", "C193", "2030-01-01"),
    ("BRA", "C005", "2003-01-01"), ("CAN", "C098", "2018-06-14"), ("ITA", "P029", "2027-03-01"),
    ("FRA", "C001", "1920-01-01"),
]  # fmt: skip


def owes_its_reader(answer):
    assert answer.basis
    assert all(ground.text.strip() for ground in answer.basis)
    assert all(ground.kind in ("row", "rule", "record") for ground in answer.basis)
    assert answer.as_of
    # Sources of the rows used, or a rule with its own source, or a limit of the record
    assert (
        answer.sources
        or any(ground.source or ground.kind == "record" for ground in answer.basis)
        or not ils.instrument(answer.instrument).sources  # see the second test below
    )
    for source in answer.sources:
        assert source.url
        assert source.table in {"ratifications", "final_articles", "ratification_coverage", "instruments", "countries"}
        assert source.verified in {"confirmed", "partial", "unconfirmed"}
    # In words
    text = str(answer)
    assert "http" not in text
    assert "seed:" not in text
    assert text[-1] in ".]"
    assert ".." not in text
    assert "None" not in text
    headline = text.split(words(answer))[0].strip()
    assert answer.instrument in headline
    assert str(answer.on.year) in headline
    assert headline.endswith(".")
    # As data
    plain = answer.to_dict()
    assert list(plain) == ["country", "instrument", "on", "status", "since", "until", "basis", "sources", "as_of"]
    again = json.loads(json.dumps(plain))
    assert again["on"] == answer.on.isoformat()
    assert again["status"] == answer.status
    assert len(again["basis"]) == len(answer.basis)
    assert len(again["sources"]) == len(answer.sources)
    for key in ("since", "until"):
        assert again[key] == (str(getattr(answer, key)) if getattr(answer, key) else None)
    # As a card
    card = answer._repr_html_()
    for tag in ("div", "p", "ol", "ul", "details"):
        assert len(re.findall(rf"<{tag}[ >]", card)) == card.count(f"</{tag}>")
    assert card.count("<a ") == len(answer.sources)


@pytest.mark.parametrize(("state", "code", "on"), TYPICAL)
def test_a_typical_answer_has_reasons_sources_and_three_forms(state, code, on):
    owes_its_reader(ils.binding(state, code, on=on))


@settings(max_examples=400, deadline=None)
@given(some_question)
def test_every_answer_has_reasons_sources_and_three_forms(question):
    (state, code), on = question
    owes_its_reader(ils.binding(state, code, on=on))


@pytest.mark.parametrize("code", ils.instruments().query("verified == 'unconfirmed' and in_force_on.notna()")["code"])
def test_an_answer_that_rests_on_an_unconfirmed_day_says_so(code):
    answer = ils.binding("France", code, on=ils.instrument(code).in_force_on - ONE_DAY)
    said = [source.verified for source in answer.sources] + [words(answer)]
    assert any("unconfirmed" in one or "not confirmed" in one or "was not read" in one for one in said)


def test_the_typical_answers_show_every_status():
    assert {ils.binding(*pair, on=on).status for *pair, on in TYPICAL} == {
        "in_force", "not_in_force", "uncertain", "not_a_member",
    }  # fmt: skip


def test_a_window_in_the_answer_is_an_interval_in_iso_8601():
    row = known_to_the_year()[0]
    year = row["ratified_on_earliest"].year + 1
    plain = ils.binding(row["country"], row["instrument"], on=f"{year}-06-01").to_dict()
    assert plain["since"] == f"{year}-01-01/{year}-12-31"


@pytest.mark.parametrize(
    ("question", "headline"),
    [
        (("BRA", "C158", "1997-06-01"), "On 1 June 1997, C158 ({title}) was in force for Brazil."),
        (("BRA", "C158", "1999-01-01"), "On 1 January 1999, C158 ({title}) was not in force for Brazil."),
        (("LIE", "C158", "1999-01-01"), "On 1 January 1999, Liechtenstein was not a Member of the ILO"),
    ],
)
def test_the_answer_begins_with_what_was_asked(question, headline):
    state, code, on = question
    title = "Termination of Employment Convention, 1982"
    assert str(ils.binding(state, code, on=on)).startswith(headline.format(title=title))


@pytest.mark.parametrize(
    "hostile",
    [
        {
            "instruments": [{"title": "<script>x</script> & Convention"}],
            "ratifications": [{"ratified_on": "1990-01-01"}],
        },
        {"countries": [{"name": "<script>x</script> & Land"}], "ratifications": [{"ratified_on": "1990-01-01"}]},
        {"ratifications": [{"ratified_on": "1990-01-01", "declarations": "<script>x</script> & more"}]},
        {"ratifications": [{"ratified_on": "1990-01-01", "source_url": 'https://x.org/"><script>x</script>&'}]},
        {"ratifications": [{"ratified_on": "1990-01-01", "as_of": "2020-01-01", "verified": "<script>&"}]},
    ],
    ids=["title", "country", "declaration", "address", "verified"],
)
def test_the_card_escapes_what_the_tables_say(world, hostile):
    world(**hostile)
    card = ils.binding("ATL", "C901", on="2000-01-01")._repr_html_()
    assert "<script" not in card
    assert "&lt;script&gt;" in card
    assert "&amp;" in card
