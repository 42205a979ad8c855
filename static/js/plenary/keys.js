// Single keys of the console. They do nothing while a field has the keyboard or a question is asked, and may be switched off.
const NAME = "concertaction:keys";

function isOn() {
  try { return localStorage.getItem(NAME) !== "off"; } catch { return true; }
}

export function listenToKeys(root) {
  const box = root.querySelector("[data-keys]");
  box.checked = isOn();
  box.addEventListener("change", () => {
    try { localStorage.setItem(NAME, box.checked ? "on" : "off"); } catch { /* for this page only */ }
  });
  const unfold = (id, field) => {
    const details = document.getElementById(id);
    details.open = true;
    (field ? details.querySelector(field) : details.querySelector("summary")).focus();
  };
  const acts = {
    n: () => document.getElementById("next-step")?.click(),
    "+": () => document.getElementById("extend")?.click(),
    m: () => unfold("message", "input:not([type=hidden])"),
    "?": () => {
      const panel = document.getElementById("shortcuts");
      if (panel.open) panel.open = false;
      else unfold("shortcuts");
    },
  };
  document.addEventListener("keydown", (event) => {
    const act = acts[event.key.toLowerCase()];
    if (!act || !box.checked || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") || event.target.matches("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    act();
  });
}
