// The editor is a module of its own, which is loaded when it is first opened. The build writes its
// address into the page.
{
  const address = document.querySelector('meta[name="editor"]')?.content;
  window.longshoreEditor = {
    open: null,
    load: async () => {
      if (!address) throw new Error("the pages were built without the editor");
      const module = await import(address);
      await module.default();
    },
  };
  // It is fetched when the first page has long been there, so that opening it does not wait.
  const fetchAhead = () => {
    for (const [href, as] of [
      [address, "script"],
      [address.replace(/\.js$/, "_bg.wasm"), "fetch"],
    ]) {
      const link = document.createElement("link");
      Object.assign(link, { rel: "prefetch", href, as });
      document.head.append(link);
    }
  };
  if (address && !navigator.connection?.saveData) {
    window.addEventListener("load", () => setTimeout(fetchAhead, 3000));
  }
}
