// Whoever logs out leaves no pages behind: what was kept for when the net is away goes.

export function enhance(form) {
  form.dataset.enhanced = "1";
  form.addEventListener("submit", async () => {
    for (const name of (await globalThis.caches?.keys()) ?? []) caches.delete(name);
  });
}
