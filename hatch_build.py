"""Fetch the pages' third-party files when the project is installed (`pip install -e .`)."""

import importlib.util
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent


def _load_installer():
    # By path: importing the `forum` package here would need its dependencies, which are not installed yet.
    path = ROOT / "forum" / "core" / "assets_install.py"
    spec = importlib.util.spec_from_file_location("assets_install", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class AssetsHook(BuildHookInterface):
    """Run the same installer as `forum assets` in the middle of an installation."""

    def dependencies(self) -> list[str]:
        """Return the build requirements that depend on this machine."""
        return _load_installer().list_build_requirements(ROOT)

    def initialize(self, version: str, build_data: dict) -> None:
        """Fill static/vendor; stop the installation with one sentence when that fails."""
        if version != "editable":
            raise SystemExit("Concert'Action runs from its own folder: install it with `pip install -e .`.")
        installer = _load_installer()
        try:
            if installer.install_assets(ROOT):
                self.app.display_info("Installed the fonts, icons and scripts of the pages in static/vendor.")
        except installer.AssetsError as error:
            raise SystemExit(f"Concert'Action: {error}") from error
