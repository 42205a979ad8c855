// What a page gets on which somebody writes at length.
import "./draft.js";
import "./autosize.js";
import "./editor.js";
