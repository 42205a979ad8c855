// Where the browser has no field-sizing, a text area grows with its text all the same. Its height is set by rows, not by a style.
if (!CSS.supports("field-sizing", "content")) {
  const fit = (area) => {
    area.rows = Math.max(Number(area.dataset.rows), Math.min(40, area.value.split("\n").length + 1));
  };
  for (const area of document.querySelectorAll("textarea")) {
    area.dataset.rows = area.rows;
    fit(area);
    area.addEventListener("input", () => fit(area));
  }
}
