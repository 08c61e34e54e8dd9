"""What `ilslearn hub make` writes, and what it refuses."""

import json
import os
import pwd
import re
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from ilslearn.errors import IlsError, UnusableFile
from ilslearn.hub.folder import make
from ilslearn.hub.rights import as_user
from ilslearn.hub.settings import Hub, read_hub

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    folder = tmp_path_factory.mktemp("make")
    (folder / "names.csv").write_text("name,student\nAda Byron,ada\nBen,ben\n", encoding="utf-8")
    return make(folder / "hub", instructor="prof", students=folder / "names.csv", port=18950)


def test_the_folder_says_what_was_asked_for(hub: Hub) -> None:
    assert (hub.instructor, hub.students, hub.port) == ("prof", ("ada", "ben"), 18950)
    assert hub == read_hub(hub.folder)
    assert hub.student_python == hub.folder / "students/bin/python"


def test_no_secret_is_written_and_their_folder_is_closed(hub: Hub) -> None:
    assert stat.S_IMODE((hub.folder / "secrets").stat().st_mode) == 0o700
    assert list((hub.folder / "secrets").iterdir()) == []


def test_the_proxy_is_named_by_checksums_and_no_address(hub: Hub) -> None:
    lock = json.loads((hub.folder / "package-lock.json").read_text())
    parts = {name: part for name, part in lock["packages"].items() if name}
    wanted = json.loads((hub.folder / "package.json").read_text())["dependencies"]
    assert parts["node_modules/configurable-http-proxy"]["version"] == wanted["configurable-http-proxy"]
    assert all(part["integrity"].startswith("sha512-") for part in parts.values())
    assert not any("resolved" in part for part in parts.values())


def test_students_get_no_key_and_the_same_versions(hub: Hub) -> None:
    (wheel,) = (hub.folder / "library").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "ilslearn/hub/exchange.py" in names
    assert "ilslearn/_files/notebooks/00-welcome.ipynb" in names
    assert not [name for name in names if "marking.py" in name or "instructors/" in name]
    assert [name for name in names if "assignments/" in name] == ["ilslearn/_files/assignments/README.md"]
    assert re.search(r"^jupyterhub==6\.", (hub.folder / "library/constraints.txt").read_text(), re.M)


def test_the_script_is_one_that_a_shell_can_read(hub: Hub) -> None:
    text = (hub.folder / "setup.sh").read_text()
    assert "instructor=prof\n" in text
    assert subprocess.run(["sh", "-n", "setup.sh"], cwd=hub.folder, check=False).returncode == 0


def test_the_script_never_touches_a_user_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("student\nada-nobody-has\ndaemon\n", encoding="utf-8")
    make(tmp_path / "hub", instructor="prof", students=tmp_path / "names.csv")
    harmless = tmp_path / "bin"  # should the script go on, it gets no further than this
    harmless.mkdir()
    for name in ("chmod", "useradd", "chpasswd", "install", "npm"):
        (harmless / name).write_text("#!/bin/sh\necho touched; exit 9\n")
        (harmless / name).chmod(0o755)
    done = subprocess.run(["sh", "setup.sh"], cwd=tmp_path / "hub", capture_output=True, text=True, check=False,
                          env={"PATH": f"{harmless}:/usr/bin:/bin"})  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "daemon is a user of the system itself: take another name. Nothing was changed.\n"


def test_jupyterhub_takes_the_configuration(hub: Hub) -> None:
    (hub.folder / "secrets" / "proxy_token").write_text("for-this-test")
    command = [sys.executable, "-m", "jupyterhub", "--config", str(hub.folder / "jupyterhub_config.py")]
    done = subprocess.run([*command, "--show-config-json"], cwd=hub.folder / "secrets", capture_output=True, text=True,
                          timeout=120, check=False)  # fmt: skip
    (hub.folder / "secrets" / "proxy_token").unlink()
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["JupyterHub"]["bind_url"] == "http://127.0.0.1:18950"
    assert said["JupyterHub"]["authenticator_class"] == "pam"
    assert said["Authenticator"]["admin_users"] == "set()"
    assert "prof" in str(said["Authenticator"]["allowed_users"])


@pytest.mark.parametrize(
    ("instructor", "rows", "port", "told"),
    [
        ("prof", "student\nAda Byron\n", 8000, "'Ada Byron' is no name of a user"),
        ("prof", "student\nada; rm -rf /\n", 8000, "is no name of a user"),
        ("prof", "student\na+b\n", 8000, "is no name of a user"),
        ("Prof", "student\nada\n", 8000, "'Prof' is no name of a user"),
        ("prof", "student\nada\nada\n", 8000, "ada is there twice"),
        ("ada", "student\nada\n", 8000, "ada is there twice"),
        ("prof", "student\nroot\n", 8000, "root cannot log in"),
        ("prof", "student\n", 8000, "needs a column student"),
        ("prof", "name\nada\n", 8000, "needs a column student"),
        ("prof", "student\nada\n", 80, "Port 80 cannot be used"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    tmp_path: Path, instructor: str, rows: str, port: int, told: str
) -> None:
    (tmp_path / "names.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(UnusableFile, match=re.escape(told)):
        make(tmp_path / "hub", instructor=instructor, students=tmp_path / "names.csv", port=port)
    assert not (tmp_path / "hub").exists()


def test_a_folder_that_holds_something_is_left_alone(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="is not empty"):
        make(hub.folder, instructor="prof", students=hub.folder.parent / "names.csv")
    with pytest.raises(UnusableFile, match="is no hub"):
        read_hub(tmp_path)


def test_a_folder_with_any_name_is_no_command(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("student\nada\n", encoding="utf-8")
    odd = tmp_path / "a b'$(touch made)`touch made`"
    make(odd, instructor="prof", students=tmp_path / "names.csv")
    (last,) = [line for line in (odd / "setup.sh").read_text().splitlines() if line.startswith("echo Done")]
    said = subprocess.run(["sh", "-c", last], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert said.endswith(f"hub check {odd}\n")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("line", "damaged"),
    [
        ("port = 8000", "port = 99999999"),
        ("port = 8000", 'port = "x"'),
        ('instructor = "prof"', 'instructor = "root; ls"'),
    ],
)
def test_settings_that_were_damaged_by_hand_are_refused(tmp_path: Path, line: str, damaged: str) -> None:
    (tmp_path / "names.csv").write_text("student\nada\n", encoding="utf-8")
    made = make(tmp_path / "hub", instructor="prof", students=tmp_path / "names.csv").folder
    text = (made / "hub.toml").read_text()
    assert f"{line}\n" in text
    (made / "hub.toml").write_text(text.replace(line, damaged))
    with pytest.raises(UnusableFile):
        read_hub(made)


def test_what_is_no_file_or_no_folder_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="There is no file"):
        make(tmp_path / "hub", instructor="prof", students=tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(UnusableFile, match="is no hub"):
        read_hub(tmp_path / "file")


def test_what_could_not_be_tried_as_a_user_is_no_answer() -> None:
    me = pwd.getpwuid(os.getuid()).pw_name
    with pytest.raises(IlsError, match="could not be tried"):
        as_user(me, lambda: [Path("/nowhere").stat().st_size > 0])


def test_the_samples_for_kubernetes_can_be_read() -> None:
    guide = (ROOT / "docs/guides/hub.md").read_text(encoding="utf-8")
    values, volume = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", guide, re.S))
    compile(values["hub"]["extraConfig"]["people"], "people", "exec")
    (claim,) = [one["persistentVolumeClaim"]["claimName"] for one in values["singleuser"]["storage"]["extraVolumes"]]
    assert (volume["kind"], volume["metadata"]["name"]) == ("PersistentVolumeClaim", claim)
    mounted = {one["name"] for one in values["singleuser"]["storage"]["extraVolumeMounts"]}
    assert mounted == {one["name"] for one in values["singleuser"]["storage"]["extraVolumes"]}
