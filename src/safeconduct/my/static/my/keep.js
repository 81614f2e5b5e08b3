/* Usable again without network: asks the worker to keep the first screens of this language, and sends again what waits. Without script nothing changes. */
const worker = navigator.serviceWorker, again = document.getElementById("again");
worker?.register("/my/sw.js").catch(() => {});
worker?.ready.then((held) => held.active.postMessage(document.querySelector("form")?.action ?? ""));
addEventListener("online", () => (again ? again.submit() : worker?.controller?.postMessage("")));
if (again) setInterval(() => navigator.onLine && again.submit(), 10000); // a network that is said to be there may still not carry
