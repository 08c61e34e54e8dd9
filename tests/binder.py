"""What binder/base_versions.py knows; that folder holds what Binder reads, and is no package."""

import runpy
from collections.abc import Callable
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "binder" / "base_versions.py"
_script = runpy.run_path(str(SCRIPT))
base_versions: Callable[[str], dict[str, str]] = _script["base_versions"]
REPLACED: set[str] = _script["REPLACED"]
