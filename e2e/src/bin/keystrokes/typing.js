// Types into a field again and again and tells how long each stroke took. The browser's own command
// types, as a key does: setting the whole text would make it lay out the whole text anew.
// arguments: the field's id, the words behind which is typed, how many rounds; answers a list of
// { updated, painted } in milliseconds: from the event of the stroke until the DOM is brought up to
// date, and from the stroke until its frame is painted.
const [id, words, rounds, done] = arguments;

const task = () =>
  new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now());
    channel.port2.postMessage(null);
  });
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const painted = () => frame().then(task);
const rest = () => new Promise((resolve) => setTimeout(resolve, 40));

(async () => {
  const field = document.getElementById(id);
  if (!field) throw new Error(`there is no field ${id}`);
  const place = field.value.indexOf(words, field.value.length / 2);
  if (place < 0) throw new Error(`${id} does not hold ${words}`);
  field.focus();
  field.setSelectionRange(place + words.length, place + words.length);
  let heard = 0;
  field.ownerDocument.defaultView.addEventListener('input', () => (heard = performance.now()), true);
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    await rest();
    // Right after a frame, so that the next one is not counted into the work.
    await painted();
    const start = performance.now();
    const updated = task();
    const seen = painted();
    document.execCommand('insertText', false, 'abcdefghij'[round % 10]);
    times.push({ updated: (await updated) - heard, painted: (await seen) - start });
  }
  return times;
})().then(done, (error) => done(String(error)));
