// Comfort only: every page works without this file.
"use strict";

// A second press of a button sends nothing; the server makes one of two anyway.
// data-once stands on every form of components/form.html.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), 15000); // an answer that never came: let the user try again
});

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

// Back from the next page: the browser may show this one as it was left.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});

// <button data-copy="text" data-copied="Copied" hidden>: shown only where copying works.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  let said = button.nextElementSibling;
  if (!said) {
    said = document.createElement("span");
    said.setAttribute("role", "status");
    button.after(said);
  }
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = button.dataset.copied; });
});

// <button data-print hidden>: the browser's own menu prints as well.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The menu folds on a phone.
for (const button of document.querySelectorAll("[data-nav-toggle]")) {
  const list = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  list.classList.add("nav-folded");
  button.addEventListener("click", () => {
    const open = list.classList.toggle("nav-folded");
    button.setAttribute("aria-expanded", String(!open));
  });
}

// A link of the error summary puts the cursor into its field, and the label into view with it.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const room = field.closest(".field") || field;
  room.scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
});
