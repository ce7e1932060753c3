// What makes pages smoother where scripts run. Every page works without this file.
// Each helper is loaded only by pages that have something for it to do.

const root = document.documentElement;
root.classList.add("js");

const HELPERS = [
  ["[data-error-summary]", () => import("./errors.js")],
  ["[data-counter]", () => import("./counter.js")],
  ["[data-finder]", () => import("./finder.js")],
  ["[data-files]", () => import("./files.js")],
  ["[data-show-if]", () => import("./conditions.js")],
  ["[data-place]", () => import("./place.js")],
  ["[data-map-list]", () => import("./maplist.js")],
  ["form[data-forgets]", () => import("./forget.js")],
  ["form[method=post]", () => import("./once.js")],
];

async function enhance(part) {
  for (const [selector, load] of HELPERS) {
    const found = [...part.querySelectorAll(selector)].filter((element) => !element.dataset.enhanced);
    if (part.matches?.(selector) && !part.dataset.enhanced) found.push(part);
    if (!found.length) continue;
    const helper = await load();
    for (const element of found) helper.enhance(element);
  }
}

enhance(document.body);

// Parts that htmx swaps in are enhanced too, announced once, and get the focus on their heading.
document.body.addEventListener("htmx:afterSettle", (event) => {
  enhance(event.target);
  const heading = event.target.querySelector("[data-focus]");
  if (heading) {
    heading.tabIndex = -1;
    heading.focus();
  }
  const words = event.target.querySelector("[data-announce]")?.dataset.announce ?? heading?.textContent;
  if (words) document.getElementById("announcements").textContent = words.trim();
});
