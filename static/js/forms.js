// <form data-draft-form="questionnaire-3"> keeps on this device what is half filled, its key included, so that what was sent
// without an answer from the server and is sent again after a reload is one answer. It is let go once the page after it is no
// form sent back; <… data-draft-sent="questionnaire-3"> says so too. Without a name a form is known by its place on its page.
// In a form that holds a [data-draft-note], who writes is told; what was changed on the site meanwhile is not overwritten unasked.
const PREFIX = "concertaction:draft:form-";
const PENDING = "concertaction:sent-form";
const KEEP_DAYS = 7;

const attempt = (action) => { try { return action(); } catch { return null; } };
const read = (name) => attempt(() => JSON.parse(localStorage.getItem(PREFIX + name)));
const drop = (name) => attempt(() => localStorage.removeItem(PREFIX + name));
const forms = [...document.querySelectorAll("form[data-draft-form]")];
const nameOf = (form) => form.dataset.draftForm || `${location.pathname}${forms.indexOf(form)}`;
const isPick = (field) => /checkbox|radio/.test(field.type);
const fieldsOf = (form) => [...form.elements].filter(({ name, type }) => name && name !== "csrf_token" && !/submit|button|file|password/.test(type));
const bases = new Map(forms.map((form) => [form, JSON.stringify(valuesOf(form, "hidden"))]));

function valuesOf(form, without) {
  const values = {};
  for (const field of fieldsOf(form)) {
    if (field.type === without) continue;
    if (isPick(field)) values[field.name] ??= [];
    if (!isPick(field) || field.checked) (values[field.name] ??= []).push(field.value);
  }
  return values;
}

function save(form) {
  const base = bases.get(form);
  attempt(() => localStorage.setItem(PREFIX + nameOf(form), JSON.stringify({ values: valuesOf(form), base, at: Date.now() })));
}

function fill(form, kept) {
  const seen = {};
  for (const field of fieldsOf(form)) {
    const values = kept.values[field.name];
    if (!values) continue;
    if (isPick(field)) field.checked = values.includes(field.value);
    else {
      const place = seen[field.name] = (seen[field.name] ?? -1) + 1;
      if (place < values.length) field.value = values[place];
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true })); // what follows the form, such as a preview, follows this too
}

function restore(form) {
  const kept = read(nameOf(form));
  if (!kept) return;
  if (Date.now() - kept.at > KEEP_DAYS * 86400000) { drop(nameOf(form)); return; }
  const note = form.querySelector("[data-draft-note]");
  const isStale = note && kept.base !== bases.get(form);
  if (!isStale) fill(form, kept);
  if (!note) return;
  note.hidden = false;
  for (const part of note.querySelectorAll("[data-draft-when]")) part.hidden = (part.dataset.draftWhen === "stale") !== isStale;
  note.addEventListener("click", ({ target }) => {
    const act = target.closest("[data-draft-act]")?.dataset.draftAct;
    if (act === "take") fill(form, kept);
    else if (act === "forget") { drop(nameOf(form)); form.reset(); form.dispatchEvent(new Event("input", { bubbles: true })); drop(nameOf(form)); }
    if (act) { note.hidden = true; fieldsOf(form).find(({ type }) => type !== "hidden")?.focus(); }
  });
}

const isSentBack = document.querySelector(".error-summary") || "error" in document.documentElement.dataset;
const pending = attempt(() => sessionStorage.getItem(PENDING));
attempt(() => sessionStorage.removeItem(PENDING));
if (pending && !isSentBack) drop(pending);
for (const { dataset } of document.querySelectorAll("[data-draft-sent]")) drop(dataset.draftSent);

for (const form of forms) {
  if (!isSentBack) restore(form); // what the server gave back wins over the device's
  form.addEventListener("input", () => save(form));
  form.addEventListener("submit", () => { save(form); attempt(() => sessionStorage.setItem(PENDING, nameOf(form))); });
}
