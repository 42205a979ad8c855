// The page of long work asks itself anew every second, and goes on to where the work leads once it is done.
const EVERY = 1000;
const shown = document.querySelector("[data-job]");

async function follow() {
  try {
    const answer = await fetch(location.href);
    if (answer.redirected) return location.replace(answer.url);
    const next = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-job]");
    if (next && next.dataset.job !== shown.dataset.job) {
      shown.dataset.job = next.dataset.job;
      shown.replaceChildren(...next.childNodes);
    }
    if (shown.dataset.job.startsWith("failed")) return;
  } catch { /* the network comes back, or does not */ }
  setTimeout(follow, EVERY);
}

setTimeout(follow, EVERY);
