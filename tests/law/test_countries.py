"""One country: how it may be named, and when it was a Member."""

from datetime import date

import pytest

import ilslearn as ils


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("France", "FRA"), ("fra", "FRA"), ("FR", "FRA"), ("fr", "FRA"), ("  France \n", "FRA"), ("FRANCE", "FRA"),
        ("Brazil", "BRA"), ("br", "BRA"), ("South Africa", "ZAF"), ("the netherlands", "NLD"), ("Holland", "NLD"),
        ("United Kingdom", "GBR"), ("UK", "GBR"), ("United States", "USA"), ("USA", "USA"), ("Viet Nam", "VNM"),
        ("Vietnam", "VNM"), ("Türkiye", "TUR"), ("Turkiye", "TUR"), ("Turkey", "TUR"), ("Côte d'Ivoire", "CIV"),
        ("Cote d’Ivoire", "CIV"), ("Ivory Coast", "CIV"), ("Swaziland", "SWZ"), ("Eswatini", "SWZ"), ("Burma", "MMR"),
        ("Russia", "RUS"), ("South Korea", "KOR"), ("Czech Republic", "CZE"), ("Czechia", "CZE"), ("Bolivia", "BOL"),
        ("Guinea-Bissau", "GNB"), ("Tanzania", "TZA"),
        ("Lao PDR", "LAO"), ("DRC", "COD"), ("Congo", "COG"), ("Niger", "NER"),
        ("Dominica", "DMA"), ("Dominican Republic", "DOM"), ("Guinea", "GIN"), ("Equatorial Guinea", "GNQ"),
        ("São Tomé and Príncipe", "STP"), ("NA", "NAM"),
    ],
)  # fmt: skip
def test_a_country_may_be_named_as_people_name_it(name, code):
    assert ils.country(name).code == code


@pytest.mark.parametrize("column", ["country", "alpha2", "name"])
def test_every_member_is_found_by_its_codes_and_its_name(column):
    frame = ils.countries()
    for value, code in zip(frame[column], frame["country"], strict=True):
        assert ils.country(value).code == code
        assert ils.country(value.lower()).code == code
        assert ils.country(value).membership


def test_no_two_members_share_a_name_or_a_code():
    frame = ils.countries()
    named = frame[["country", "alpha2", "name"]].melt()["value"].str.casefold()
    assert named.is_unique


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Brazill", "Brazil"), ("Nigera", "Nigeria"), ("Korea", "Republic of Korea"), ("Phillipines", "Philippines"),
        ("Saint Kitts", "Saint Kitts and Nevis"),
    ],
)  # fmt: skip
def test_a_name_that_is_mistyped_or_not_clear_is_sent_back_with_the_nearest(name, near):
    with pytest.raises(ils.UnknownCountry, match=near):
        ils.country(name)


@pytest.mark.parametrize("name", ["Narnia", "XXX", "Q", "C158", "Atlantis", "12", "France, Germany", "the"])
def test_an_unknown_country_is_an_error_that_says_what_to_write(name):
    with pytest.raises(ils.UnknownCountry, match="KEN") as raised:
        ils.country(name)
    assert repr(name) in str(raised.value)


@pytest.mark.parametrize("name", ["", "   ", None, 5, float("nan"), True])
def test_no_country_at_all_is_an_error_too(name):
    with pytest.raises(ils.UnknownCountry, match="No country was named"):
        ils.country(name)


@pytest.mark.parametrize("name", [["Brazil"], {"country": "Brazil"}], ids=str)
def test_a_list_is_no_name(name):
    with pytest.raises(ils.UnknownCountry):
        ils.country(name)


@pytest.mark.parametrize(
    ("name", "code"), [("Liechtenstein", "LIE"), ("LI", "LIE"), ("Bhutan", "BTN"), ("Monaco", "MCO")]
)
def test_a_state_that_never_was_a_member_is_known_as_such(name, code):
    state = ils.country(name)
    assert state.code == code
    assert state.membership == ()
    assert state.was_member(date(2020, 1, 1)) is False
    assert code not in set(ils.countries()["country"])


def test_a_territory_is_found_and_is_no_member():
    assert ils.country("Hong Kong").membership == ()


@pytest.mark.parametrize(
    ("name", "day", "member"),
    [
        ("South Africa", date(1966, 3, 10), True),
        ("South Africa", date(1966, 3, 11), False),
        ("South Africa", date(1994, 5, 25), False),
        ("South Africa", date(1994, 5, 26), True),
        ("South Africa", date(1918, 6, 1), False),
        ("South Africa", date(1919, 6, 1), None),  # only the year is known
        ("South Africa", date(1920, 1, 1), True),
        ("United States", date(1977, 11, 5), True),
        ("United States", date(1977, 11, 6), False),
        ("United States", date(1980, 2, 18), True),
        ("Lithuania", date(1940, 6, 1), None),  # left in 1940
        ("Lithuania", date(1950, 1, 1), False),
        ("Italy", date(1939, 12, 15), None),  # left in December 1939
        ("Italy", date(1939, 11, 30), True),
        ("Italy", date(1940, 1, 1), False),
        ("France", date(9999, 12, 30), True),
    ],
)
def test_membership_is_answered_to_the_day_and_left_open_where_only_the_year_is_known(name, day, member):
    assert ils.country(name).was_member(day) is member


@pytest.mark.parametrize("code", sorted(ils.countries()["country"]))
def test_every_member_was_one_on_the_last_day_of_its_first_doubt_and_not_the_day_before_the_first(code):
    state = ils.country(code)
    first = state.membership[0].since
    assert state.was_member(first.latest) is True
    assert state.was_member(first.earliest) is (True if first.is_day else None)
    assert state.was_member(date(1919, 1, 1).replace(year=first.earliest.year - 1)) is False


def test_a_country_prints_its_name_and_code():
    assert str(ils.country("ZAF")) == "South Africa (ZAF)"
