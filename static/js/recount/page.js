// What both pages that check a record show: a ballot in words, what differs, the result as counted here. Words stand in the page.
import { canonical } from "./canonical.js";

const make = (name, text, attributes = {}) => Object.assign(document.createElement(name), text === undefined ? {} : { textContent: text }, attributes);

// Words of the page by their name: a list of [data-word]; a name that has no word is shown as it is.
export function wordsOf(root) {
  const words = new Map([...root.querySelectorAll("[data-word]")].map((item) => [item.dataset.word, item.textContent]));
  const own = new Map([...root.querySelectorAll("[data-option]")].map((item) => [item.dataset.option, item.textContent]));
  const say = (name) => words.get(name) ?? name;
  say.option = (key, poll) => own.get(key) ?? poll.options.find(({ id }) => id === key)?.label ?? key;
  return say;
}

export function show(root, group, name) {
  for (const part of root.querySelectorAll(`[data-${group}]`)) part.hidden = part.dataset[group] !== name;
}

// A typed code: letters that hands confuse are read as the digits they look like; what is no hexadecimal digit is left out.
export const readCode = (text) => text.toLowerCase().replace(/o/g, "0").replace(/[il]/g, "1").replace(/[^0-9a-f]/g, "");
export const findBallots = (record, code) => (code.length < 16 ? [] : record.ballots.filter(({ id }) => id?.startsWith(code)));

export function sayChoice(choice, poll, say) {
  const name = (key) => say.option(key, poll);
  if (choice.blank) return [say("blank")];
  if (choice.answer) return [say(choice.answer), ...(choice.reason ? [choice.reason] : [])];
  if (choice.ranking) return choice.ranking.map((group, place) => `${place + 1}. ${group.map(name).join(" = ")}`);
  if (choice.marks) return Object.entries(choice.marks).map(([key, mark]) => `${name(key)} : ${mark}`);
  return (choice.options ?? []).map(name);
}

// The same choice, whatever order a tap or the record wrote it in.
export function isSame(one, two) {
  const tidy = (choice) => canonical({
    ...choice,
    ...(choice.options && { options: [...choice.options].sort() }),
    ...(choice.ranking && { ranking: choice.ranking.map((group) => [...group].sort()) }),
    ...(choice.marks && { marks: Object.fromEntries(Object.entries(choice.marks).filter(([, mark]) => mark !== 0)) }),
  });
  return tidy(one) === tidy(two);
}

export const list = (place, texts) => place.replaceChildren(...texts.map((text) => make("li", text)));

function short(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "–";
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

export function showDifferences(place, differences, say) {
  place.replaceChildren(...differences.map(({ code, stated, found }) => {
    const item = make("li", say(`differs-${code}`));
    if (stated !== undefined || found !== undefined) item.append(make("br"), make("code", `${short(stated)} → ${short(found)}`));
    return item;
  }));
}

// The result counted here, as a table of the figures that are plain numbers or words.
export function showResult(place, result, poll, say) {
  const names = (keys) => keys.map((key) => say.option(key, poll)).join(" · ");
  const parts = [make("p", say(`status-${result.status}`), { className: "strong" })];
  if (result.adopted !== undefined) parts.push(make("p", say(result.adopted ? "adopted" : "rejected")));
  if (result.winners.length) parts.push(make("p", `${say("winners")} ${names(result.winners)}`));
  if (result.tied.length) parts.push(make("p", `${say("tied")} ${names(result.tied)}`));
  place.replaceChildren(...parts, tableOf(result, poll, say));
}

function tableOf(result, poll, say) {
  const table = make("table", undefined, { className: "table" });
  const rows = Object.entries(result.figures).map(([key, figure]) => [key, typeof figure === "object" ? figure : { votes: figure }]);
  const columns = Object.keys(rows[0]?.[1] ?? {}).filter((name) => rows.every(([, figure]) => typeof figure[name] !== "object"));
  const head = table.createTHead().insertRow();
  for (const name of ["option", ...columns]) head.append(make("th", say(`figure-${name}`), { scope: "col" }));
  const body = table.createTBody();
  for (const [key, figure] of rows) {
    const row = body.insertRow();
    row.append(make("th", poll.options?.length ? say.option(key, poll) : say(key), { scope: "row" }));
    for (const name of columns) row.append(make("td", figure[name], { className: "num" }));
  }
  return table;
}
