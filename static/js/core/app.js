// What every page gets. Each module finds its own elements by data attribute; every page works without any of them.
import "./menu.js";
import "./band.js";
import "./confirm.js";
import "./guard.js";
import "./copy.js";
import "./draft.js";
import "./autosize.js";
import "./editor.js";

// a form that was sent back: start reading at what is wrong
document.querySelector("[data-focus]")?.focus();
