"""What is asked of axe about contrast: one text of each look, so that no pale text hides among a thousand good ones."""

import pytest

from tests.support import axe

pytestmark = pytest.mark.browser
ROWS = "<p>Une ligne qui se lit</p>" * 40
PALE = "color: #bbb"
PALE_AMONG_OTHERS = {
    "its own colour": f"<p style='{PALE}'>pâle</p>",
    "a size that asks for more": "<p style='color: #949494'>pâle</p>",  # enough for a title alone
    "what lies behind it": "<div style='background: #666'><p>pâle</p></div>",
    "what lies behind what is around it": "<div style='background: #666'><div><span>pâle</span></div></div>",
    "how transparent it is": "<p style='opacity: .3'>pâle</p>",
    "after one that is hidden": f"<p hidden style='{PALE}'>caché</p><p style='{PALE}'>pâle</p>",
    "after one that is not in use":
        f"<button disabled style='{PALE}'>gris</button><button style='{PALE}'>pâle</button>",
    "after one that only a reader hears":
        f"<p style='position: absolute; width: 1px; height: 1px; overflow: hidden; {PALE}'>entendu</p>"
        f"<p style='position: absolute; {PALE}'>pâle</p>",
    "in a field": f"<label>Nom <input value='pâle' style='{PALE}; background: #fff'></label>",
}


@pytest.fixture(scope="module")
def page(chromium):
    """Give a tab that no policy keeps from styles of its own."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("what", PALE_AMONG_OTHERS)
def test_a_pale_text_is_found_among_others_by(page, what):
    title = "<h1 style='color: #949494; font-size: 40px'>Titre</h1>"
    page.set_content(f"<body style='background: #fff'>{title}{ROWS}{PALE_AMONG_OTHERS[what]}{ROWS}")
    assert [fault.split(":")[0] for fault in axe.faults(page, axe.COLOURS)] == ["color-contrast"]


def test_a_look_is_asked_once(page):
    page.set_content(f"<h1>Titre</h1>{ROWS}")
    assert axe.faults(page, axe.COLOURS) == []
    assert (page.locator("p").count(), page.locator("p[data-look]").count()) == (40, 1)
