// A topic: quoting what is selected, answering one message, and where one stopped reading (kept on this device, nowhere else).
const posts = document.getElementById("posts");
const form = document.querySelector("[data-reply-form]");
const area = form?.querySelector("textarea");

function insert(text) {
  area.focus();
  const before = area.value.slice(0, area.selectionStart);
  const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  if (!document.execCommand("insertText", false, gap + text)) area.setRangeText(gap + text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function chosen(prose) {
  const selection = getSelection();
  if (!selection.isCollapsed && prose.contains(selection.anchorNode) && prose.contains(selection.focusNode)) return selection.toString();
  const copy = prose.cloneNode(true);
  for (const quoted of copy.querySelectorAll("blockquote, .footnotes, hr")) quoted.remove();
  // innerText needs the element to be laid out; blocks are set apart by hand instead
  return [...copy.children].map((block) => block.textContent.trim()).filter(Boolean).join("\n\n").slice(0, 1500);
}

function answer(number) {
  form.elements.reply_to.value = number;
  form.scrollIntoView({ block: "center" });
  area.focus();
}

posts?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-quote], [data-reply]");
  if (!link || !area || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const item = link.closest("[data-number]");
  const words = "quote" in link.dataset ? chosen(item.querySelector(".prose")) : "";
  answer(item.dataset.number);
  if (!words) return;
  insert(`${link.dataset.quote}\n>\n${words.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`);
});

function storage(action) {
  try {
    return action();
  } catch {
    return null; // refused by the browser: nothing is marked as new
  }
}

function markNew() {
  const key = `concertaction:seen:${posts.dataset.topic}`;
  const seen = Number(storage(() => localStorage.getItem(key)) ?? 0);
  const count = Number(posts.dataset.count);
  const items = [...posts.querySelectorAll("[data-number]")];
  const first = seen && items.find((item) => Number(item.dataset.number) > seen);
  if (first && Number(items[0].dataset.number) <= seen + 1 && seen < count) {
    const mark = document.getElementById("post-mark").content.firstElementChild.cloneNode(true);
    const fresh = count - seen;
    mark.textContent = fresh === 1 ? posts.dataset.newOne : posts.dataset.newMany.replace("{n}", fresh);
    first.before(mark);
  }
  const last = Number(items.at(-1)?.dataset.number ?? 0);
  if (last > seen) storage(() => localStorage.setItem(key, String(last)));
}

if (posts) markNew();
