// <form data-draft-form="questionnaire-3"> keeps on this device what is half filled, its key included, so that what was sent
// without an answer from the server and is sent again after a reload is one answer. It is let go once the page after it is no
// form sent back; <… data-draft-sent="questionnaire-3"> says so too.
const PREFIX = "concertaction:draft:form-";
const PENDING = "concertaction:form-sent";
const KEEP_DAYS = 7;

const attempt = (action) => { try { return action(); } catch { return null; } };
const read = (name) => attempt(() => JSON.parse(localStorage.getItem(PREFIX + name)));
const drop = (name) => attempt(() => localStorage.removeItem(PREFIX + name));
const forms = [...document.querySelectorAll("form[data-draft-form]")];
const nameOf = (form) => form.dataset.draftForm;
const fieldsOf = (form) => [...form.elements].filter(({ name, type }) => name && name !== "csrf_token" && type !== "submit");

function save(form) {
  const values = {};
  for (const field of fieldsOf(form)) {
    if (/checkbox|radio/.test(field.type)) values[field.name] ??= [];
    if (!/checkbox|radio/.test(field.type) || field.checked) (values[field.name] ??= []).push(field.value);
  }
  attempt(() => localStorage.setItem(PREFIX + nameOf(form), JSON.stringify({ values, at: Date.now() })));
}

function restore(form) {
  const kept = read(nameOf(form));
  if (!kept) return;
  if (Date.now() - kept.at > KEEP_DAYS * 86400000) { drop(nameOf(form)); return; }
  for (const field of fieldsOf(form)) {
    const values = kept.values[field.name];
    if (!values) continue;
    if (/checkbox|radio/.test(field.type)) field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
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
