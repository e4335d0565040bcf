// The editor is a module of its own, which is loaded when it is first opened. The build writes its
// address into the page, below this script.
{
  const address = () => document.querySelector('meta[name="editor"]')?.content;
  window.longshoreEditor = {
    open: null,
    load: async () => {
      if (!address()) throw new Error("the pages were built without the editor");
      const module = await import(address());
      await module.default();
    },
  };
  // It is fetched when the first page has long been there, so that opening it does not wait.
  const fetchAhead = () => {
    const script = address();
    if (!script) return;
    for (const [href, as] of [
      [script, "script"],
      [script.replace(/\.js$/, "_bg.wasm"), "fetch"],
    ]) {
      const link = document.createElement("link");
      Object.assign(link, { rel: "prefetch", href, as, crossOrigin: "anonymous" });
      document.head.append(link);
    }
  };
  if (!navigator.connection?.saveData) {
    window.addEventListener("load", () => setTimeout(fetchAhead, 3000));
  }
}
