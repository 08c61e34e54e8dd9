"""The learner's country: chosen once, kept, and never lost to a slip."""

import pytest

import ilslearn as ils


def test_until_one_is_chosen_it_is_kenya(home):
    assert ils.my_country() == "Kenya"
    assert not home.exists()


def test_a_choice_is_kept_between_notebooks(home):
    assert ils.my_country("gha") == "Ghana"
    assert ils.my_country() == "Ghana"
    assert (home / "country").read_text() == "GHA"


def test_a_slip_changes_nothing(home):
    ils.my_country("Ghana")
    with pytest.raises(ils.UnknownCountry):
        ils.my_country("Ghanna Republic of Nowhere")
    assert ils.my_country() == "Ghana"


@pytest.mark.parametrize("damage", ["", "XXX", "\x00", "Gh\nana" * 1000])
def test_a_damaged_file_is_no_obstacle(home, damage):
    home.mkdir()
    (home / "country").write_text(damage)
    assert ils.my_country() == "Kenya"


def test_a_file_in_place_of_the_folder_is_no_obstacle(home):
    home.write_text("not a folder")
    assert ils.my_country("Ghana") == "Ghana"
    assert ils.my_country() == "Kenya"
