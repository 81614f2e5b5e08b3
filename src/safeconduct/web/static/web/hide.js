/* Hide: leave at once, and leave nothing to go back to. Escape twice does the same. Without script it is a plain link. */
const link = document.querySelector(".hide");
const leave = (event) => {
  event?.preventDefault();
  document.body.remove();
  location.replace(link.href);
};
let last = 0;
link?.addEventListener("click", leave);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (event.timeStamp - last < 1500) leave(event);
  last = event.timeStamp;
});
addEventListener("pageshow", (event) => event.persisted && location.reload());
