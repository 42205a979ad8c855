// The code that moves a seat to another device: once it has served, the room's page says here that this device is out.
import { follow } from "./line.js";

const { code, seat, room } = document.querySelector("[data-moving]").dataset;
const leave = () => location.assign(room);

follow(code, { seat }, { state: ({ ended }) => ended && leave(), gone: leave });
