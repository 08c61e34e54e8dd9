"""A sheet of Kenya filled in as a lawyer might: every finding occurs, law and practice both fall short somewhere."""

import pandas as pd
import pytest

import ilslearn as ils

# key: finding, source, comment
FOUND = {
    "C098:1(1):1": (
        "not_met",
        "Labour Relations Act, s. 5; https://example.org/act/5",
        "Remedies; none for applicants",
    ),
    "C098:1(1):2": ("partly", "Report of the inspectorate 2024", ""),
    "C098:2(1):1": ("met", "Labour Relations Act, s. 6", 'Says "interference"'),
    "C098:5(1):1": ("not_applicable", "", ""),
    "C098:4:1": ("not_known", "", "Ask the ministry"),
    "C138:9(3):1": ("partly", "Children Act, s. 12", ""),
    "C135:2(1):2": ("not_met", "Survey of the federations, 2023", ""),
}
DAY = "2026-11-22"


@pytest.fixture
def findings() -> pd.DataFrame:
    rows = [
        {"key": key, "finding": one, "source": source, "comment": note} for key, (one, source, note) in FOUND.items()
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def analysis(findings):
    return ils.gap_analysis("Kenya", findings=findings, on=DAY)
