/*
 * Drawing on the weekly timetable: an empty place fills in day and time of the form
 * above; an entry that is dragged is moved. Everything it does, the form does too.
 */

const DAY = 24 * 60;
const FIRST = 6 * 60;
const STEP = 15;
const MOVED = 6;

const picture = document.querySelector("[data-week]");
const form = document.getElementById("page-form");
const mover = document.querySelector("[data-week-move]");

const numbers = picture && {
  left: Number(picture.dataset.left),
  top: Number(picture.dataset.top),
  column: Number(picture.dataset.column),
  hour: Number(picture.dataset.hour),
};

/** Where the pointer is: the column (1 to 8) and minutes after six, in quarters. */
function place(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(
    picture.getScreenCTM().inverse(),
  );
  const column = Math.floor((point.x - numbers.left) / numbers.column) + 1;
  const minutes = Math.round((((point.y - numbers.top) / numbers.hour) * 60) / STEP) * STEP;
  if (column < 1 || column > 8 || minutes < 0 || minutes > DAY) return null;
  return { column, minutes };
}

const clock = (offset) => {
  const minutes = (offset + FIRST) % DAY;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
};

function outline(column, from, to) {
  let box = picture.querySelector(".week-drawn");
  if (!box) {
    box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    box.setAttribute("class", "week-drawn");
    picture.append(box);
  }
  box.setAttribute("x", numbers.left + numbers.column * (column - 1) + 2);
  box.setAttribute("y", numbers.top + (numbers.hour * from) / 60);
  box.setAttribute("width", numbers.column - 4);
  box.setAttribute("height", Math.max((numbers.hour * (to - from)) / 60, 2));
}

function forget() {
  picture.querySelector(".week-drawn")?.remove();
}

function fill(column, from, to) {
  const box = form.querySelector(`input[name="days"][value="${column}"]`);
  if (box) box.checked = true;
  form.elements.start.value = clock(from);
  form.elements.end.value = clock(to);
  form.elements.label.focus();
}

function move(key, column, from) {
  mover.action = `${mover.getAttribute("action")}${key}/move/`;
  mover.elements.day.value = column;
  mover.elements.start.value = (from + FIRST) % DAY;
  mover.submit();
}

function setUp() {
  let start = null;
  picture.setAttribute("data-week-ready", "");
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    const at = place(event);
    if (!at) return;
    const box = event.target.closest(".week-box");
    start = { ...at, box, x: event.clientX, y: event.clientY };
    if (box) start.grip = at.minutes - ((Number(box.dataset.start) - FIRST + DAY) % DAY);
    picture.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  picture.addEventListener("pointermove", (event) => {
    const at = start && place(event);
    if (!at) return;
    if (start.box) {
      const from = Math.max(0, at.minutes - start.grip);
      outline(at.column, from, Math.min(DAY, from + 60));
    } else {
      outline(start.column, Math.min(start.minutes, at.minutes), Math.max(start.minutes, at.minutes));
    }
  });
  picture.addEventListener("pointerup", (event) => {
    const from = start;
    const at = from && place(event);
    start = null;
    forget();
    if (!at) return;
    const far = Math.hypot(event.clientX - from.x, event.clientY - from.y) > MOVED;
    if (from.box) {
      if (far && mover) move(from.box.dataset.key, at.column, Math.max(0, at.minutes - from.grip));
    } else if (far && at.minutes !== from.minutes) {
      fill(from.column, Math.min(from.minutes, at.minutes), Math.max(from.minutes, at.minutes));
    }
  });
  picture.addEventListener("pointercancel", () => {
    start = null;
    forget();
  });
}

if (picture && form) setUp();
