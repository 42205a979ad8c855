// The size of the text on this device, set before anything is drawn, and the button that changes it.
(() => {
  const NAME = "concertaction:size";
  const SIZES = 3;
  const root = document.documentElement;
  let size = 0;
  try {
    size = Number(localStorage.getItem(NAME)) % SIZES || 0;
  } catch { /* nothing is kept on this device: the choice lasts as long as the page */ }
  root.dataset.size = size;

  const say = (button) => {
    button.querySelector("[data-said]").textContent = button.dataset[`said${size}`];
  };
  const buttons = () => document.querySelectorAll("[data-sizes]");
  document.addEventListener("DOMContentLoaded", () => buttons().forEach(say));
  document.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-sizes]")) return;
    size = (size + 1) % SIZES;
    root.dataset.size = size;
    buttons().forEach(say);
    try {
      localStorage.setItem(NAME, size);
    } catch { /* see above */ }
  });
})();
