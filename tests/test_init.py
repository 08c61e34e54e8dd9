"""The public face: which names there are, and that the import costs next to nothing."""

import subprocess
import sys

import pytest

import ilslearn as ils

PUBLIC = sorted(ils.__all__)
HEAVY = ("pandas", "numpy", "matplotlib", "ipywidgets", "pycountry", "rapidfuzz", "IPython")


def in_a_new_python(code, *options):
    return subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_can_be_got(name):
    assert getattr(ils, name) is not None
    assert getattr(ils, name) is getattr(ils, name)


def test_the_pictures_can_be_had_before_anything_else_is_used():
    """A module in a package is not found by its name until it has been imported."""
    assert "world" in in_a_new_python("import ilslearn as ils; print(ils.draw.__all__)").stdout


def test_the_names_of_the_contract_are_public():
    contract = {
        "instruments", "ratifications", "countries", "legal_systems", "decisions", "comments", "cfa_cases", "inquiries",
        "trade_agreements", "access_points", "instrument", "country", "binding", "binding_table", "IlsError",
        "UnknownInstrument", "UnknownCountry", "UnknownDate",
    }  # fmt: skip
    assert contract <= set(ils.__all__)


def test_no_public_name_is_listed_twice():
    assert len(ils.__all__) == len(set(ils.__all__))


def test_dir_lists_the_public_names():
    assert set(dir(ils)) >= set(ils.__all__)


def test_an_unknown_name_is_an_attribute_error_that_names_it():
    with pytest.raises(AttributeError, match="ratificatoins"):
        ils.ratificatoins  # noqa: B018


def test_an_unknown_name_can_not_be_imported():
    with pytest.raises(ImportError, match="ratificatoins"):
        from ilslearn import ratificatoins  # noqa: F401


@pytest.mark.parametrize("module", HEAVY)
def test_import_alone_loads_no_heavy_part(module, loaded_by_the_import):
    assert module not in loaded_by_the_import


@pytest.fixture(scope="module")
def loaded_by_the_import():
    log = in_a_new_python("import ilslearn", "-X", "importtime").stderr
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in log.splitlines() if "import time:" in line}
    assert "ilslearn" in loaded  # the log was read
    return loaded


def test_a_name_got_lazily_is_the_one_that_its_module_defines():
    code = "import ilslearn as ils; from ilslearn.law.ratification import binding; assert ils.binding is binding"
    assert in_a_new_python(code).returncode == 0


def test_a_first_answer_needs_neither_plots_nor_widgets():
    code = (
        "import sys, ilslearn as ils; print(ils.binding('Brazil', 'C158', on='1997-06-01').status);"
        "print([m for m in ('matplotlib', 'ipywidgets', 'IPython', 'rapidfuzz') if m in sys.modules])"
    )
    assert in_a_new_python(code).stdout.splitlines() == ["in_force", "[]"]


def test_the_version_is_a_release_number():
    assert all(part.isdigit() for part in ils.__version__.split(".")[:2])
