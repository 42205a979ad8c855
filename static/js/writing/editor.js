// The tools above a Markdown text area: they write the same marks one could type. The preview is the server's own rendering.
const WRAPS = { bold: ["**", "**"], italic: ["*", "*"], link: ["[", "](https://)"] };
const LINES = { heading: () => "## ", quote: () => "> ", list: () => "- ", numbers: (n) => `${n + 1}. ` };

function replace(area, start, end, text, from, to) {
  area.focus();
  area.setSelectionRange(start, end);
  // keeps the browser's undo; the second form is for browsers that dropped the command
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, start, end, "end");
  area.setSelectionRange(from, to);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function wrap(area, [before, after]) {
  const { selectionStart: start, selectionEnd: end } = area;
  const chosen = area.value.slice(start, end);
  replace(area, start, end, before + chosen + after, start + before.length, start + before.length + chosen.length);
}

function prefix(area, mark) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const end = area.selectionEnd;
  const text = area.value.slice(start, end).split("\n").map((line, n) => mark(n) + line).join("\n");
  replace(area, start, end, text, start + text.length, start + text.length);
}

async function preview(editor, area, button) {
  const pane = editor.querySelector("[data-preview-pane]");
  const showing = button.getAttribute("aria-pressed") === "true";
  button.setAttribute("aria-pressed", String(!showing));
  pane.hidden = showing;
  if (showing) return;
  const body = new FormData();
  body.set("text", area.value);
  body.set("csrf_token", area.form?.elements.csrf_token?.value ?? "");
  pane.setAttribute("aria-busy", "true");
  const answer = await fetch(editor.dataset.preview, { method: "POST", body }).catch(() => null);
  pane.removeAttribute("aria-busy");
  if (answer?.ok) pane.innerHTML = await answer.text();
  else pane.hidden = true, button.setAttribute("aria-pressed", "false");
}

for (const editor of document.querySelectorAll("[data-editor]")) {
  const area = editor.querySelector("textarea");
  editor.addEventListener("click", (event) => {
    const button = event.target.closest("[data-md]");
    if (!button) return;
    const what = button.dataset.md;
    if (what === "preview") preview(editor, area, button);
    else if (WRAPS[what]) wrap(area, WRAPS[what]);
    else prefix(area, LINES[what]);
  });
  area.addEventListener("keydown", (event) => {
    const what = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
    if (!what || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    wrap(area, WRAPS[what]);
  });
}
