// Find this device's ballot in the published record and redo the seal, here: the server is not told which ballot is looked for.
import { keptOf } from "./keep.js";
import { canHash, canonical, receiptOf, sealOf } from "./seal.js";

const root = document.querySelector("[data-verify]");
const { poll, record: address } = root.dataset;
const tell = (group, name) => {
  for (const part of root.querySelectorAll(`[data-${group}]`)) part.hidden = part.dataset[group] !== name;
};

async function find(record) {
  const kept = keptOf(poll);
  if (!kept.length) return tell("verdict", "none");
  const receipts = await Promise.all(kept.map(({ secret, receipt }) => (canHash ? receiptOf(poll, secret) : receipt)));
  const place = receipts.findIndex((receipt) => record.ballots.some((ballot) => ballot.id === receipt));
  if (place < 0) return tell("verdict", kept.some(({ receipt }) => receipt) ? "missing" : "none");
  const ballot = record.ballots.find(({ id }) => id === receipts[place]);
  const isSame = !kept[place].choice || canonical(sorted(kept[place].choice)) === canonical(sorted(ballot.choice));
  const { options = [], answer, blank } = ballot.choice;
  const keys = blank ? ["blank"] : answer ? [answer] : options;
  root.querySelector("[data-mine]").replaceChildren(...keys.map((key) => {
    const item = document.createElement("li");
    item.textContent = root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.textContent ?? key;
    return item;
  }));
  root.querySelector("[data-receipt]").textContent = ballot.id;
  tell("verdict", isSame ? "found" : "changed");
}

// the record writes the options in the paper's order, a tap in its own
const sorted = (choice) => (choice.options ? { options: [...choice.options].sort() } : choice);

async function check() {
  const record = await fetch(address, { credentials: "omit" }).then((answer) => answer.json()).catch(() => null);
  if (!record?.ballots) return; // not reached: the page already says what can be done without
  await find(record);
  tell("sealed", canHash ? (await sealOf(record) === record.seal && record.seal === root.dataset.seal ? "same" : "different") : "unknown");
}

if (address) check();
