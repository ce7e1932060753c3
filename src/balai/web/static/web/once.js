// A form is sent once: a second click within some seconds does nothing.

const PAUSE = 8000;

export function enhance(form) {
  form.dataset.enhanced = "1";
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    // Afterwards, because another helper may hold the form back until it is ready.
    setTimeout(() => {
      if (event.defaultPrevented) return;
      form.dataset.sending = "1";
      setTimeout(() => delete form.dataset.sending, PAUSE);
    });
  });
  addEventListener("pageshow", () => delete form.dataset.sending);
}
