// <button type="button" data-copy="text" data-copied="Copié"> or data-copy-from="#id" of an element whose text is copied.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy], [data-copy-from]");
  if (!button) return;
  const text = button.dataset.copy ?? document.querySelector(button.dataset.copyFrom)?.textContent.trim();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return;
  }
  const label = button.querySelector("span") ?? button;
  const before = label.textContent;
  if (!button.dataset.copied || before === button.dataset.copied) return;
  label.textContent = button.dataset.copied;
  label.setAttribute("role", "status");
  setTimeout(() => { label.textContent = before; label.removeAttribute("role"); }, 2500);
});
