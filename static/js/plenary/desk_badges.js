// Badges at the desk: read by the camera, by a hand scanner or typed, and known by their marks, without the network.
import { fill } from "./desk_rows.js";
import { wait } from "./time.js";

async function markOf(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 16);
}

// Where a browser cannot hash, the plain form asks the server.
export function readBadges(root, desk) {
  if (!crypto.subtle) return;
  const form = root.querySelector("[data-badge]");
  const camera = root.querySelector("[data-camera]");
  const video = root.querySelector("[data-video]");

  async function read(text) {
    const key = text.trim().replace(/\/+$/, "").split("/").pop();
    const marks = [await markOf(key), await markOf(text.replace(/[^0-9a-z]/gi, "").toUpperCase())];
    const one = desk.people.find((found) => found.marks.some((mark) => marks.includes(mark)));
    const isHere = one && (desk.here[one.id] || desk.queue.some((act) => act.person === one.id));
    const says = !one ? form.dataset.unknown : isHere ? form.dataset.already : form.dataset.arrived;
    root.querySelector("[data-said]").textContent = fill(says, { name: one?.name });
    if (one && !isHere) desk.arrive({ person: one.id });
  }

  async function look() {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    camera.hidden = true;
    await video.play();
    for (let last = ""; video.srcObject; await wait(250)) {
      const [found] = await detector.detect(video).catch(() => []);
      if (found && found.rawValue !== last) await read(last = found.rawValue);
    }
  }

  form.addEventListener("submit", (event) => {
    if (!desk.people.length) return;
    event.preventDefault();
    const field = document.getElementById("badge");
    read(field.value);
    field.value = "";
    field.focus();
  });
  camera.hidden = !("BarcodeDetector" in window && navigator.mediaDevices);
  camera.addEventListener("click", () => look().catch(() => { camera.hidden = true; }));
}
