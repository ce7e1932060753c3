// On a page with evidence: checks each piece when the button is pressed, and says what was found beside it.

import { checkEvidence } from "./verify.js";

const page = document.querySelector("[data-evidence-list]");
const button = page && page.querySelector("[data-check]");

async function check() {
  const response = await fetch(page.dataset.keys);
  const keyLines = (await response.text()).trim().split("\n");
  for (const item of page.querySelectorAll("[data-evidence]")) {
    const said = item.querySelector("[data-answer]");
    let answers;
    try {
      answers = await checkEvidence(JSON.parse(item.querySelector("[data-file]").textContent), keyLines);
    } catch {
      answers = { listed: false };
    }
    const values = Object.values(answers);
    const state = values.includes(false) ? "false" : values.includes(null) ? "unknown" : "true";
    said.textContent = page.dataset[`say${state[0].toUpperCase()}${state.slice(1)}`];
    said.dataset.answer = state;
  }
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", check);
}
