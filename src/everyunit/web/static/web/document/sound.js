// Two sounds: one high for what went on, two low for what did not. Silence is remembered.

const KEY = "everyunit.sound";
let context = null;
let silent = read();

function read() {
  try {
    return localStorage.getItem(KEY) === "off";
  } catch {
    return false;
  }
}

export const isSilent = () => silent;
export const setSilent = (wanted) => {
  silent = wanted;
  try {
    localStorage.setItem(KEY, wanted ? "off" : "on");
  } catch {
    // Then it is remembered until the page goes.
  }
};

const tone = (pitch_hz, after_s, length_s) => {
  const voice = context.createOscillator();
  const loudness = context.createGain();
  const start = context.currentTime + after_s;
  voice.type = "square";
  voice.frequency.value = pitch_hz;
  loudness.gain.setValueAtTime(0.06, start);
  loudness.gain.exponentialRampToValueAtTime(0.001, start + length_s);
  voice.connect(loudness).connect(context.destination);
  voice.start(start);
  voice.stop(start + length_s);
};

const play = (tones) => {
  if (silent || !globalThis.AudioContext) return;
  if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return; // browsers hush a page not yet touched
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
  for (const each of tones) tone(...each);
};

export const good = () => play([[1320, 0, 0.09]]);
export const bad = () => play([[220, 0, 0.16], [180, 0.2, 0.22]]);
