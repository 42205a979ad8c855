// The verifier that is kept as a file: it takes a record by hand and sends nothing anywhere.
import { recount } from "./index.js";
import { findBallots, list, readCode, sayChoice, show, showDifferences, showResult, wordsOf } from "./page.js";

const root = document.querySelector("[data-verifier]");
const say = wordsOf(root);
const sealWords = root.querySelector("[data-seal-words]").textContent.trim().split(/\s+/);
const input = root.querySelector("[name=file]");
const field = root.querySelector("[name=code]");
let record = null;

const wordsIn = (seal) => [0, 1, 2, 3].map((place) => sealWords[Number(BigInt(`0x${seal.slice(7, 17)}`) >> BigInt(30 - 10 * place)) & 1023]);

async function read(file) {
  try {
    record = JSON.parse(await file.text());
    if (record.format !== "concertaction-poll/1" || !Array.isArray(record.ballots)) throw new Error("another format");
    await judge();
  } catch {
    record = null;
    show(root, "state", "unreadable");
  }
}

async function judge() {
  const { seal, result, differences, tooLong } = await recount(record);
  root.querySelector("[data-question]").textContent = record.poll.question;
  root.querySelector("[data-ballots]").textContent = record.ballots.length;
  root.querySelector("[data-words]").textContent = wordsIn(seal).join(" · ");
  root.querySelector("[data-seal]").textContent = seal;
  showDifferences(root.querySelector("[data-differences]"), differences, say);
  if (result) showResult(root.querySelector("[data-result]"), result, record.poll, say);
  show(root, "counted", differences.length ? "different" : tooLong ? "long" : "same");
  show(root, "state", "read");
  find();
}

function find() {
  const code = readCode(field.value);
  const [ballot, other] = record ? findBallots(record, code) : [];
  if (ballot) {
    list(root.querySelector("[data-mine]"), sayChoice(ballot.choice, record.poll, say));
    root.querySelector("[data-receipt]").textContent = ballot.id;
  }
  show(root, "verdict", code.length < 16 ? "short" : ballot && !other ? "found" : "missing");
}

input.addEventListener("click", () => { input.value = ""; }); // the same file again, once it was changed, is read again
input.addEventListener("change", () => input.files[0] && read(input.files[0]));
field.addEventListener("input", find);
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files[0]) read(event.dataTransfer.files[0]);
});
