// Opens an editor again and again from another page, without loading the page anew.
// arguments: the editor's path, the end of the data's address, the id of its first field, how many
// rounds; answers the milliseconds from the end of the data's answer to the painted form, for each.
const [path, data, first, rounds, done] = arguments;

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const task = () =>
  new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now());
    channel.port2.postMessage(null);
  });
const rest = () => new Promise((resolve) => setTimeout(resolve, 200));

const follow = (href) => {
  const link = document.createElement('a');
  link.href = href;
  link.textContent = href;
  document.body.append(link);
  link.click();
  link.remove();
};

// Answers at the frame whose layout is the first with it, or without it.
const until = async (fits) => {
  const limit = performance.now() + 15000;
  while (!fits()) {
    if (performance.now() > limit) throw new Error(`${location.pathname} does not get there`);
    await frame();
  }
};
const isThere = () => document.getElementById(first) !== null;

(async () => {
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    // The first page leads on to the one of the environment, wherever that is.
    const before = location.pathname;
    follow('/');
    await until(() => !isThere() && location.pathname !== before);
    await rest();
    performance.clearResourceTimings();
    follow(path);
    await until(isThere);
    const seen = await task();
    const answers = performance.getEntriesByType('resource').filter((one) => one.name.endsWith(data));
    if (answers.length === 0) throw new Error(`nothing was asked at ${data}`);
    times.push(seen - Math.max(...answers.map((one) => one.responseEnd)));
    await rest();
  }
  return times;
})().then(done, (error) => done(String(error)));
