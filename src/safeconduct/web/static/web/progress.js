/* Long work is asked again every two seconds while the page is looked at. */
async function again(part) {
  if (!document.hidden) {
    try {
      const answer = await fetch(part.dataset.ask, { headers: { "X-Part": "work" }, credentials: "same-origin" });
      const html = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-work]");
      if (html) {
        part.replaceWith(html);
        part = html;
      }
    } catch {
      /* the line is down: the counts stay as they were, and it is asked again */
    }
  }
  if (part.dataset.ask) setTimeout(again, 2000, part);
}
for (const part of document.querySelectorAll("[data-ask]")) setTimeout(again, 2000, part);
