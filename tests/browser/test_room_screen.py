"""The hall's screen cuts nothing: a text longer than it is shown page after page, each name is shown whole."""

import pytest

from tests.support.browsers import WALL, next_step, prepare_wording

SENTENCE = "Il faudrait soutenir des accompagnateurs pour qu’ils puissent adopter un rôle d’agents multiplicateurs. "
# which words of the wording stand whole inside what the screen shows of it
SEEN = """() => {
  const text = document.querySelector("[data-wording] blockquote");
  const box = text.getBoundingClientRect();
  const bottom = Math.min(box.bottom, document.querySelector(".stage-foot").getBoundingClientRect().top);
  const seen = [];
  let place = 0;
  for (const paragraph of text.querySelectorAll("p")) {
    const node = paragraph.firstChild;
    for (const match of node.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const inside = [...range.getClientRects()].every((rect) => rect.left >= box.left - 1
        && rect.right <= box.right + 1 && rect.top >= box.top - 1 && rect.bottom <= bottom + 1);
      if (inside) seen.push(place);
      place += 1;
    }
  }
  return {seen, words: place, letter: parseFloat(getComputedStyle(text).fontSize),
          note: document.querySelector("[data-page-of]").innerText};
}"""


@pytest.mark.parametrize(("letters", "least", "most"), [(500, 1, 1), (1700, 1, 2), (4000, 2, 4)])
@pytest.mark.parametrize("shape", [WALL, {"viewport": {"width": 1024, "height": 768}}], ids=["16:9", "4:3"])
def test_a_wording_is_whole_on_the_pages_of_the_screen(hall, letters, least, most, shape):
    console, phone = hall.console(), hall.phone()
    wording = (SENTENCE * 60)[:letters - 20].rsplit(" ", 1)[0].replace(". Il", ".\n\nIl", 3) + " Voilà la fin."
    prepare_wording(console, wording)
    screen = hall.screen(**shape)
    next_step(console)
    screen.wait_for_selector("[data-wording]")
    screen.wait_for_timeout(300)
    read, first = set(), screen.evaluate(SEEN)
    pages = int(first["note"].split()[-1]) if first["note"] else 1
    for number in range(pages):
        page = screen.evaluate(SEEN)
        read |= set(page["seen"])
        assert page["letter"] >= shape["viewport"]["height"] / 50
        if pages > 1:
            assert page["note"] == f"Page {number + 1} de {pages}"
        screen.keyboard.press("ArrowRight")
    assert read == set(range(first["words"]))
    assert least <= pages <= most
    assert screen.evaluate(SEEN)["seen"] == first["seen"], "the last page is followed by the first"
    phone.close()


def test_a_wording_s_pages_turn_by_themselves(hall):
    console, _phone = hall.console(), hall.phone()
    prepare_wording(console, SENTENCE * 38)
    faster = "const real = setTimeout; window.setTimeout = (act, time) => real(act, time / 20);"
    screen = hall.screen(**WALL, script=faster)
    next_step(console)
    screen.wait_for_function("() => document.querySelector('[data-page-of]')?.innerText.startsWith('Page 2')")
    screen.wait_for_function("() => document.querySelector('[data-page-of]')?.innerText.startsWith('Page 1')")
