// The seat form: the device draws its number once and keeps it, so that a lost answer, sent again, is the same seat.
import { draw } from "./keep.js";

const NAME = "concertaction:device";
const field = document.querySelector('[data-seat] input[name="device"]');

try {
  const kept = localStorage.getItem(NAME) ?? draw();
  localStorage.setItem(NAME, kept);
  field.value = kept;
} catch {
  field.value = draw(); // nothing can be kept here: the seat lasts as long as its cookie
}
