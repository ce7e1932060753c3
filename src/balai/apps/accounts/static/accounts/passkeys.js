// Shows what passkeys need scripts for, and says in words when a device did not sign. allauth's own scripts do the signing.

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll(".needs-script")) form.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const words of document.querySelectorAll("[data-passkey-trouble]")) {
    words.hidden = false;
    words.setAttribute("role", "alert");
  }
});
