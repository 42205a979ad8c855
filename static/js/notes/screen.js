// The group's screen follows the note-taker: the page is asked again every two seconds, and drawn anew only when the notes
// changed. What could not be asked leaves what is there, and is asked again.
const EVERY = 2000;
const shown = document.querySelector("[data-notes]");

async function follow() {
  try {
    const answer = await fetch(location.href);
    const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page && page.querySelector("[data-notes]");
    if (next && next.dataset.notes !== shown.dataset.notes) {
      shown.dataset.notes = next.dataset.notes;
      shown.replaceChildren(...next.childNodes);
    }
  } catch { /* the network comes back, or does not */ }
  setTimeout(follow, EVERY);
}

setTimeout(follow, EVERY);
