/* The operations room's few scripts. Every page works without them. */
import "./rows.js";
import "./dialog.js";
import "./search.js";
import "./progress.js";

document.querySelector("[data-focus]")?.focus();
