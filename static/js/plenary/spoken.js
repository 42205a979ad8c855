// How long somebody has been speaking, counted on from what the server said: its clock, never the device's.
const write = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export function begin(root) {
  setInterval(() => {
    const now = performance.now() / 1000;
    for (const place of root.querySelectorAll("[data-spoken]")) {
      if (place.said !== place.dataset.spoken) {
        place.said = place.dataset.spoken;
        place.since = now - Number(place.said);
      }
      const seconds = Math.floor(now - place.since);
      const isOver = seconds > Number(place.dataset.limit);
      place.querySelector("[data-time]").textContent = write(seconds);
      place.querySelector("[data-over]").hidden = !isOver;
      place.classList.toggle("is-over", isOver);
    }
  }, 1000);
}

// Begin anew from what the server says.
export function set(place, { elapsed, seconds }) {
  place.said = undefined;
  Object.assign(place.dataset, { spoken: elapsed, limit: seconds });
  place.querySelector("[data-limit-time]").textContent = write(seconds);
}
