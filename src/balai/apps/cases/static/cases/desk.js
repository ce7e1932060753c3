// A keyboard for the desk. Every page works without it, and it can be switched off (WCAG 2.1.4).

const SWITCH = "balai.desk.keys";
const help = document.getElementById("shortcuts");
const TABS = { m: "mine", u: "unit", l: "late", n: "new" };

const allowed = () => localStorage.getItem(SWITCH) !== "off";
const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], .map");

function showHelp() {
  if (!help.open) help.showModal();
}

const box = help?.querySelector("[data-use-keys]");
if (box) {
  box.checked = allowed();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
}
const helper = document.querySelector("[data-shortcuts]");
if (helper) {
  helper.hidden = !matchMedia("(any-pointer: fine)").matches; // phones have no keys
  helper.addEventListener("click", showHelp);
}

// the list

const links = () => [...document.querySelectorAll(".work__link")];

function move(by) {
  const all = links();
  if (!all.length) return false;
  const here = all.indexOf(document.activeElement);
  const next = all[Math.min(all.length - 1, Math.max(0, here + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function openTab(name) {
  const tab = [...document.querySelectorAll(".tabs__tab")].find((one) => new URL(one.href).searchParams.get("show") === name);
  tab?.click();
  return Boolean(tab);
}

// the case

function goToAct(number) {
  const act = document.querySelectorAll(".acts__main .button")[number - 1];
  act?.focus();
  act?.scrollIntoView({ block: "nearest" });
  return Boolean(act);
}

function closeForm() {
  const form = document.querySelector("[data-doing-form]");
  if (!form) return false;
  form.remove();
  document.querySelector(".acts a, .acts button")?.focus();
  return true;
}

function followKey(name) {
  const target = document.querySelector(`[data-key="${name}"]`);
  if (!target) return false;
  if (target.matches("input")) target.focus();
  else target.click();
  return true;
}

function handle(key) {
  if (key === "?") { showHelp(); return true; }
  if (key === "j") return move(1);
  if (key === "k") return move(-1);
  if (key in TABS) return openTab(TABS[key]);
  if (/^[1-9]$/.test(key)) return goToAct(Number(key));
  return followKey(key);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help?.open) return;
  if (event.key === "Escape" && closeForm()) return;
  if (typing(event.target)) return;
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (arrow && event.target.matches(".work__link")) {
    if (move(arrow)) event.preventDefault();
    return;
  }
  if (allowed() && event.key.length === 1 && handle(event.key)) event.preventDefault();
});

// Esc and "cancel" close a form that was opened in the page; filters apply as soon as they are chosen.

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-cancel]") && closeForm()) event.preventDefault();
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-filters]");
  if (form) form.requestSubmit();
});

// When a part of the page cannot be had, the whole page says why.

for (const trouble of ["htmx:responseError", "htmx:sendError"]) {
  document.body.addEventListener(trouble, (event) => location.assign(event.detail.pathInfo.requestPath));
}
