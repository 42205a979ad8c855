"""Take the pictures of the README from a running demonstration: `python -m tools.screenshots http://127.0.0.1:8000`."""

import re
import shutil
import sys

from playwright.sync_api import sync_playwright

from forum.core.config import ROOT

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PLACE = ROOT / "docs/img"


def main(base):
    """Photograph a recommendation, and the screen of the room that is open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="fr-CA")
        page.goto(f"{base}/fr/recommandations/2021-2.1/")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PLACE / "recommendation.png")
        code = re.search(r"/salle/(\d{6})/", page.content())[1]
        page.set_viewport_size({"width": 1600, "height": 900})
        page.goto(f"{base}/fr/salle/{code}/ecran/")
        page.wait_for_selector("html[data-live]")
        page.screenshot(path=PLACE / "projector.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
