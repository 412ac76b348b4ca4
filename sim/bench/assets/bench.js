// The device on the page: draws what the bench says of it, and tells the bench of its keys.
"use strict";

const bench = (() => {
  const KEYBOARD = {
    ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right",
    s: "silence", o: "override",
  };
  const TYPED_IN = "input, textarea, select, [role=slider], [role=combobox], .q-menu";
  const down = new Map(); // key of the device by what holds it: a pointer's number, or a letter

  // --- keys ------------------------------------------------------------------------------------

  function press(holder, key, hold) {
    if (down.has(holder)) return;
    if (hold) {
      emitEvent("bench_key", { do: "hold", key });
      return;
    }
    down.set(holder, key);
    emitEvent("bench_key", { do: "press", key });
  }

  function release(holder) {
    const key = down.get(holder);
    if (key === undefined) return;
    down.delete(holder);
    emitEvent("bench_key", { do: "release", key });
  }

  function releaseAll() {
    [...down.keys()].forEach(release);
  }

  document.addEventListener("pointerdown", (event) => {
    const button = event.target.closest("[data-key]");
    if (!button || event.button) return;
    event.preventDefault();
    button.setPointerCapture(event.pointerId);
    press(event.pointerId, button.dataset.key, event.shiftKey);
  });
  for (const over of ["pointerup", "pointercancel", "lostpointercapture"])
    document.addEventListener(over, (event) => release(event.pointerId));
  document.addEventListener("contextmenu", (event) => {
    if (event.target.closest("[data-key]")) event.preventDefault(); // a finger that rests
  });

  function ofKeyboard(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return null;
    if (event.target.closest?.(TYPED_IN)) return null;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    return KEYBOARD[name] && document.querySelector("[data-key]") ? name : null;
  }
  document.addEventListener("keydown", (event) => {
    const name = ofKeyboard(event);
    if (!name) return;
    event.preventDefault();
    if (!event.repeat) press(name, KEYBOARD[name], event.shiftKey);
  });
  document.addEventListener("keyup", (event) =>
    release(event.key.length === 1 ? event.key.toLowerCase() : event.key));
  window.addEventListener("blur", releaseAll);
  document.addEventListener("visibilitychange", releaseAll);

  // --- what is seen ----------------------------------------------------------------------------

  function mark(attribute, names) {
    for (const element of document.querySelectorAll(`[data-${attribute}]`))
      element.classList.toggle("on", names.includes(element.dataset[attribute]));
  }

  function show(seen) {
    if (seen.picture) document.querySelector(".glass").src = seen.picture;
    if (seen.time) for (const clock of document.querySelectorAll(".clock")) clock.textContent = seen.time;
    for (const attribute of ["lamp", "key", "fault", "state"])
      if (seen[attribute]) mark(attribute, seen[attribute]);
    if (seen.tones) sound(seen.tones, seen.now_us);
  }

  // --- sound -----------------------------------------------------------------------------------

  const AHEAD_S = 0.25; // from what is heard on the device to the ear here
  const LOST_S = 0.4; // farther off than this, both clocks are compared anew
  const LOUD = 0.1; // duty of the loudest pulses
  let audio = null;
  let voice = null;
  let offset = null; // of our clock against the device's
  let heard = 0; // tones that were played, for whoever asks

  function listen(on) {
    if (!on) {
      audio?.close();
      audio = voice = offset = null;
      return;
    }
    audio = new AudioContext();
    const orders = [...Array(24).keys()];
    const wave = audio.createPeriodicWave(
      new Float32Array(orders.map((n) => (n ? Math.sin(Math.PI * n * LOUD) / n : 0))),
      new Float32Array(orders.length),
    );
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.setPeriodicWave(wave);
    gain.gain.value = 0;
    tone.connect(gain).connect(audio.destination);
    tone.start();
    voice = { tone, gain };
  }

  function sound(tones, now_us) {
    if (!audio) return;
    const now_s = now_us / 1e6;
    if (offset === null || Math.abs(now_s + offset - audio.currentTime) > LOST_S)
      offset = audio.currentTime - now_s;
    for (const [t_us, hertz, duty] of tones) {
      const at_s = Math.max(audio.currentTime, t_us / 1e6 + offset + AHEAD_S);
      const loud = hertz ? Math.sin(Math.PI * duty / 65536) / Math.sin(Math.PI * LOUD) : 0;
      if (hertz) voice.tone.frequency.setValueAtTime(hertz, at_s);
      voice.gain.gain.setValueAtTime(0.5 * loud, at_s);
      heard += 1;
    }
  }

  return { show, listen, heard: () => heard };
})();
