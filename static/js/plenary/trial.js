// The trial: each line of the page is tried from this phone, and says in words how it went.
import { io } from "../../vendor/socket.io.esm.min.js";
import { fillIn } from "./view.js";

const root = document.querySelector("[data-trial]");
const { code, key } = root.dataset;
const PINGS = 20;
const PATIENCE = 8000;
const SLOW = 600;

function tell(name, isGood, values = {}) {
  const line = root.querySelector(`[data-check="${name}"]`);
  line.dataset.state = isGood ? "good" : "bad";
  line.querySelector("[data-says]").textContent = fillIn(line.dataset[line.dataset.state], values);
  return isGood;
}

// Connect to the room as a screen does, by one transport alone; gives the socket, or null.
const reach = (transport) => new Promise((resolve) => {
  const socket = io("/plenary", {
    auth: { room: code, key }, transports: [transport], upgrade: false, forceNew: true, reconnection: false, timeout: PATIENCE,
  });
  const end = (found) => { if (!found) socket.close(); resolve(found); };
  const timer = setTimeout(end, PATIENCE, null);
  for (const [event, found] of [["connect", socket], ["connect_error", null]]) socket.once(event, () => { clearTimeout(timer); end(found); });
});

async function delay(socket) {
  const times = [];
  for (let n = 0; n < PINGS; n += 1) {
    const begun = performance.now();
    try { await socket.timeout(5000).emitWithAck("echo"); times.push(performance.now() - begun); } catch { times.push(5000); }
  }
  times.sort((a, b) => a - b);
  const [median, worst] = [times[PINGS / 2], times[PINGS - 1]].map(Math.round);
  return tell("delay", median < SLOW, { median, worst });
}

function keeps() {
  try {
    localStorage.setItem("trial", "1");
    localStorage.removeItem("trial");
    return true;
  } catch { return false; }
}

function bakes() {
  document.cookie = "trial=1; SameSite=Lax; path=/; max-age=60";
  const is = document.cookie.includes("trial=1");
  document.cookie = "trial=; path=/; max-age=0";
  return is;
}

const draws = async () => crypto.getRandomValues(new Uint8Array(16)).length === 16
  && (await crypto.subtle.digest("SHA-256", new Uint8Array(1))).byteLength === 32;

async function run() {
  const percent = Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) / 0.16);
  tell("text", true, { percent });
  tell("secure", location.protocol === "https:");
  tell("storage", keeps());
  tell("cookies", bakes());
  tell("crypto", await draws().catch(() => false));
  const [direct, slow] = await Promise.all(["websocket", "polling"].map(reach));
  tell("websocket", Boolean(direct));
  tell("polling", Boolean(slow));
  const line = direct ?? slow;
  if (line) await delay(line);
  else tell("delay", false, { median: "–", worst: "–" });
  for (const socket of [direct, slow]) socket?.close();
  const verdict = root.querySelector("[data-verdict]");
  const isFaulty = root.querySelector('[data-state="bad"]') !== null;
  const outcome = !line || !bakes() ? "bad" : isFaulty ? "fair" : "good";
  verdict.className = `flash ${{ good: "success", fair: "warning", bad: "error" }[outcome]}`;
  verdict.textContent = verdict.dataset[outcome];
}

const again = root.querySelector("[data-again]");
again.addEventListener("click", async () => { again.disabled = true; await run(); again.disabled = false; });
again.disabled = true;
await run();
again.disabled = false;
