"""What a launch on Binder costs beside its neighbours: packages and bytes on top of Binder's image, seconds to work.

Binder's image is stood in for by the same packages in the same versions, from pip. The neighbours are what nbgrader's
own Binder installs, and what the textbook of Data 8 (Berkeley's course for beginners) names for Binder. Every
environment runs with the same JupyterLab, so the seconds differ by what each of them loads.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from importlib.metadata import distributions
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from tests.binder import base_versions
from tests.e2e.browser import browsing, free_port, serving

pytestmark = [pytest.mark.benchmark, pytest.mark.long, pytest.mark.browser, pytest.mark.timeout(3000)]
ROOT = Path(__file__).parents[2]
ROUNDS = 3
DATA_8 = ["numpy", "pandas", "scipy", "folium>=0.9.1", "matplotlib", "datascience", "ipywidgets>=7.0.0", "bqplot"]
WANTS = {
    "ilslearn": ["-r", str(ROOT / "binder" / "requirements.txt")],
    "nbgrader": ["nbgrader==0.9.6"],
    "Data 8": [*DATA_8, "nbinteract==0.0.12"],
}
FIRST_CELL = {
    "ilslearn": "import ilslearn as ils\nils.binding('Brazil', 'C158', on='1997-06-01')",
    "nbgrader": "sum([1, 2, 3])",
    "Data 8": "from datascience import Table\nTable().with_columns('x', [1, 2, 3])",
}
IMAGE = ["jupyterlab", "notebook", "ipywidgets", "jupyter-resource-usage", "nbconvert"]


def weight(prefix: Path) -> tuple[int, int]:
    """Packages and bytes of an environment."""
    (site,) = prefix.glob("lib/python3*/site-packages")
    files = [path for path in prefix.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(1 for _ in distributions(path=[str(site)])), sum(path.stat().st_size for path in files)


def install(prefix: Path, *what: str) -> None:
    uv = str(Path(sys.executable).with_name("uv"))
    how = ["--no-config", "--quiet", "--compile-bytecode", "--link-mode", "copy"]  # our own bounds are not the peers'
    subprocess.run([uv, "pip", "install", *how, "--python", str(prefix), *what], check=True)


@pytest.fixture(scope="module")
def environments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One environment a peer, each on top of what Binder's image has; their weights are printed."""
    wanted = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    python = shutil.which(f"python{wanted}")
    assert python, f"this machine has no Python {wanted}"
    versions = base_versions(wanted)
    constraints = tmp_path_factory.mktemp("image") / "constraints.txt"
    constraints.write_text("".join(f"{name}=={version}\n" for name, version in versions.items()))
    image = [*IMAGE, f"jupyterhub=={versions['jupyterhub-base']}"]
    made = {}
    for peer, wants in WANTS.items():
        made[peer] = prefix = tmp_path_factory.mktemp("env") / "env"
        subprocess.run([python, "-m", "venv", str(prefix)], check=True)
        install(prefix, "--constraint", str(constraints), *image)
        packages, size = weight(prefix)
        install(prefix, *wants)
        after = weight(prefix)
        print(f"\n{peer}: {after[0] - packages} packages and {(after[1] - size) / 1e6:.0f} MB on top of the image")
    install(made["ilslearn"], "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    return made


def seconds(prefix: Path, code: str, folder: Path) -> tuple[float, float]:
    """From the start of the server until a notebook's kernel is ready, and until its first cell has answered."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    folder.mkdir()
    nbformat.write(notebook, folder / "first.ipynb")
    port = free_port()
    env = {"PATH": f"{prefix / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(folder)}
    command = [str(prefix / "bin" / "jupyter"), "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
               f"--port={port}", "--IdentityProvider.token=binder"]  # fmt: skip
    with browsing(folder / "browser") as page:
        begun = time.perf_counter()
        with serving(command, port, folder, env) as address:
            page.goto(f"{address}/lab/tree/first.ipynb?token=binder")
            expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=120_000)
            ready = time.perf_counter() - begun
            page.locator(".jp-CodeCell .cm-content").first.click()
            page.keyboard.press("Shift+Enter")
            expect(page.locator(".jp-OutputArea-output").first).to_be_visible(timeout=120_000)
            return ready, time.perf_counter() - begun


def test_a_launch_costs_no_more_than_its_neighbours(environments: dict[str, Path], tmp_path: Path) -> None:
    took: dict[str, list[tuple[float, float]]] = {peer: [] for peer in environments}
    for turn in range(ROUNDS + 1):  # in turns, so that what disturbs the machine disturbs all; the first warms the disk
        for peer, prefix in environments.items():
            folder = tmp_path / f"{re.sub(r'[^a-z0-9]', '', peer.lower())}-{turn}"
            measured = seconds(prefix, FIRST_CELL[peer], folder)
            if turn:
                took[peer].append(measured)
    ready = {peer: statistics.median(one for one, _ in times) for peer, times in took.items()}
    answered = {peer: statistics.median(one for _, one in times) for peer, times in took.items()}
    for peer, times in took.items():
        spread = [round(one, 1) for one, _ in times]
        print(f"{peer}: kernel ready {ready[peer]:.1f} s {spread}, first answer {answered[peer]:.1f} s")
    for peer in ("nbgrader", "Data 8"):
        ratios = ready["ilslearn"] / ready[peer], answered["ilslearn"] / answered[peer]
        print(f"ilslearn / {peer}: ready {ratios[0]:.2f}, first answer {ratios[1]:.2f}")
    assert ready["ilslearn"] <= 1.5 * ready["nbgrader"]
    assert answered["ilslearn"] <= 1.5 * answered["Data 8"]
