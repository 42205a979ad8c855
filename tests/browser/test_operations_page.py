"""The operator's page refreshes by itself, and leaves alone what its reader opened."""

import pytest

pytestmark = pytest.mark.browser


def test_the_operators_page_refreshes_by_itself_and_keeps_a_table_open_and_the_keyboard_where_it_was(hall):
    page = hall.console().context.new_page()
    page.goto(f"{hall.address}/fr/exploitation/")
    page.wait_for_selector("#summary-lag", timeout=60_000)
    page.focus("#summary-lag")
    page.keyboard.press("Enter")
    page.evaluate("document.querySelector('[data-verdict]').dataset.old = ''")
    page.wait_for_selector("[data-verdict]:not([data-old])", timeout=60_000)
    assert page.get_attribute("#table-lag", "open") is not None
    assert page.evaluate("document.activeElement.id") == "summary-lag"
    assert hall.code[:3] in page.inner_text("main table")
