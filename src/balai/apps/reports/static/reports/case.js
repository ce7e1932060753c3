// Pages of one report: a small map when somebody asks for it, and copying the private link.

import { mapIn } from "../web/map.js";

for (const spot of document.querySelectorAll("[data-spot]")) {
  const button = Object.assign(document.createElement("button"), {
    type: "button", className: "button button--secondary button--small", textContent: spot.dataset.show,
  });
  spot.append(button);
  button.addEventListener("click", async () => {
    const box = Object.assign(document.createElement("div"), { className: "map" });
    const note = Object.assign(document.createElement("p"), { className: "map__note" });
    button.replaceWith(box, note);
    const { map, ready } = await mapIn(box, spot, spot.dataset.label);
    L.circleMarker(map.getCenter(), { radius: 10, className: "map__dot" }).addTo(map);
    if ((await ready)?.schematic) note.textContent = spot.dataset.note;
    box.focus();
  });
}

for (const part of document.querySelectorAll("[data-copy]")) {
  const [input, button] = [part.querySelector("input"), part.querySelector("[data-copy-button]")];
  input.addEventListener("focus", () => input.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(input.value);
    } catch {
      input.select();
      document.execCommand("copy");
    }
    document.getElementById("announcements").textContent = button.dataset.copied;
    button.lastChild.textContent = button.dataset.copied;
  });
}
