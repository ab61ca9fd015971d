// A quiet clock for one agenda item. It is shown only where somebody has switched it on;
// it counts down and never stops anybody.

for (const clock of document.querySelectorAll("[data-timer]")) {
  const ends = Date.now() + Number(clock.dataset.timer) * 60_000;
  const tick = () => {
    const left = Math.round((ends - Date.now()) / 1000);
    const shown = Math.abs(left);
    const minutes = Math.floor(shown / 60);
    const seconds = String(shown % 60).padStart(2, "0");
    clock.textContent = `${left < 0 ? "＋" : ""}${minutes}:${seconds}`;
  };
  tick();
  setInterval(tick, 1000);
}
