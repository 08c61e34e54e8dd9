"""The issuer's key is made once, kept closed, and never shown."""

import json
import os
import stat
import subprocess
import sys

import pytest

from ilslearn.certificates.keys import PRIVATE, PUBLIC, issuer, public_key
from ilslearn.certificates.proof import multikey
from ilslearn.errors import IlsError, UnusableFile

posix = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX systems")


@pytest.fixture
def folder(tmp_path):
    issuer(tmp_path / "issuer", make=True)
    return tmp_path / "issuer"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_the_issuer_can_read_what_is_made(tmp_path, mask):
    before = os.umask(mask)
    try:
        issuer(tmp_path / "issuer", make=True)
    finally:
        os.umask(before)
    assert mode(tmp_path / "issuer") == 0o700
    assert mode(tmp_path / "issuer" / PRIVATE) == 0o600


def test_the_key_is_made_once(folder):
    before = (folder / PRIVATE).read_bytes()
    assert multikey(issuer(folder, make=True).public) == multikey(issuer(folder).public)
    assert (folder / PRIVATE).read_bytes() == before


def test_the_public_key_is_a_multikey_and_is_written_again_if_it_is_lost(folder):
    written = json.loads((folder / PUBLIC).read_text())
    assert written["type"] == "Multikey"
    assert written["controller"] == f"did:key:{written['publicKeyMultibase']}"
    (folder / PUBLIC).unlink()
    assert multikey(issuer(folder).public) == multikey(public_key(folder / PUBLIC)) == written["publicKeyMultibase"]


def test_git_passes_over_the_folder(folder):
    subprocess.run(["git", "init", "--quiet", folder.parent], check=True)
    status = subprocess.run(["git", "-C", folder.parent, "status", "--porcelain"], capture_output=True, text=True)
    assert status.stdout == ""


@posix
@pytest.mark.parametrize(("name", "wide"), [(PRIVATE, 0o640), (PRIVATE, 0o604), (PRIVATE, 0o620), ("", 0o750)])
def test_a_key_that_others_could_read_is_refused(folder, name, wide):
    (folder / name).chmod(wide)
    with pytest.raises(IlsError, match=rf"\(mode {wide:o}\): run chmod [67]00 ") as caught:
        issuer(folder)
    assert len(str(caught.value).splitlines()) == 1
    with pytest.raises(IlsError):
        issuer(folder, make=True)


@pytest.mark.parametrize("text", ["", "no key", "-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\n"])
def test_a_damaged_key_is_told_and_not_replaced(folder, text):
    (folder / PRIVATE).write_text(text)
    with pytest.raises(IlsError, match="put it back from your copy"):
        issuer(folder, make=True)
    assert (folder / PRIVATE).read_text() == text


def test_no_text_shows_the_key(folder):
    secret = (folder / PRIVATE).read_text().splitlines()[1]
    assert secret not in repr(issuer(folder))
    assert secret not in str(issuer(folder))
    with pytest.raises(UnusableFile) as caught:
        public_key(folder / PRIVATE)
    assert secret not in str(caught.value)
    program = [sys.executable, "-m", "ilslearn.cli", "certificate", "verify"]
    answer = subprocess.run(
        [*program, str(folder / PUBLIC), "--key", str(folder / PRIVATE)], capture_output=True, text=True
    )
    assert answer.returncode == 2
    assert secret not in answer.stdout + answer.stderr


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"publicKeyMultibase": 1}', '{"publicKeyMultibase": "z6Mk"}'])
def test_what_is_no_public_key_is_refused(tmp_path, text):
    (tmp_path / "key.pub").write_text(text)
    with pytest.raises(UnusableFile, match=f"is no public key of an issuer: ask the issuer for {PUBLIC}"):
        public_key(tmp_path / "key.pub")


def test_without_a_key_nothing_is_signed(tmp_path):
    with pytest.raises(IlsError, match="has no key"):
        issuer(tmp_path)
