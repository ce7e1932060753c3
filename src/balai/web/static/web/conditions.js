// Questions that depend on others are shown when they apply. The server decides again.

const empty = (answer) => answer === null || answer === "" || (Array.isArray(answer) && !answer.length);

function answerTo(form, question) {
  const inputs = [...form.elements].filter((input) => input.name === question);
  if (!inputs.length) return null;
  const boxes = inputs.filter((input) => input.type === "checkbox");
  if (boxes.length) return boxes.filter((box) => box.checked).map((box) => box.value);
  if (inputs[0].type === "radio") {
    const value = inputs.find((input) => input.checked)?.value ?? null;
    return { yes: true, no: false }[value] ?? value;
  }
  return inputs[0].value;
}

function holds(condition, form) {
  if (condition.all) return condition.all.every((part) => holds(part, form));
  if (condition.any) return condition.any.some((part) => holds(part, form));
  if (condition.not) return !holds(condition.not, form);
  const answer = answerTo(form, condition.answer);
  if ("given" in condition) return empty(answer) !== condition.given;
  if (empty(answer)) return false;
  const answers = Array.isArray(answer) ? answer : [answer];
  if ("is" in condition) return answers.includes(condition.is);
  if ("in" in condition) return answers.some((item) => condition.in.includes(item));
  const number = Number(answer);
  return "at_least" in condition ? number >= condition.at_least : number <= condition.at_most;
}

function asked(condition) {
  const parts = condition.all ?? condition.any ?? (condition.not ? [condition.not] : null);
  return parts ? parts.flatMap(asked) : [condition.answer];
}

export function enhance(field) {
  const form = field.closest("form");
  if (!form) return;
  field.dataset.enhanced = "1";
  const condition = JSON.parse(field.dataset.showIf);
  // An answer that is not on this page was given before: the server has already decided by it.
  const here = (name) => [...form.elements].some((input) => input.name === name);
  if (!asked(condition).every(here)) return;
  const update = () => { field.hidden = !holds(condition, form); };
  form.addEventListener("input", update);
  update();
}
