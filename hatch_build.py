"""Build hook: brings the browser's libraries into the wheel."""

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NO_NODE = (
    "learning-loop: building from a checkout needs Node 20 or newer with npm, which fetches the"
    " browser libraries. Install Node, or install a built wheel, which carries them."
)


class VendorHook(BuildHookInterface[Any]):
    """Makes static/vendor where it is missing or out of date, and puts the page into the wheel.

    A source distribution carries static/vendor already, so that it builds without Node.
    """

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if not vendor_is_current(root):
            node = shutil.which("node")
            if node is None or shutil.which("npm") is None:
                raise SystemExit(NO_NODE)
            subprocess.run([node, "web/vendor.mjs"], cwd=root, check=True)
        if self.target_name == "wheel" and version == "standard":
            for folder in ("static", "templates"):
                build_data["force_include"][str(root / folder)] = f"app/{folder}"


def vendor_is_current(root: Path) -> bool:
    """Whether static/vendor was built from this lock file by this web/vendor.mjs.

    Contents are compared, for git and Docker rewrite the times of files.
    """
    stamp = root / "static" / "vendor" / "built-from"
    sources = (root / "package-lock.json").read_bytes() + (root / "web/vendor.mjs").read_bytes()
    return stamp.exists() and stamp.read_text() == hashlib.sha256(sources).hexdigest()
