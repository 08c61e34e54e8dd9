"""What a launch on Binder does: the same steps as its Dockerfile, in a fresh environment, and a look at the result."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.binder import REPLACED, base_versions
from tests.e2e.browser import browsing, free_port, serving, shoot

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.long]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as Binder gets it: what git tracks, as it stands in the working tree."""
    target = tmp_path_factory.mktemp("binder") / "ilslearn"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    return target


@pytest.fixture(scope="module")
def dockerfile(checkout: Path) -> str:
    tool = Path(sys.executable).with_name("jupyter-repo2docker")
    run = subprocess.run(
        [str(tool), "--no-build", "--debug", str(checkout)], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout + run.stderr


def test_repo2docker_accepts_the_repository(dockerfile: str) -> None:
    assert re.search(r"^RUN .*pip install .*-r \"?binder/requirements.txt\"?", dockerfile, re.M)
    assert re.search(r"^RUN ./binder/postBuild", dockerfile, re.M)


def test_nothing_that_binder_has_already_is_installed_a_second_time() -> None:
    """Of 134 packages about a hundred are in Binder's image: another version would lie in it twice (`make lock`)."""
    image = base_versions((ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-"))
    locked = (ROOT / "binder" / "requirements.txt").read_text()
    ours = dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[.*\])?==([^ \\]+)", locked, re.M))
    assert len(image) > 100
    assert {name for name, version in ours.items() if image.get(name, version) != version} == REPLACED
    assert len(set(ours) - set(image)) <= 35, sorted(set(ours) - set(image))


@pytest.mark.browser
@pytest.mark.thorough
@pytest.mark.timeout(900)
def test_a_launch_lands_on_the_welcome_notebook_ready_to_work(dockerfile: str, checkout: Path, tmp_path: Path) -> None:
    wanted = (checkout / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    python = shutil.which(f"python{wanted}") or sys.executable
    version = subprocess.run([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
                             capture_output=True, text=True, check=True).stdout.strip()  # fmt: skip
    assert version == wanted, f"the Binder environment is for Python {wanted}, this machine has {version}"

    home, prefix = tmp_path / "home", tmp_path / "env"
    home.mkdir()
    subprocess.run([python, "-m", "venv", str(prefix)], check=True)
    env = {
        "HOME": str(home),
        "PATH": f"{prefix / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "KERNEL_PYTHON_PREFIX": str(prefix),
        "NB_PYTHON_PREFIX": str(prefix),
        "LANG": "C.UTF-8",
    }
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CONFIG_FILE", "SSL_CERT_FILE"):
        if name in os.environ:  # how this machine reaches its package registry
            env[name] = os.environ[name]
    steps = [
        line.removeprefix("RUN ")
        for line in dockerfile.splitlines()
        if line.startswith("RUN ") and ("binder/requirements.txt" in line or "binder/postBuild" in line)
    ]
    assert len(steps) >= 2, steps
    for step in steps:
        done = subprocess.run(step, shell=True, cwd=checkout, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{step}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    assert (checkout / "assignments/release/a1-what-binds/a1-what-binds.ipynb").is_file()

    extensions = subprocess.run(["jupyter", "server", "extension", "list"], cwd=checkout, env=env,
                                capture_output=True, text=True, check=True)  # fmt: skip
    listed = extensions.stdout + extensions.stderr
    assert re.search(r"nbgrader\.server_extensions\.formgrader\S*\s.*enabled", listed)

    # The image's own command, on loopback, with a port and a token of this test.
    command = re.findall(r"^CMD \[(.*)\]", dockerfile, re.M)[-1]
    words = [word.strip(' "') for word in command.split(",")]
    words = ["127.0.0.1" if word == "0.0.0.0" else word for word in words]
    port = free_port()
    words += ["--port", str(port), "--no-browser", "--allow-root", "--IdentityProvider.token=binder"]
    with (
        serving([str(prefix / "bin" / words[0]), *words[1:]], port, checkout, {**env}) as address,
        browsing(tmp_path / "browser") as page,
    ):
        page.goto(f"{address}/?token=binder")
        expect(page.get_by_role("heading", name="Welcome to ilslearn")).to_be_visible()
        assert page.url.endswith("/lab/tree/notebooks/00-welcome.ipynb")
        shoot(page, "binder")
        page.goto(f"{address}/formgrader/manage_assignments?token=binder")
        expect(page.get_by_role("link", name="a1-what-binds").first).to_be_visible()
