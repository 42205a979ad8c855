// The rows of the desk's list: who is looked for, whatever the accents and the case, and whether they are here.
const MOST_SHOWN = 200;
export const fold = (text) => text.normalize("NFD").replace(/[\p{Mn}\p{Cf}]/gu, "").replaceAll("\u2019", "'").toLowerCase();
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

// Draw those who are looked for; desk: {people, here, queue, arrive(act)}.
export function drawPeople(root, desk) {
  const list = root.querySelector("[data-people]");
  const words = root.querySelector("[data-words]").dataset;
  const wanted = fold(document.getElementById("q").value).split(/\s+/).filter(Boolean);
  if (!list || (!desk.people.length && !desk.queue.length)) return;
  const added = desk.queue.filter((act) => act.name).map((act) => ({ id: 0, name: act.name, under: act.organisation,
    folded: fold(`${act.name}\n${act.organisation}`), isAdded: true }));
  const found = [...added, ...desk.people].filter((one) => wanted.every((word) => one.folded.includes(word)));
  const rows = found.slice(0, MOST_SHOWN).map((one) => drawRow(root, words, desk, one));
  if (!rows.length) rows.push(Object.assign(document.createElement("li"), { className: "muted", textContent: words.nobody }));
  list.replaceChildren(...rows);
  list.hidden = false;
}

function drawRow(root, words, desk, one) {
  const row = root.querySelector("[data-row]").content.cloneNode(true).firstElementChild;
  const [title, under, button] = [row.querySelector(".title"), row.querySelector("p"), row.querySelector("button")];
  title.textContent = one.name;
  if (one.id) title.href = `${root.dataset.base}${one.id}/`;
  under.textContent = [one.under, one.observer && words.observer, one.table && fill(words.table, { n: one.table })]
    .filter(Boolean).join(" · ");
  row.querySelector("[data-name]").textContent = one.name;
  const isWaiting = one.isAdded || desk.queue.some((act) => act.person === one.id);
  const isHere = isWaiting || desk.here[one.id];
  row.querySelector("[data-word]").textContent = !isHere ? words.arrive
    : isWaiting ? `${words.here} (${words.waits})` : `${words.here} · ${desk.here[one.id]}`;
  button.disabled = Boolean(isHere);
  button.classList.toggle("primary", !isHere);
  button.addEventListener("click", () => desk.arrive({ person: one.id }));
  return row;
}
