// What every page gets. Each module finds its own elements by data attribute; every page works without any of them.
import "./menu.js";
import "./confirm.js";
import "./guard.js";

// a form that was sent back: start reading at what is wrong
document.querySelector("[data-focus]")?.focus();

const isKept = (store, name) => { try { return window[store].getItem(name) !== null; } catch { return false; } };

// what is written at length is kept and grows; the page after it lets the draft go
const written = CSS.supports("field-sizing", "content") ? "[data-draft], [data-editor]" : "textarea, [data-editor]";
if (document.querySelector(written) || isKept("sessionStorage", "concertaction:sent")) import("./writing.js");

// what is half filled is kept on this device
if (document.querySelector("[data-draft-form],[data-draft-sent]") || isKept("sessionStorage", "concertaction:sent-form")) import("./js/forms.js");

if (document.querySelector("[data-copy], [data-copy-from]")) import("./js/copy.js");

// a device that holds a seat in a room misses no open vote on the site's other pages
if (document.querySelector("[data-vote-band]") && isKept("localStorage", "concertaction:room")) import("./js/band.js");
