// What most visits do not need is in modules of its own, which are loaded when they are first
// opened. The build writes their addresses into the page, below this script.
{
  const written = (what, name) =>
    document.querySelector(`meta[name="${what}-${name}"]`)?.content;
  const address = (name) => written("module", name);
  // A module is shown when its style is there. Where that does not come, it is shown without.
  const styled = (name) =>
    new Promise((resolve) => {
      const href = written("style", name);
      if (!href) return resolve();
      const link = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", href, onload: resolve, onerror: resolve });
      document.head.append(link);
    });
  const module = (name) => ({
    open: null,
    load: async () => {
      if (!address(name)) throw new Error(`the pages were built without the module ${name}`);
      const [module] = await Promise.all([import(address(name)), styled(name)]);
      await module.default();
    },
  });
  window.longshoreModules = { editor: module("editor"), team: module("team") };
  // They are fetched when the first page has long been there, so that opening them does not wait.
  const fetchAhead = () => {
    for (const name of ["team", "editor"]) {
      const script = address(name);
      if (!script) continue;
      for (const [href, as] of [
        [script, "script"],
        [script.replace(/\.js$/, "_bg.wasm"), "fetch"],
        [written("style", name), "style"],
      ]) {
        if (!href) continue;
        const link = document.createElement("link");
        Object.assign(link, { rel: "prefetch", href, as, crossOrigin: "anonymous" });
        document.head.append(link);
      }
    }
  };
  if (!navigator.connection?.saveData) {
    window.addEventListener("load", () => setTimeout(fetchAhead, 3000));
  }
}
