/* A link with data-dialog opens the dialog it names, here; without script it leads to the page that asks the same. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (!dialog?.showModal) return;
  event.preventDefault();
  dialog.addEventListener("close", () => opener.focus(), { once: true });
  dialog.showModal();
  dialog.querySelector("h2")?.focus();
});
