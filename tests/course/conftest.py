"""A learner's folder of their own for each test."""

import pytest


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    monkeypatch.setenv("ILSLEARN_HOME", str(folder))
    return folder
