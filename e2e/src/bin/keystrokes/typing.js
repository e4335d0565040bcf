// Types into a field again and again and tells how long each stroke took.
// arguments: the field's id, how many rounds; answers a list of { sync, updated, painted }, in
// milliseconds since the stroke: the event's handlers have returned, the microtasks that they queued
// have run, the frame after that is painted.
const [id, rounds, done] = arguments;

const task = () =>
  new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now());
    channel.port2.postMessage(null);
  });
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const painted = () => frame().then(task);
const rest = () => new Promise((resolve) => setTimeout(resolve, 40));

// In the middle of the text, as somebody does who changes a value.
const stroke = (text, round) => {
  const at = text.lastIndexOf('setting') + 'setting'.length;
  const place = at < 'setting'.length ? text.length : at;
  return text.slice(0, place) + 'abcdefghij'[round % 10] + text.slice(place);
};

(async () => {
  const field = document.getElementById(id);
  if (!field) throw new Error(`there is no field ${id}`);
  field.focus();
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    await rest();
    // Right after a frame, so that the next one is not counted into the work.
    await painted();
    field.value = stroke(field.value, round);
    const start = performance.now();
    const updated = task();
    const seen = painted();
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
    const sync = performance.now() - start;
    times.push({ sync, updated: (await updated) - start, painted: (await seen) - start });
  }
  return times;
})().then(done, (error) => done(String(error)));
