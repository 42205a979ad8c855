// An open vote is not missed on another page of the site: a device that holds a seat asks the room now and then.
// Whoever holds none asks nothing: `concertaction:room` is written by the room's own page, {code, key, owner,
// done: the poll in which there is nothing to do}.
const NAME = "concertaction:room";
const FIRST = 800;
const EVERY = 20000;
const holder = document.querySelector("[data-vote-band]");
const bareTitle = document.title;
const icon = document.querySelector('link[rel="icon"]');
const stillIcon = icon?.getAttribute("href");

function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function showBand(code) {
  const isShown = holder.querySelector(".vote-band") !== null;
  if (isShown === Boolean(code)) return;
  if (code) {
    const band = holder.querySelector("template").content.cloneNode(true);
    band.querySelector("a").href += `${code}/`;
    holder.append(band);
  } else {
    holder.querySelector(".vote-band").remove();
  }
  document.title = code ? `● ${bareTitle}` : bareTitle;
  icon?.setAttribute("href", code ? holder.dataset.liveIcon : stillIcon);
}

async function look() {
  const room = kept(NAME);
  if (!room?.code || document.hidden) return showBand(null);
  const answer = await fetch(`/api/v1/rooms/${room.code}?key=${room.key}`, { credentials: "omit", cache: "no-store" });
  if (answer.status === 404) {
    localStorage.removeItem(NAME); // the room has ended
    return showBand(null);
  }
  if (!answer.ok) return;
  const { phase, poll } = await answer.json();
  const mine = poll && kept(`concertaction:ballot:${poll.id}:${room.owner}`);
  showBand(phase === "open" && !mine?.receipt && room.done !== poll.id ? room.code : null);
}

if (holder && kept(NAME)) {
  const turn = () => {
    look().catch(() => {});
    setTimeout(turn, EVERY * (0.75 + Math.random() / 2));
  };
  setTimeout(turn, FIRST * Math.random());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look().catch(() => {}); });
}
