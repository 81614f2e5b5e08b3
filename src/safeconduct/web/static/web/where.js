/* Only when the button is pressed: the place of this telephone into the form, as rough as the telephone says it is. Without script the button is not there. */
const button = document.querySelector("[data-added]");
if (button && navigator.geolocation) {
  const { elements } = button.form;
  const said = button.nextElementSibling;
  const show = (text) => (said.textContent = text);
  button.hidden = false;
  button.addEventListener("click", () => {
    show("…");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        elements.lat.value = coords.latitude;
        elements.lon.value = coords.longitude;
        elements.acc.value = Math.ceil(coords.accuracy);
        show(button.dataset.added);
      },
      () => show(button.dataset.none),
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
    );
  });
}
