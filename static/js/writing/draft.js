// <textarea data-draft="topic-12"> keeps what was typed on this device until it is sent. A draft is dropped only when the next
// page is neither an error page (html[data-error]) nor the same form sent back with faults.
const PREFIX = "concertaction:draft:";
const PENDING = "concertaction:sent";
const KEEP_DAYS = 30;

function store(action) {
  try {
    return action();
  } catch {
    return null; // storage is full, or refused by the browser: writing goes on without it
  }
}

const read = (key) => store(() => JSON.parse(localStorage.getItem(PREFIX + key)));
const drop = (key) => store(() => localStorage.removeItem(PREFIX + key));
const keep = (key, text) => store(() => localStorage.setItem(PREFIX + key, JSON.stringify({ text, at: Date.now() })));

function settle() {
  const key = store(() => sessionStorage.getItem(PENDING));
  if (!key) return;
  store(() => sessionStorage.removeItem(PENDING));
  const area = document.querySelector(`textarea[data-draft="${CSS.escape(key)}"]`);
  const failed = "error" in document.documentElement.dataset || area?.closest("form")?.querySelector(".has-error, .error-summary");
  if (!failed) drop(key);
}

function forget(days) {
  for (const name of store(() => Object.keys(localStorage)) ?? []) {
    if (!name.startsWith(PREFIX)) continue;
    const draft = read(name.slice(PREFIX.length));
    if (!draft || Date.now() - draft.at >= days * 86400000) store(() => localStorage.removeItem(name));
  }
}

function follow(area) {
  const key = area.dataset.draft;
  const note = area.closest("[data-editor]")?.querySelector("[data-draft-note]");
  const given = area.defaultValue;
  const draft = read(key);
  // text that the server gave back wins over the device's
  if (draft && given === "" && area.value === "") {
    area.value = draft.text;
    note?.removeAttribute("hidden");
  }
  let timer;
  const save = () => {
    if (area.value === given || !area.value.trim()) drop(key);
    else keep(key, area.value);
    note?.toggleAttribute("hidden", area.value === given);
  };
  area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 400); });
  area.form?.addEventListener("submit", () => { clearTimeout(timer); save(); store(() => sessionStorage.setItem(PENDING, key)); });
}

forget(KEEP_DAYS);
settle();
document.querySelectorAll("textarea[data-draft]").forEach(follow);
// signing out (form[data-forget]) leaves nothing for the next person on this device
document.addEventListener("submit", (event) => { if ("forget" in event.target.dataset) forget(0); });
