// Light or dark as the user chose in the foot of the page; without a choice the device decides (ebok.css).
// Runs in the head, before the first paint, so that a chosen page does not flash.
"use strict";

(() => {
  const key = "ebok-theme";
  const root = document.documentElement;

  function stored() {
    try {
      return localStorage.getItem(key) || "auto";
    } catch {
      return "auto"; // storage may be switched off: then the device decides
    }
  }

  function show(choice) {
    if (choice === "auto") root.removeAttribute("data-bs-theme");
    else root.setAttribute("data-bs-theme", choice);
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
    }
  }

  function choose(choice) {
    try {
      localStorage.setItem(key, choice);
    } catch {
      // the choice then holds for this page only
    }
    show(choice);
  }

  show(stored());
  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-appearance]")) group.hidden = false;
    show(stored());
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-theme-choice]");
      if (button) choose(button.dataset.themeChoice);
    });
  });
})();
