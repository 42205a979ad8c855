// The operator's page: its figures are fetched anew every few seconds, while somebody looks.
import { wait } from "../plenary/time.js";
import { fetchPart, swap } from "../plenary/view.js";

const root = document.querySelector("[data-operations]");
const accept = (part) => part.querySelector("[data-verdict]") !== null;

for (;;) {
  await wait(5000);
  if (document.hidden) continue;
  const part = await fetchPart(root.dataset.part, { accept });
  for (const { id } of root.querySelectorAll("details[open]")) part.getElementById(id)?.setAttribute("open", "");
  swap(root, part);
}
