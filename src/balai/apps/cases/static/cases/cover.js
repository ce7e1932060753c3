// Boxes on a photo: drawn with a finger or a mouse, and always the same as the numbers in the form.

const sheet = document.querySelector("[data-sheet]");
const form = document.querySelector("[data-boxes]");
const SIDES = ["left", "top", "width", "height"];
const SVG = "http://www.w3.org/2000/svg";
const LEAST = 0.5;

const rows = () => [...form.querySelectorAll(".box-row")].map((row) => SIDES.map((side) => row.querySelector(`[name=${side}]`)));
const numbers = (row) => row.map((input) => Number.parseFloat(input.value.replace(",", ".")));
const write = (row, values) => row.forEach((input, place) => { input.value = values[place].toFixed(1); });

function draw() {
  sheet.querySelectorAll("rect").forEach((rect) => rect.remove());
  for (const row of rows()) {
    const values = numbers(row);
    if (values.some(Number.isNaN) || values[2] <= 0 || values[3] <= 0) continue;
    const rect = document.createElementNS(SVG, "rect");
    ["x", "y", "width", "height"].forEach((name, place) => rect.setAttribute(name, `${values[place]}%`));
    rect.setAttribute("fill", "#000");
    sheet.append(rect);
  }
}

function blankRow() {
  const found = rows().find((row) => row.every((input) => !input.value.trim()));
  if (found) return found;
  const all = form.querySelectorAll(".box-row");
  const last = all[all.length - 1];
  const next = last.cloneNode(true);
  next.querySelectorAll("input").forEach((input) => { input.value = ""; input.id += "n"; });
  next.querySelectorAll("label").forEach((label) => { label.htmlFor += "n"; });
  const legend = next.querySelector("legend");
  legend.textContent = legend.textContent.replace(String(all.length), String(all.length + 1));
  last.after(next);
  return rows().at(-1);
}

function place(event) {
  const frame = sheet.getBoundingClientRect();
  const within = (value) => Math.min(100, Math.max(0, value));
  return [within(((event.clientX - frame.left) / frame.width) * 100), within(((event.clientY - frame.top) / frame.height) * 100)];
}

function drag(begin) {
  const [fromX, fromY] = place(begin);
  const row = blankRow();
  const move = (event) => {
    const [x, y] = place(event);
    write(row, [Math.min(x, fromX), Math.min(y, fromY), Math.abs(x - fromX), Math.abs(y - fromY)]);
    draw();
  };
  const end = () => {
    sheet.removeEventListener("pointermove", move);
    const [, , width, height] = numbers(row);
    if (!(width >= LEAST && height >= LEAST)) row.forEach((input) => { input.value = ""; });
    draw();
  };
  sheet.setPointerCapture(begin.pointerId);
  sheet.addEventListener("pointermove", move);
  sheet.addEventListener("pointerup", end, { once: true });
  sheet.addEventListener("pointercancel", end, { once: true });
  begin.preventDefault();
}

if (sheet && form) {
  document.querySelector("[data-draws]").hidden = false;
  sheet.addEventListener("pointerdown", drag);
  form.addEventListener("input", draw);
}
