// The line to the room: Socket.IO while it stands, plain requests while it does not. It never stops trying.
import { io } from "../../vendor/socket.io.esm.min.js";
import { draw } from "./keep.js";
import { between, growing } from "./time.js";

const NAP = 10000; // how long a page is hidden before what its line says is checked
const GRACE = 3500; // how long a broken line may last before plain requests take over

// auth: {seat}, {token, room, key} or {room, key}; the key of the QR code is never slowed, as typed codes are.
// on: {state(snapshot), counts(message), pulse(message), floor(message), questions(message), turn(standing), voter(standing), run(), console(figures), link("socket"|"requests"|"none"), gone()}.
export function follow(code, auth, on) {
  let sequence = -1;
  let known = "";
  let timer = null;
  const mark = (link) => {
    if (link === known) return;
    known = link;
    document.documentElement.toggleAttribute("data-live", link !== "none");
    if (link !== "none") document.documentElement.dataset.live = link;
    on.link?.(link);
  };
  // messages may overtake each other: what is older than what is shown is dropped
  const take = (message, handler) => {
    if (!message || !(message.sequence >= sequence)) return;
    sequence = message.sequence;
    handler?.(message);
  };
  const socket = io("/plenary", {
    auth, transports: ["websocket", "polling"], tryAllTransports: true, timeout: 8000,
    reconnectionDelay: 800, reconnectionDelayMax: 8000, randomizationFactor: 1,
    query: { u: draw().slice(0, 16) }, // a proxy keeps this line to one process by it
  });
  const asking = growing(1500, 30000);
  const knocking = growing(1000, 20000);

  const later = (low, high) => { clearTimeout(timer); timer = setTimeout(ask, between(low, high)); };

  async function ask(isForced = false) {
    if (socket.connected && !isForced) return void (timer = null);
    try {
      const answer = await fetch(`/api/v1/rooms/${code}${auth.key ? `?key=${auth.key}` : ""}`, {
        credentials: "omit", cache: "no-store", signal: AbortSignal.timeout?.(8000),
        headers: auth.seat ? { Authorization: `Bearer ${auth.seat}` } : {},
      });
      if (answer.status === 404) return void on.gone?.();
      if (!answer.ok) throw new Error(String(answer.status));
      const snapshot = await answer.json();
      if (!socket.connected) mark("requests");
      take(snapshot, on.state);
      asking.reset();
      if (!socket.connected) later(2500, 5500);
    } catch {
      if (socket.connected) return;
      mark("none");
      clearTimeout(timer);
      timer = setTimeout(ask, asking.next());
    }
  }

  const lost = () => { if (timer === null) later(GRACE * 0.6, GRACE); };
  socket.on("state", (snapshot) => {
    clearTimeout(timer);
    timer = null;
    asking.reset();
    knocking.reset();
    mark("socket");
    take(snapshot, on.state);
  });
  for (const name of ["counts", "pulse", "floor", "questions"]) socket.on(name, (message) => take(message, on[name]));
  socket.on("console", (figures) => on.console?.(figures));
  for (const name of ["voter", "run", "turn"]) socket.on(name, (message) => on[name]?.(message));
  // a line that the server cut or refused is not taken up again by the library: the server may only be restarting
  const again = () => { if (!socket.active) setTimeout(() => socket.connect(), knocking.next()); };
  socket.on("disconnect", (reason) => {
    if (reason === "io server disconnect") later(0, 400);
    lost();
    again();
  });
  socket.on("connect_error", (refused) => {
    if (auth.seat && refused.data?.error?.code === "no_seat") return void on.gone?.(); // it went to another device
    lost();
    again();
  });
  lost();
  // a phone that slept may hold a line that only seems to stand: it asks at once, whatever the line says
  let hiddenAt = 0;
  const wake = () => {
    if (document.hidden) return void (hiddenAt = Date.now());
    if (!socket.connected) return later(0, 50);
    if (hiddenAt && Date.now() - hiddenAt > NAP) ask(true);
    hiddenAt = 0;
  };
  addEventListener("online", wake);
  addEventListener("pageshow", wake);
  document.addEventListener("visibilitychange", wake);
  addEventListener("offline", () => { mark("none"); lost(); });
  return socket;
}

// Give the answer to a vote by the line if it stands, else by a plain request; throws when neither was answered.
export async function deliver(socket, seat, { poll, secret, choice }) {
  if (socket.connected) {
    try {
      return await socket.timeout(5000).emitWithAck("vote", { poll, secret, choice });
    } catch { /* not acknowledged in time: the same ballot goes by a plain request, which harms nothing */ }
  }
  const answer = await fetch(`/api/v1/polls/${poll}/ballots`, {
    method: "POST", credentials: "omit", keepalive: true, signal: AbortSignal.timeout?.(10000),
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${seat}` },
    body: JSON.stringify({ secret, choice }),
  });
  return answer.json();
}
