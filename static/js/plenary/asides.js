// What stands beside the vote now and then (a flash poll, the floor, questions): each brings its script when it is needed.
const UNTOLD = 1000; // a message says not how many phones there are: as if there were that many

export function asides(root, device) {
  const aside = (name, load) => {
    const place = root.querySelector(`[data-${name}]`);
    let made;
    return async (act, value, ...more) => {
      if (!place || (!value && !made && !place.firstElementChild)) return;
      made ??= load().then(({ equip }) => equip(place, device));
      (await made)[act](value, ...more);
    };
  };
  const pulse = aside("pulse", () => import("./pulse.js"));
  const floor = aside("floor", () => import("./floor.js"));
  const questions = aside("questions", () => import("./questions.js"));
  return {
    show(snapshot, present) {
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
