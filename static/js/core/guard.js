// A form is sent once: a second tap while the answer is on its way does nothing. data-again on a form lifts the guard.
const sent = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  event.submitter?.setAttribute("aria-busy", "true");
});

// coming back by the browser's back button: the form may be sent again
addEventListener("pageshow", () => {
  sent.clear();
  for (const button of document.querySelectorAll('form [aria-busy="true"]')) button.removeAttribute("aria-busy");
});
