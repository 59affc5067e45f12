// Shows how far chosen files have gone. Comfort only: without this file the form is sent as any other.
//   <form id="documents-form"> … <div data-progress hidden> … <progress> … <p role="status" data-sent="…">
"use strict";

(() => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id !== "documents-form" || event.defaultPrevented) return;
    const files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    if (!files) return; // the answer says that nothing was chosen
    event.preventDefault();
    send(form);
  });

  function send(form) {
    const shown = form.querySelector("[data-progress]");
    const bar = shown.querySelector("progress");
    const words = shown.querySelector("[data-sent]");
    const request = new XMLHttpRequest();
    shown.hidden = false;
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = Math.round((100 * event.loaded) / event.total);
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      words.textContent = words.dataset.sent;
    });
    request.addEventListener("load", () => show(request));
    // What went wrong on the way is said better by the browser itself.
    request.addEventListener("error", () => form.submit());
    request.send(new FormData(form));
  }

  // The answer takes the place of the page, as if the form had been sent without this file.
  function show(request) {
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    history.replaceState(null, "", request.responseURL);
    document.title = answer.title;
    document.getElementById("main").replaceWith(answer.getElementById("main"));
    const notice = document.querySelector("#main [role=alert], #main [role=status]");
    if (notice) notice.focus();
    scrollTo(0, 0);
  }
})();
