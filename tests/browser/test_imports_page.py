"""An organiser sends a document, corrects what was understood of it, and finds it in the day."""

import pytest

from tests.support.documents import WORKSHOP, docx

pytestmark = pytest.mark.browser


def press(page, name):
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=name).first.click()


@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 390, "height": 844}}, {"java_script_enabled": False}],
                         ids=["desk", "phone", "no-javascript"])
def test_a_document_is_sent_corrected_and_stands_in_the_day(open_page, options):
    page = open_page("/fr/journees/nouvelle/", who="ana", **options)
    page.get_by_label("Titre en français").fill("Une journée reçue")
    press(page, "Créer la journée")
    page.get_by_role("link", name="Importer un document").click()
    name, data = docx(WORKSHOP)
    page.get_by_label("Document", exact=True).set_input_files({"name": name, "mimeType": "", "buffer": data})
    press(page, "Lire le document")
    assert "Recommandation : 1" in page.inner_text("#counts").replace("\u00a0", " ")
    first = page.get_by_role("listitem").filter(has=page.get_by_label("Les mots de la ligne 1", exact=True))
    assert first.get_by_label("Numéro de la ligne 1", exact=True).input_value() == "9"
    page.get_by_label("Les mots de la ligne 1", exact=True).fill("La mise à l’échelle, ensemble")
    press(page, "Enregistrer les corrections")
    if options.get("java_script_enabled", True):
        page.get_by_role("button", name="Importer dans la journée").click()
        press(page, "Confirmer")
    else:
        press(page, "Importer dans la journée")
    assert "Importé le" in page.inner_text("main")
    page.get_by_role("link", name="Voir la page de la journée").click()
    page.wait_for_load_state("load")
    assert "La mise à l’échelle, ensemble" in page.inner_text("main")
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth") if "viewport" in options else 0
    assert width <= 0, "the page scrolls sideways"
