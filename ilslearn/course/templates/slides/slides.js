"use strict";
// One slide at a time: arrows, Page keys, space, Home, End, the two buttons, or a number after # in the address.
const slides = [...document.querySelectorAll(".slide")];
const place = document.getElementById("place");
let at = 0;

function show(number) {
  at = Math.max(0, Math.min(number, slides.length - 1));
  slides.forEach((slide, which) => { slide.hidden = which !== at; });
  const more = slides[at].scrollHeight > slides[at].clientHeight + 2;
  place.textContent = `${at + 1} of ${slides.length}${more ? ", more below ↓" : ""}`;
  history.replaceState(null, "", `#${at + 1}`);
  slides[at].scrollTop = 0;
  slides[at].focus({ preventScroll: true });
}

const asked = () => (parseInt(location.hash.slice(1), 10) || 1) - 1;
const keys = {
  ArrowRight: () => at + 1, PageDown: () => at + 1, " ": () => at + 1,
  ArrowLeft: () => at - 1, PageUp: () => at - 1,
  Home: () => 0, End: () => slides.length - 1,
};

document.addEventListener("keydown", (event) => {
  const onControl = event.target.closest("a, button, summary");
  if (event.ctrlKey || event.altKey || event.metaKey || !(event.key in keys) || (event.key === " " && onControl)) return;
  event.preventDefault();
  show(keys[event.key]());
});
document.getElementById("back").addEventListener("click", () => show(at - 1));
document.getElementById("on").addEventListener("click", () => show(at + 1));
window.addEventListener("hashchange", () => show(asked()));
show(asked());
