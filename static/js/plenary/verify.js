// Find this device's ballot in the published record, redo the seal and the whole count, here: the server is not told which
// ballot is looked for.
import { receiptOf } from "../recount/canonical.js";
import { findBallots, isSame, list, readCode, sayChoice, show, showDifferences, showResult, wordsOf } from "../recount/page.js";
import { keptOf } from "./keep.js";

const root = document.querySelector("[data-verify]");
const { poll, record: address } = root.dataset;
const say = wordsOf(root);
const field = root.querySelector("[name=recu]");

// `kept` tells that this device knows what it cast, and that the ballot says the same.
function tell(verdict, ballot, record, kept) {
  if (ballot) {
    for (const part of root.querySelectorAll("[data-as]")) part.hidden = (part.dataset.as === "kept") !== Boolean(kept);
    list(root.querySelector("[data-mine]"), sayChoice(ballot.choice, record.poll, say));
    root.querySelector("[data-receipt]").textContent = ballot.id;
    root.querySelector("[data-code]").textContent = ballot.id.slice(0, 16).match(/.{4}/g).join(" ");
  }
  show(root, "verdict", verdict);
}

async function findKept(record) {
  const kept = keptOf(poll);
  const receipts = await Promise.all(kept.map(({ secret }) => receiptOf(poll, secret)));
  const place = receipts.findIndex((receipt) => findBallots(record, receipt).length);
  if (place < 0) return tell(kept.some(({ receipt }) => receipt) ? "missing" : "none");
  const [ballot] = findBallots(record, receipts[place]);
  const { choice } = kept[place];
  return tell(!choice || isSame(choice, ballot.choice) ? "found" : "changed", ballot, record, choice);
}

function findTyped(record) {
  const code = readCode(field.value);
  if (code.length < 16) return tell("short");
  const [ballot, other] = findBallots(record, code);
  return tell(ballot && !other ? "found" : "missing", ballot, record);
}

async function check() {
  const record = await fetch(address, { credentials: "omit" }).then((answer) => answer.json()).catch(() => null);
  if (!record?.ballots) return; // not reached: the page already says what can be done without
  field.form.addEventListener("submit", (event) => { event.preventDefault(); findTyped(record); });
  // the receipt that the plain form's cookie stands for is written in the field: what this device kept comes before it
  const isAsked = new URLSearchParams(location.search).has("recu");
  if (field.value && (isAsked || !keptOf(poll).length)) findTyped(record);
  else await findKept(record);
  const { recount } = await import("../recount/index.js");
  const { seal, result, differences, tooLong } = await recount(record);
  show(root, "sealed", seal === record.seal && seal === root.dataset.seal ? "same" : "different");
  showDifferences(root.querySelector("[data-differences]"), differences, say);
  if (result) showResult(root.querySelector("[data-result]"), result, record.poll, say);
  show(root, "counted", differences.length ? "different" : tooLong ? "long" : "same");
}

if (address) check();
