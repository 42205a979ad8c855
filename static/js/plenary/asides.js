// What stands beside the vote now and then (a message, a flash poll, the floor, questions): each brings its script when
// it is needed: when it is not as the page drew it, when it concerns this seat, or when a form of it is sent.
const UNTOLD = 1000; // a message says not how many phones there are: as if there were that many

export const floorKey = ({ id, open, labels, speaking }) => [id, open ? "True" : "", labels ? "True" : "", speaking ?? ""].join(":");

// Tell whether the page already shows this.
const isDrawn = {
  pulse: (place, value) => !value && !place.firstElementChild,
  floor: (place, value) => (value ? floorKey(value) : undefined) === place.querySelector("[data-floor-of]")?.dataset.floorOf,
  questions: (place, value) => (value ? String(value.version) : undefined) === place.querySelector("[data-version]")?.dataset.version,
};

// The message and the announced end: gives show(snapshot).
function bandOf(root, say) {
  let band;
  const make = () => band ??= import("./band.js").then(({ equipBand }) => equipBand(root, say));
  if (root.querySelector("[data-message]:not([hidden]), [data-countdown]:not([hidden])")) make();
  return async ({ message, until }) => {
    const ends = typeof until === "number";
    if (!band && !message && !ends) return;
    const at = performance.now();
    (await make())({ message, until: ends ? until - (performance.now() - at) / 1000 : until });
  };
}

export function asides(root, device) {
  const aside = (name, load) => {
    const place = root.querySelector(`[data-${name}]`);
    if (!place) return () => {};
    let made;
    let isReady = false;
    const make = async () => {
      const equipped = await (made ??= load().then(({ equip }) => equip(place, device)));
      isReady = true;
      return equipped;
    };
    // a form that is sent before its script came waits for it
    place.addEventListener("submit", (event) => {
      if (isReady) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      make().then(() => event.target.requestSubmit(event.submitter));
    }, true);
    if ("mine" in place.dataset) make();
    return async (act, value, ...more) => {
      if (!made && (act === "show" ? isDrawn[name](place, value) : value.state === "none")) return;
      (await make())[act](value, ...more);
    };
  };
  const band = bandOf(root, device.say);
  const pulse = aside("pulse", () => import("./pulse.js"));
  const floor = aside("floor", () => import("./floor.js"));
  const questions = aside("questions", () => import("./questions.js"));
  return {
    show(snapshot, present) {
      band(snapshot);
      pulse("show", snapshot.pulse, present);
      floor("show", snapshot.floor, present);
      questions("show", snapshot.questions, present);
    },
    on: {
      floor: (message) => floor("show", message.floor, UNTOLD),
      turn: (standing) => floor("turn", standing),
      questions: (message) => questions("show", message.questions, UNTOLD),
    },
  };
}
