// Comfort of the screen to check: zoom, turning, keys, places of suggestions. The page is whole without it.
"use strict";

const STEP = 1.25;
const LEAST = 0.25;
const MOST = 6;
const FIELD = "input, textarea, select, [contenteditable]";
const KEYS_OFF = "ebok-keys-off";

const view = document.querySelector("[data-scan]");
const scan = view ? open(view) : null;

// One file: which page, how large, and where it was left; kept while the form beside it is saved.
function open(root) {
  const find = (name) => root.querySelector(`[data-${name}]`);
  const room = find("room");
  const paper = find("paper");
  const image = find("image");
  const mark = find("mark");
  const pages = Number(root.dataset.pages);
  const kept = read(root.dataset.key);
  const state = { page: Number(root.dataset.page), zoom: "width", x: 0, y: 0, ...kept };
  let turned = 0;
  if (root.dataset.named === "yes" || state.page > pages) {
    if (state.page !== Number(root.dataset.page)) Object.assign(state, { x: 0, y: 0 });
    state.page = Number(root.dataset.page);
  }

  const address = () => `${root.dataset.images}${state.page}${turned ? `?turned=${turned}` : ""}`;
  const keep = () => sessionStorage.setItem(`scan:${root.dataset.key}`, JSON.stringify(state));

  function factor() {
    if (typeof state.zoom === "number") return state.zoom;
    if (state.zoom === "width" || !image.naturalWidth) return 1;
    const height = room.clientWidth * (image.naturalHeight / image.naturalWidth);
    return Math.min(1, room.clientHeight / height);
  }

  function draw() {
    paper.style.width = `${Math.round(room.clientWidth * factor())}px`;
    find("zoom").textContent = `${Math.round(factor() * 100)} %`;
    room.classList.toggle("scan-moves", room.scrollWidth > room.clientWidth || room.scrollHeight > room.clientHeight);
  }

  function place() {
    draw();
    room.scrollLeft = state.x * room.scrollWidth;
    room.scrollTop = state.y * room.scrollHeight;
  }

  // Zooming keeps the point under the pointer, else the middle, where it is.
  function zoom(to, at = { x: room.clientWidth / 2, y: room.clientHeight / 2 }) {
    const point = [(room.scrollLeft + at.x) / room.scrollWidth, (room.scrollTop + at.y) / room.scrollHeight];
    state.zoom = typeof to === "number" ? Math.min(MOST, Math.max(LEAST, to)) : to;
    draw();
    room.scrollLeft = point[0] * room.scrollWidth - at.x;
    room.scrollTop = point[1] * room.scrollHeight - at.y;
    keep();
  }

  function show(page, top = true) {
    if (page < 1 || page > pages) return;
    if (page !== state.page && top) Object.assign(state, { x: 0, y: 0 });
    state.page = page;
    mark.hidden = true;
    refresh();
    keep();
  }

  function refresh() {
    const named = find("number").textContent.replace(/\d+/, String(state.page));
    find("number").textContent = named;
    if (image.getAttribute("src") !== address()) image.src = address();
    image.alt = named;
    for (const link of root.querySelectorAll("[data-to]")) {
      const now = Number(link.dataset.to) === state.page;
      link.toggleAttribute("aria-current", now);
      if (now) {
        link.setAttribute("aria-current", "page");
        const strip = find("thumbs");
        strip.scrollLeft = link.offsetLeft - strip.clientWidth / 2;
      }
    }
    for (const form of root.querySelectorAll("[data-turn]")) {
      form.action = form.action.replace(/\d+\/turn$/, `${state.page}/turn`);
    }
    const alone = document.querySelector("[data-alone]");
    if (alone) alone.href = address();
  }

  async function turn(form) {
    const button = form.querySelector("button");
    const body = new FormData(form);
    body.append(button.name, button.value);
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.action, { method: "POST", body, headers });
    if (!answer.ok) return form.submit();
    turned += 1;
    mark.hidden = true;
    return refresh();
  }

  // A suggestion's place: its page, and a box over it.
  function point(page, box) {
    show(page, false);
    const [left, top, right, bottom] = box;
    Object.assign(mark.style, {
      left: `${left * 100 - 0.5}%`,
      top: `${top * 100 - 0.3}%`,
      width: `${(right - left) * 100 + 1}%`,
      height: `${(bottom - top) * 100 + 0.6}%`,
    });
    mark.hidden = false;
    const reveal = () => {
      room.scrollTop = mark.offsetTop - room.clientHeight / 2;
      room.scrollLeft = mark.offsetLeft - room.clientWidth / 4;
    };
    if (image.complete) reveal();
    else image.addEventListener("load", reveal, { once: true });
  }

  image.addEventListener("load", place);
  room.addEventListener("scroll", () => {
    state.x = room.scrollLeft / room.scrollWidth;
    state.y = room.scrollTop / room.scrollHeight;
    keep();
  });
  room.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const edge = room.getBoundingClientRect();
    const at = { x: event.clientX - edge.left, y: event.clientY - edge.top };
    zoom(factor() * (event.deltaY < 0 ? STEP : 1 / STEP), at);
  }, { passive: false });
  drag(room);
  new ResizeObserver(draw).observe(room);
  for (const part of document.querySelectorAll("[data-of-script]")) part.hidden = false;
  thumbs(root);
  refresh();
  if (image.complete) place();

  return {
    point,
    acts: {
      "zoom-in": () => zoom(factor() * STEP),
      "zoom-out": () => zoom(factor() / STEP),
      "fit-width": () => zoom("width"),
      "fit-page": () => zoom("page"),
      previous: () => show(state.page - 1),
      next: () => show(state.page + 1),
      keys: () => find("keys").showModal(),
      turn: () => {
        const form = root.querySelector("[data-turn=right]");
        if (form) turn(form);
      },
    },
    show,
    turn,
  };
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(`scan:${key}`)) || {};
  } catch {
    return {};
  }
}

// The sheet is moved with the pointer, as a hand moves paper.
function drag(room) {
  let from = null;
  room.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    from = { x: event.clientX + room.scrollLeft, y: event.clientY + room.scrollTop };
    room.setPointerCapture(event.pointerId);
    room.classList.add("scan-moving");
  });
  room.addEventListener("pointermove", (event) => {
    if (!from) return;
    room.scrollLeft = from.x - event.clientX;
    room.scrollTop = from.y - event.clientY;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    room.addEventListener(end, () => {
      from = null;
      room.classList.remove("scan-moving");
    });
  }
  room.addEventListener("dragstart", (event) => event.preventDefault());
}

// Small pictures come when they are scrolled to.
function thumbs(root) {
  const strip = root.querySelector("[data-thumbs]");
  if (!strip) return;
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      const small = new Image();
      small.alt = "";
      small.src = target.dataset.thumb;
      target.prepend(small);
    }
  }, { root: strip });
  for (const link of strip.querySelectorAll("[data-thumb]")) seen.observe(link);
}

document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-place]");
  if (place && scan && view.dataset.key.endsWith(`:${place.dataset.file}`)) {
    event.preventDefault();
    scan.point(Number(place.dataset.place), place.dataset.box.split(" ").map(Number));
    return;
  }
  const to = event.target.closest("[data-to]");
  const act = event.target.closest("[data-act]");
  if (to && scan) {
    event.preventDefault();
    scan.show(Number(to.dataset.to));
  } else if (act && scan) {
    event.preventDefault();
    scan.acts[act.dataset.act]();
  }
});

for (const button of document.querySelectorAll("dialog [data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}

document.addEventListener("submit", (event) => {
  if (!scan || !event.target.matches("[data-turn]")) return;
  event.preventDefault();
  scan.turn(event.target);
});

// Keys, never inside a field, and never when the reader has switched them off.
const DO = {
  "+": "zoom-in",
  "=": "zoom-in",
  "-": "zoom-out",
  "0": "fit-page",
  w: "fit-width",
  r: "turn",
  PageUp: "previous",
  PageDown: "next",
  "?": "keys",
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(FIELD)) return;
  if (document.querySelector("dialog[open]")) return;
  const single = event.key.length === 1 && event.key !== "?";
  if (single && localStorage.getItem(KEYS_OFF)) return;
  if (event.key === "[" || event.key === "]") return neighbour(event, event.key === "[" ? -1 : 1);
  if (event.key === "a") return accept(event);
  if (scan && DO[event.key]) {
    event.preventDefault();
    scan.acts[DO[event.key]]();
  }
});

function neighbour(event, way) {
  const tabs = [...document.querySelectorAll("[data-document]")];
  const now = tabs.findIndex((tab) => tab.hasAttribute("aria-current"));
  const next = tabs[(now + way + tabs.length) % tabs.length];
  if (!next) return;
  event.preventDefault();
  next.click();
}

function accept(event) {
  const button = document.querySelector("[data-accept]");
  if (!button || button.form.dataset.sent) return;
  event.preventDefault();
  button.form.requestSubmit(button);
}

for (const box of document.querySelectorAll("[data-keys-off]")) {
  box.checked = Boolean(localStorage.getItem(KEYS_OFF));
  box.addEventListener("change", () => {
    if (box.checked) localStorage.setItem(KEYS_OFF, "yes");
    else localStorage.removeItem(KEYS_OFF);
  });
}

// One more person: the last row again, empty.
for (const button of document.querySelectorAll("[data-more-people]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const last = [...button.parentElement.querySelectorAll(".people-row")].pop();
    const row = last.cloneNode(true);
    for (const box of row.querySelectorAll("input")) {
      box.value = "";
      box.removeAttribute("id");
      box.setAttribute("aria-label", box.getAttribute("aria-label").replace(/\d+$/, (number) => Number(number) + 1));
    }
    last.after(row);
    row.querySelector("input").focus();
  });
}
