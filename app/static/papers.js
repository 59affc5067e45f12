// Files of the paper desk: dropped or chosen, they are sent one by one and each says what became of it.
// Without this script the form sends them all at once.

const room = document.querySelector("[data-upload]");
if (room) begin(room);

function begin(upload) {
  const form = upload.querySelector("form");
  const list = upload.querySelector("[data-sent]");
  const told = upload.querySelector("[data-told]");
  const waiting = [];
  let busy = false;
  let stopped = false;

  upload.querySelector("[data-send]").hidden = true;
  upload.querySelector("[data-drop-hint]").hidden = false;

  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      take(input.files, input.name);
      input.value = "";
    });
  }
  for (const place of form.querySelectorAll("[data-drop]")) {
    const name = place.querySelector("input[type=file]").name;
    place.addEventListener("dragover", (event) => {
      event.preventDefault();
      place.classList.add("papers-over");
    });
    place.addEventListener("dragleave", () => place.classList.remove("papers-over"));
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      place.classList.remove("papers-over");
      take(event.dataTransfer.files, name);
    });
  }
  // A file dropped beside the place would otherwise be opened instead of the page.
  for (const name of ["dragover", "drop"]) {
    window.addEventListener(name, (event) => event.preventDefault());
  }
  window.addEventListener("beforeunload", (event) => {
    if (busy) event.preventDefault();
  });

  function take(files, name) {
    for (const file of files) waiting.push({ file, name, line: line(file) });
    if (!busy) next();
  }

  function line(file) {
    const item = document.createElement("li");
    const words = document.createElement("strong");
    const bar = document.createElement("progress");
    const state = document.createElement("span");
    words.textContent = file.name;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    state.textContent = upload.dataset.saidWaiting;
    item.append(words, bar, state);
    list.append(item);
    list.hidden = false;
    return { item, bar, state };
  }

  async function next() {
    busy = true;
    let kept = 0;
    while (waiting.length) {
      const one = waiting.shift();
      kept += await send(one);
    }
    busy = false;
    if (kept) await show();
  }

  async function send({ file, name, line }) {
    if (stopped) return say(line, upload.dataset.saidStale);
    if (file.size > 25 * 1024 * 1024) return say(line, upload.dataset.saidLarge);
    const body = new FormData();
    for (const field of form.querySelectorAll("input[type=hidden]")) body.append(field.name, field.value);
    body.append(name, file, file.name);
    const answer = await post(form.action, body, line);
    if (answer.status === 409) {
      stopped = true;
      return say(line, upload.dataset.saidStale);
    }
    if (answer.status !== 200 || !answer.said) return say(line, upload.dataset.saidFailed);
    for (const field of document.querySelectorAll("input[name=version]")) {
      // Forms about another application carry its version, not ours.
      const ours = field.value === form.elements.version.value && !field.closest(".papers-doubles");
      if (ours && field.form !== form) field.value = answer.said.version;
    }
    form.elements.version.value = answer.said.version;
    const refused = answer.said.refused[0];
    if (refused) return say(line, refused.why);
    return say(line, upload.dataset.saidKept, true);
  }

  function post(address, body, line) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) line.bar.value = event.loaded / event.total;
      });
      request.upload.addEventListener("load", () => {
        line.bar.removeAttribute("value");
        line.state.textContent = upload.dataset.saidLooking;
      });
      request.addEventListener("loadend", () => done({ status: request.status, said: read(request) }));
      request.open("POST", address);
      request.setRequestHeader("Accept", "application/json");
      request.send(body);
    });
  }

  function read(request) {
    try {
      return JSON.parse(request.responseText);
    } catch {
      return null;
    }
  }

  // Return 1 for a file that was taken in, so that they can be counted.
  function say(line, words, good = false) {
    line.bar.remove();
    line.state.textContent = words;
    line.state.className = good ? "kept" : "refused";
    told.textContent = `${line.item.firstChild.textContent}: ${words}`;
    return good ? 1 : 0;
  }

  // Show what has arrived; when the case itself has moved on, the whole page is another.
  async function show() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const papers = document.querySelector("[data-papers]");
    const now = fresh.querySelector("[data-papers]");
    if (!now || now.dataset.state !== papers.dataset.state) {
      location.reload();
      return;
    }
    papers.querySelector("[data-arrived]").replaceWith(now.querySelector("[data-arrived]"));
  }
}
