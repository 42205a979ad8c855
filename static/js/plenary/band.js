// What the room is told beside a vote: a message, and the end that is announced. Nothing closes when it comes.
const language = document.documentElement.lang;
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
let deadline = null; // by the device's running time, from the seconds that the server says are left
let over = "";
let hush = () => {};

function tick() {
  const left = deadline === null ? null : Math.max(0, Math.ceil((deadline - performance.now()) / 1000));
  for (const place of document.querySelectorAll("[data-countdown]")) {
    place.hidden = left === null;
    if (left === null) continue;
    const text = left ? clock(left) : place.dataset.over;
    const figure = place.querySelector("b");
    if (figure.textContent !== text) figure.textContent = text;
    place.classList.toggle("is-over", !left);
    hush(left, place.dataset);
  }
}

// Take the seconds left at this moment, or null when no end is announced.
export function countTo(seconds) {
  deadline = seconds === null || seconds === undefined ? null : performance.now() + seconds * 1000;
  tick();
}

// Count down what the page says; say(text) tells a screen reader twice: half a minute before, and at the end.
export function startClock(root, say) {
  const place = root.querySelector("[data-countdown]");
  if (place?.dataset.until) countTo(Number(place.dataset.until));
  let told = Infinity;
  if (say) hush = (left, { soon, over: last }) => {
    if (left > 30) told = left;
    else if (left && told > 30) { told = left; if (left > 27) say(soon); }
    else if (!left && told) { told = 0; say(last); }
  };
  setInterval(tick, 250);
}

// Show the message of a snapshot; on a phone it may be put away, until another comes.
export function showMessage(root, message) {
  const band = root.querySelector("[data-message]");
  if (!band) return;
  const place = band.querySelector("[data-message-text]");
  const text = message ? message[language] ?? message.fr ?? message : "";
  if (place.textContent.trim() !== text) place.textContent = text;
  place.lang = message && !message[language] ? "fr" : language;
  band.hidden = !text || text === over;
}

function letDismiss(root) {
  const band = root.querySelector("[data-message]");
  const read = () => band.querySelector("[data-message-text]").textContent.trim();
  try { over = sessionStorage.getItem("concertaction:message") ?? ""; } catch { /* the message comes back at each page */ }
  if (read() === over) band.hidden = true;
  band.querySelector("[data-dismiss]").addEventListener("click", () => {
    over = read();
    band.hidden = true;
    try { sessionStorage.setItem("concertaction:message", over); } catch { /* as above */ }
  });
}

// Give a phone all of it; gives show(snapshot).
export function equipBand(root, say) {
  letDismiss(root);
  startClock(root, say);
  return ({ message, until }) => {
    showMessage(root, message);
    countTo(until);
  };
}
